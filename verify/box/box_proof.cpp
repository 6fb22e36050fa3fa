// Subdivision of the box, level by level, on all cores.
#include "verify/box/box_proof.hpp"

#include "verify/box/box_statement.hpp"
#include "verify/campaign/row_workers.hpp"

#include <algorithm>
#include <ctime>
#include <iterator>

namespace tailmass::verify::box {

namespace {

/// One theorem or mutant for one n and k, with the boxes that are still to be decided.
struct Job {
  BoxStatement statement;
  record::BoxRecord record;
  std::vector<RowBox> boxes;
};

struct Task {
  const BoxStatement* statement;
  const RowBox* box;
  BoxFinding finding = BoxFinding::open;
  double seconds = 0;
};

/// Processor time of the calling thread, which other work on the machine does not lengthen.
double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Enters what was found of a job's boxes and replaces them by the halves of those that are open.
void advance(Job& job, std::span<const Task> tasks, const BoxProofOptions& options) {
  std::vector<RowBox> next;
  for (const Task& task : tasks) {
    job.record.seconds += task.seconds;
    job.record.deepest = std::max(job.record.deepest, task.box->level);
    if (task.finding == BoxFinding::open)
      std::ranges::move(task.box->halves(), std::back_inserter(next));
    else
      ++job.record.boxes;
    if (task.finding == BoxFinding::refuted && job.record.counterexample.empty())
      job.record.counterexample = task.box->some_row();
  }
  if (!job.record.counterexample.empty()) {
    job.record.verdict = judge::Verdict::refuted;
    next.clear();
  } else if (next.empty()) {
    job.record.verdict = judge::Verdict::proved;
  } else if (next.front().level > options.deepest || next.size() > options.most_boxes) {
    job.record.open = next.size();
    next.clear();
  }
  job.boxes = std::move(next);
}

/// Leaves boxes open, of a run that was stopped; what was refuted among them till then is.
void leave(std::vector<Job>& jobs, std::span<const Task> tasks) {
  for (Job& job : jobs) {
    job.record.open += job.boxes.size();
    for (const Task& task : tasks.first(job.boxes.size()))
      if (task.finding == BoxFinding::refuted && job.record.counterexample.empty()) {
        job.record.verdict = judge::Verdict::refuted;
        job.record.counterexample = task.box->some_row();
      }
    tasks = tasks.subspan(job.boxes.size());
  }
}

std::vector<record::BoxRecord> settle(std::vector<Job> jobs, const BoxProofOptions& options) {
  std::size_t done = 0;
  for (;;) {
    std::vector<Task> tasks;
    for (const Job& job : jobs)
      for (const RowBox& box : job.boxes)
        tasks.push_back({&job.statement, &box});
    if (tasks.empty())
      break;
    campaign::WorkOptions work{.threads = options.threads, .progress = {}, .stop = options.stop};
    if (options.progress)
      work.progress = [&](std::size_t now, std::size_t of) { options.progress(done + now, done + of); };
    campaign::share_rows(tasks.size(), work, [&] {
      return [&](std::size_t i) {
        const double start = thread_seconds();
        tasks[i].finding = tasks[i].statement->on(*tasks[i].box);
        tasks[i].seconds = thread_seconds() - start;
      };
    });
    if (options.stop && *options.stop) {
      leave(jobs, tasks);
      break;
    }
    done += tasks.size();
    std::size_t first = 0;
    for (Job& job : jobs) {
      const std::size_t count = job.boxes.size();
      if (count > 0)
        advance(job, std::span(tasks).subspan(first, count), options);
      first += count;
    }
  }
  std::vector<record::BoxRecord> records;
  records.reserve(jobs.size());
  for (Job& job : jobs)
    records.push_back(std::move(job.record));
  return records;
}

void add_jobs(std::vector<Job>& jobs, const Theorem& theorem, const Mutant* mutant,
              const BoxProofOptions& options) {
  const SidesIn& sides = mutant ? mutant->sides : theorem.sides;
  if (!has_box_proof(sides))
    return;
  for (std::size_t n = 1; n <= options.most_keys; ++n)
    for (std::size_t k = 1; k <= n; ++k) {
      BoxStatement statement(theorem, sides, n, k, options);
      if (statement.heads() == 0 || statement.claims().empty())
        continue;
      record::BoxRecord record{.theorem = std::string(theorem.id),
                               .mutant = mutant ? std::string(mutant->name) : std::string(),
                               .keys = n,
                               .kept = k,
                               .heads = statement.heads(),
                               .half_width = options.half_width,
                               .claims = statement.claims(),
                               .tolerance = statement.tolerance()};
      const RowBox all = RowBox::all(statement.chart(), n, 2 * options.half_width);
      jobs.push_back({std::move(statement), std::move(record), {all}});
    }
}

} // namespace

bool has_box_proof(const SidesIn& sides) {
  return sides.models != nullptr || sides.duals != nullptr;
}

std::vector<record::BoxRecord> prove_over_boxes(std::span<const Theorem* const> theorems,
                                                const BoxProofOptions& options) {
  std::vector<Job> jobs;
  for (const Theorem* theorem : theorems)
    add_jobs(jobs, *theorem, nullptr, options);
  return settle(std::move(jobs), options);
}

std::vector<record::BoxRecord> refute_over_boxes(std::span<const Theorem* const> theorems,
                                                 const BoxProofOptions& options) {
  std::vector<Job> jobs;
  for (const Theorem* theorem : theorems)
    for (const Mutant& mutant : theorem->mutants)
      add_jobs(jobs, *theorem, &mutant, options);
  return settle(std::move(jobs), options);
}

std::vector<record::MutantRecord> mutants_over_boxes(std::span<const Theorem* const> theorems,
                                                     const std::vector<record::BoxRecord>& boxes) {
  std::vector<record::MutantRecord> mutants;
  for (const Theorem* theorem : theorems)
    for (const Mutant& mutant : theorem->mutants) {
      if (!has_box_proof(mutant.sides))
        continue;
      const auto some = [&](judge::Verdict verdict) {
        return std::ranges::any_of(boxes, [&](const record::BoxRecord& box) {
          return box.theorem == theorem->id && box.mutant == mutant.name && box.verdict == verdict;
        });
      };
      mutants.push_back({.theorem = std::string(theorem->id),
                         .name = std::string(mutant.name),
                         .change = std::string(mutant.change),
                         .verdict = some(judge::Verdict::refuted)     ? judge::Verdict::refuted
                                    : some(judge::Verdict::undecided) ? judge::Verdict::undecided
                                                                      : judge::Verdict::proved});
    }
  return mutants;
}

} // namespace tailmass::verify::box
