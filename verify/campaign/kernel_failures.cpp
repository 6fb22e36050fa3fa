// Causes for what is printed.
#include "verify/campaign/kernel_failures.hpp"

#include "verify/causes/causes.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/checks.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::verify::campaign {

namespace {

/// What the causes of a run may cost, in their operations: so much for one of a check, which vectors do in
/// less than a third of the time, and what it takes to begin a run, some 15 ms.
constexpr double of_one_of_a_check = 0.1, of_a_beginning = 1.5e7;
/// Failures of each check that are looked at before all others, and their share of all that may be spent.
constexpr std::size_t first_looks = 3;
constexpr double share_of_first = 0.5;
/// How often as much as before must be left for another look at what was not looked at to the end.
constexpr double worth_another = 1.3;

struct Unexplained {
  record::NumberFailure* failure;
  causes::Found found = {};
  double spent = 0; ///< on all looks
  bool looked_at = false;
  std::size_t known = 0;  ///< how many causes were, at the last look
  std::string cause = {}; ///< the likeliest so far; empty where none is
};

template <class T>
void add_new(std::vector<T>& to, const T& one) {
  if (std::ranges::find(to, one) == to.end())
    to.push_back(one);
}

/// The failures of one check without a cause, in the order of their rows, and what is known of these.
struct OfCheck {
  const std::string* check;
  std::vector<Unexplained> failures;
  causes::Known known = {};
};

/// What is looked at in one round, by the places of rows.
using Round = std::map<std::size_t, std::vector<std::pair<OfCheck*, Unexplained*>>>;

/// Finds what is likeliest by what was found so far, and notes it as known.
void weigh(OfCheck& of) {
  std::vector<Unexplained*> looked_at;
  std::vector<std::vector<causes::Candidate>> causes;
  for (Unexplained& each : of.failures)
    if (each.looked_at) {
      looked_at.push_back(&each);
      causes.push_back(each.found.causes);
    }
  const std::vector<std::string> likeliest = causes::likeliest(causes);
  for (std::size_t i = 0; i < looked_at.size(); ++i) {
    looked_at[i]->cause = likeliest[i];
    for (const causes::Candidate& each : causes[i])
      if (!likeliest[i].empty() && likeliest[i].starts_with(each.cause)) {
        add_new(of.known.causes, each.cause);
        add_new(of.known.families, each.family);
      }
  }
}

/// Tells each check what was named in the others: one fault may show in several results of a kernel.
void tell_others(std::vector<OfCheck>& checks) {
  std::vector<std::string> all;
  for (const OfCheck& of : checks)
    for (const std::string& cause : of.known.causes)
      add_new(all, cause);
  for (OfCheck& of : checks)
    of.known.causes = all;
}

std::vector<OfCheck> unexplained_in(record::Record& in) {
  std::vector<OfCheck> checks;
  for (auto* of_kind : {&in.consistency, &in.kernel})
    for (record::ConsistencyRecord& check : *of_kind) {
      OfCheck of{.check = &check.check, .failures = {}};
      for (record::NumberFailure& failure : check.failures)
        if (failure.cause.empty())
          of.failures.push_back({&failure});
      if (!of.failures.empty())
        checks.push_back(std::move(of));
    }
  return checks;
}

/// A few of each check, at equal distances.
Round first_round(std::vector<OfCheck>& checks) {
  Round round;
  for (OfCheck& of : checks)
    for (std::size_t i = 0; i < std::min(first_looks, of.failures.size()); ++i) {
      Unexplained& each = of.failures[i * of.failures.size() / std::min(first_looks, of.failures.size())];
      round[each.failure->place].emplace_back(&of, &each);
    }
  return round;
}

/// What has no cause and was not looked at to the end, or before all causes that are known were.
Round open_in(std::vector<OfCheck>& checks) {
  Round round;
  for (OfCheck& of : checks)
    for (Unexplained& each : of.failures)
      if (!each.looked_at ||
          (each.cause.empty() && (!each.found.whole || each.known < of.known.causes.size())))
        round[each.failure->place].emplace_back(&of, &each);
  return round;
}

double spent_on(const std::vector<OfCheck>& checks) {
  double spent = 0;
  for (const OfCheck& of : checks)
    for (const Unexplained& each : of.failures)
      spent += each.spent;
  return spent;
}

std::size_t size_of(const Round& round) {
  std::size_t size = 0;
  for (const auto& [place, failures] : round)
    size += failures.size();
  return size;
}

} // namespace

void note_place(record::Record& found, std::size_t place) {
  for (auto* checks : {&found.consistency, &found.kernel})
    for (record::ConsistencyRecord& check : *checks)
      for (record::NumberFailure& failure : check.failures)
        failure.place = place;
}

bool keeps_indices(const record::Record& record) {
  return std::ranges::none_of(record.kernel, [](const record::ConsistencyRecord& check) {
    return check.check == kernel::kernel_indices.name &&
           check.failures.size() == record::most_number_failures;
  });
}

void name_causes(record::Record& in, cases::Dataset& dataset, const cases::RowChoice& chosen,
                 std::size_t rows, const WorkOptions& options) {
  std::vector<OfCheck> checks = unexplained_in(in);
  if (checks.empty())
    return;
  const WorkOptions silent{.threads = options.threads, .progress = {}, .stop = options.stop};
  const auto look = [&](const Round& round, const std::function<double(double run)>& allowance) {
    const std::vector<Round::value_type> places(round.begin(), round.end());
    const auto of_all = static_cast<double>(rows);
    std::vector<double> runs(places.size(), of_a_beginning);
    (void)share_rows(places.size(), silent, [&] {
      return [&](std::size_t i) {
        const cases::AttentionRow row = dataset.row(chosen[places[i].first], false);
        runs[i] += of_one_of_a_check * of_all * kernel::operations_of(row);
        for (const auto& [of, each] : places[i].second) {
          each->found = causes::causes_of(row, *of->check, *each->failure, allowance(runs[i]), of->known);
          each->spent += each->found.spent;
          each->looked_at = true;
          each->known = of->known.causes.size();
        }
      };
    });
    for (OfCheck& of : checks)
      weigh(of);
    tell_others(checks);
    return runs;
  };
  Round round = first_round(checks);
  const auto of_first = static_cast<double>(size_of(round));
  const std::vector<double> runs = look(round, [&](double run) { return share_of_first * run / of_first; });
  const double all = std::accumulate(runs.begin(), runs.end(), 0.0) / static_cast<double>(runs.size());
  double allowed = 0;
  while (!(round = open_in(checks)).empty() && !(options.stop && *options.stop)) {
    const double share = (all - spent_on(checks)) / static_cast<double>(size_of(round));
    if (!(share > worth_another * allowed))
      break;
    allowed = share;
    (void)look(round, [&](double) { return share; });
  }
  for (const OfCheck& of : checks)
    for (const Unexplained& each : of.failures)
      causes::name_cause(*each.failure, each.cause);
}

} // namespace tailmass::verify::campaign
