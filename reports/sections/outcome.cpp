// From a record to what it checked.
#include "reports/sections/outcome.hpp"

#include "reports/sections/theorem_table.hpp"
#include "reports/text/output.hpp"
#include "reports/text/places.hpp"

#include <algorithm>
#include <array>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

using Status = Outcome::Status;

std::string figure(double x) {
  return fmt::format("{:.6g}", x);
}

void add_counts(Outcome& outcome, const verify::record::Tally& tally) {
  for (const verify::judge::Verdict verdict : verify::judge::all_verdicts)
    outcome.figures.emplace_back(name_of(verdict), std::to_string(tally.of(verdict)));
}

Status status_of(const verify::record::Tally& tally) {
  if (tally.of(verify::judge::Verdict::refuted) > 0)
    return Status::failed;
  if (tally.of(verify::judge::Verdict::undecided) > 0)
    return Status::undecided;
  return unjudged(tally) ? Status::skipped : Status::passed;
}

Problem problem_of(const verify::record::Failure& failure, const text::Places& places) {
  Problem problem;
  problem.message = fmt::format("{} {} at {}", verify::input::printable(failure.theorem),
                                name_of(failure.verdict), places.name(failure.origin, {}));
  if (!failure.origin.file.empty())
    problem.message += " of " + verify::input::printable(failure.origin.file);
  for (const std::string& line : {failure.claim, failure.reason})
    if (!line.empty())
      problem.detail.push_back(verify::input::printable(line, 2000));
  if (!failure.case_file.empty())
    problem.replay = replay_command(failure.case_file);
  return problem;
}

Outcome outcome_of(const verify::record::TheoremRecord& theorem, const verify::record::Record& record,
                   const text::Places& places) {
  Outcome outcome{.group = "theorems", .name = theorem.id, .status = status_of(theorem.all.tally)};
  add_counts(outcome, theorem.all.tally);
  outcome.figures.emplace_back("bits", std::to_string(theorem.bits_max));
  if (theorem.all.worst_slack && theorem.all.worst) {
    outcome.figures.emplace_back("slack", figure(*theorem.all.worst_slack));
    outcome.figures.emplace_back("slack_at", places.name(*theorem.all.worst, {}));
  }
  if (theorem.all.log_looseness)
    outcome.figures.emplace_back("looseness", text::factor(theorem.all.log_looseness->median, {}));
  for (const verify::record::Failure& failure : record.failures)
    if (failure.theorem == theorem.id)
      outcome.problems.push_back(problem_of(failure, places));
  if (outcome.status == Status::skipped)
    outcome.problems.push_back(
        {.message = "no case meets the hypotheses of " + verify::input::printable(theorem.id),
         .detail = {},
         .replay = {}});
  return outcome;
}

Outcome outcome_of(const verify::record::ConsistencyRecord& check, std::string group,
                   const verify::record::Record& record, const text::Places& places) {
  Outcome outcome{.group = std::move(group),
                  .name = check.check,
                  .status = check.exceeded > 0 ? Status::failed : Status::passed};
  outcome.figures = {{"held", std::to_string(check.held)},
                     {"exceeded", std::to_string(check.exceeded)},
                     {"unbounded", std::to_string(check.unbounded)},
                     {"worst_ratio", figure(check.worst_ratio)}};
  for (const verify::record::NumberFailure& failure :
       check.failures) // each message is written by the check as one clean line
    outcome.problems.push_back({.message = failure.message, .detail = {}, .replay = record.command});
  if (check.exceeded > 0 && outcome.problems.empty())
    outcome.problems.push_back(
        {.message = fmt::format("{} exceeded {}, at most {} times its bound{}",
                                verify::input::printable(check.check), text::counted(check.exceeded, "time"),
                                figure(check.worst_ratio),
                                check.worst ? ", at " + places.name(*check.worst, {}) : ""),
         .detail = {verify::input::printable(check.bound, 2000)},
         .replay = record.command});
  return outcome;
}

Outcome outcome_of(const verify::record::MutantRecord& mutant, const verify::record::Record& record) {
  Outcome outcome{.group = "mutants", .name = mutant.theorem + "/" + mutant.name};
  outcome.figures = {{"verdict", std::string(name_of(mutant.verdict))}};
  if (mutant.verdict == verify::judge::Verdict::refuted)
    return outcome;
  // A hunt that went to its end has done what it could: what it did not refute survives.
  const bool open =
      mutant.verdict == verify::judge::Verdict::undecided && (!record.hunt || record.interrupted);
  outcome.status = open ? Status::undecided : Status::failed;
  outcome.problems = {{.message = fmt::format("mutant {} of {} {}: {}", verify::input::printable(mutant.name),
                                              verify::input::printable(mutant.theorem),
                                              open ? "is undecided" : "survives", name_of(mutant.verdict)),
                       .detail = {verify::input::printable(mutant.change, 2000)},
                       .replay = record.command}};
  return outcome;
}

Outcome outcome_of(const verify::record::BoxRecord& box, const verify::record::Record& record) {
  Outcome outcome{.group = "boxes", .name = fmt::format("{}/n{}-k{}", box.theorem, box.keys, box.kept)};
  outcome.figures = {{"verdict", std::string(name_of(box.verdict))},
                     {"boxes", std::to_string(box.boxes)},
                     {"open", std::to_string(box.open)}};
  if (box.verdict == verify::judge::Verdict::proved)
    return outcome;
  outcome.status = box.verdict == verify::judge::Verdict::refuted ? Status::failed : Status::undecided;
  Problem problem{.message = fmt::format("{} {} for n = {}, k = {}", verify::input::printable(box.theorem),
                                         name_of(box.verdict), box.keys, box.kept),
                  .detail = {},
                  .replay = record.command};
  if (!box.counterexample.empty())
    problem.detail.push_back(fmt::format("scores {}", fmt::join(box.counterexample, ", ")));
  outcome.problems.push_back(std::move(problem));
  return outcome;
}

void add_precision(std::vector<Outcome>& all, const verify::record::PrecisionRecord& precision) {
  const std::size_t first = all.size();
  for (const verify::record::PrecisionLine& line : precision.lines)
    if (!line.regime && !line.n && !line.tail_decade)
      all.push_back({.group = "precision",
                     .name = text_of(line.name),
                     .status = Status::passed,
                     .figures = {{"max_ulp", figure(line.max_ulp)},
                                 {"p99_ulp", figure(line.p99_ulp)},
                                 {"mean_ulp", figure(line.mean_ulp)},
                                 {"bound_ulp", figure(line.bound_ulp)},
                                 {"limit_ulp", line.limit_ulp ? figure(*line.limit_ulp) : "none"},
                                 {"cases", std::to_string(line.cases)}},
                     .problems = {}});
  for (const verify::record::PrecisionFault& fault : precision.faults) {
    const auto known = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
                                    [&](const Outcome& one) { return one.name == text_of(fault.name); });
    Outcome& outcome = known != all.end()
                           ? *known
                           : all.emplace_back(Outcome{.group = "precision", .name = text_of(fault.name)});
    outcome.status = Status::failed;
    outcome.problems.push_back(
        {.message = verify::input::printable(fault.message, 2000), .detail = {}, .replay = fault.replay});
  }
}

Outcome outcome_of(const verify::record::HuntedGoal& goal, const verify::record::Record& record) {
  Outcome outcome{.group = "hunt",
                  .name = goal.claim.empty() ? goal.objective : goal.objective + "/" + goal.claim};
  outcome.figures = {{"outcome", std::string(name_of(goal.outcome))},
                     {"measure", goal.measure ? figure(*goal.measure) : ""},
                     {"evaluations", std::to_string(goal.evaluations)}};
  switch (goal.outcome) {
  case verify::record::HuntOutcome::refuted:
    outcome.status = Status::failed;
    break;
  case verify::record::HuntOutcome::undecided:
    outcome.status = Status::undecided;
    break;
  case verify::record::HuntOutcome::no_case:
    outcome.status = Status::skipped;
    break;
  default:
    return outcome;
  }
  Problem problem{.message =
                      fmt::format("{} {}", verify::input::printable(outcome.name), name_of(goal.outcome)),
                  .detail = {},
                  .replay = record.command};
  if (!goal.reason.empty())
    problem.detail.push_back(verify::input::printable(goal.reason, 2000));
  for (const auto& found : {goal.worst, goal.minimal})
    if (found && !found->command.empty())
      problem.replay = found->command;
  outcome.problems.push_back(std::move(problem));
  return outcome;
}

Outcome outcome_of(const verify::record::Duel& duel, const verify::record::Record& record) {
  Outcome outcome{.group = "duels", .name = duel.objective};
  outcome.figures = {{"hunt", figure(verify::record::mean_of(duel.hunt))},
                     {"random", figure(verify::record::mean_of(duel.random))},
                     {"won", duel.won() ? "yes" : "no"}};
  if (duel.breaks_bound()) {
    outcome.status = Status::failed;
    outcome.problems = {
        {.message = verify::input::printable(duel.objective) + ": an error exceeded its proven bound",
         .detail = {},
         .replay = record.command}};
  }
  return outcome;
}

} // namespace

std::vector<Outcome> outcomes_of(const verify::record::Record& record) {
  const text::Places places(record);
  std::vector<Outcome> all;
  for (const verify::record::TheoremRecord& theorem : record.theorems)
    all.push_back(outcome_of(theorem, record, places));
  for (const verify::record::ConsistencyRecord& check : record.consistency)
    all.push_back(outcome_of(check, "numbers", record, places));
  for (const verify::record::ConsistencyRecord& check : record.kernel)
    all.push_back(outcome_of(check, "kernel", record, places));
  for (const verify::record::MutantRecord& mutant : record.mutants)
    all.push_back(outcome_of(mutant, record));
  for (const verify::record::BoxRecord& box : record.boxes)
    if (box.mutant.empty()) // those of mutants answer among the mutants
      all.push_back(outcome_of(box, record));
  if (record.hunt) {
    for (const verify::record::HuntedGoal& goal : record.hunt->sharpness)
      all.push_back(outcome_of(goal, record));
    for (const verify::record::Duel& duel : record.hunt->duels)
      all.push_back(outcome_of(duel, record));
  }
  if (record.precision)
    add_precision(all, *record.precision);
  if (record.interrupted)
    all.push_back(
        {.group = "run",
         .name = "complete",
         .status = Status::undecided,
         .figures = {},
         .problems = {{.message = record.rows_total == 0
                                      ? "interrupted"
                                      : fmt::format("interrupted after {} of {}", text::grouped(record.rows),
                                                    text::counted(record.rows_total, "row")),
                       .detail = {},
                       .replay = record.command}}});
  return all;
}

int exit_code(std::span<const Outcome> outcomes) {
  if (std::ranges::any_of(outcomes, [](const Outcome& one) { return one.status == Status::failed; }))
    return 1;
  const bool open = std::ranges::any_of(outcomes, [](const Outcome& one) {
    return one.status == Status::undecided || (one.status == Status::skipped && one.group == "theorems");
  });
  return open ? 3 : 0;
}

int exit_code(const verify::record::Record& record) {
  return exit_code(outcomes_of(record));
}

std::string_view name_of(Outcome::Status status) {
  switch (status) {
  case Status::passed:
    return "passed";
  case Status::failed:
    return "failed";
  case Status::undecided:
    return "undecided";
  case Status::skipped:
    return "skipped";
  }
  return {};
}

std::string replay_command(std::string path) {
  std::string name = "tailmass";
  std::string verb = "replay";
  const std::array words{name.data(), verb.data(), path.data()};
  return text::command_line(words);
}

} // namespace tailmass::reports::sections
