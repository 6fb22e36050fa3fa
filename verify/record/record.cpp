// Sums and exit code of a record.
#include "verify/record/record.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::record {

void Tally::add(const Tally& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i)
    counts_[i] += other.counts_[i];
}

std::size_t Tally::held() const {
  return of(judge::Verdict::proved) + of(judge::Verdict::agrees) + of(judge::Verdict::tight) +
         of(judge::Verdict::consistent);
}

Tally Record::summary() const {
  Tally total;
  for (const TheoremRecord& theorem : theorems)
    total.add(theorem.all.tally);
  return total;
}

double Record::false_alarm() const {
  double sum = 0;
  for (const TheoremRecord& theorem : theorems)
    sum += theorem.all.false_alarm;
  return std::min(sum, 1.0);
}

double failure_rate_bound(std::size_t met) {
  constexpr double left = 0.05; // confidence 95 %
  return met == 0 ? 1 : -std::expm1(std::log(left) / static_cast<double>(met));
}

std::optional<double> failure_rate_bound(const ConfidenceRecord& confidence) {
  if (confidence.claims.of(judge::Verdict::refuted) + confidence.claims.of(judge::Verdict::undecided) > 0)
    return std::nullopt;
  return failure_rate_bound(confidence.met);
}

int exit_code(const Record& record) {
  if (record.hunt)
    return exit_code(*record.hunt, record.interrupted);
  const Tally total = record.summary();
  const auto over_bound = [](const ConsistencyRecord& check) { return check.exceeded > 0; };
  const bool exceeded =
      std::ranges::any_of(record.consistency, over_bound) || std::ranges::any_of(record.kernel, over_bound);
  const auto mutants_with = [&](judge::Verdict verdict) {
    return std::ranges::any_of(record.mutants,
                               [&](const MutantRecord& mutant) { return mutant.verdict == verdict; });
  };
  const bool survivor = std::ranges::any_of(record.mutants, [](const MutantRecord& mutant) {
    return mutant.verdict != judge::Verdict::refuted && mutant.verdict != judge::Verdict::undecided;
  });
  const auto boxes_with = [&](judge::Verdict verdict) { // a mutant over a box answers among the mutants
    return std::ranges::any_of(
        record.boxes, [&](const BoxRecord& box) { return box.mutant.empty() && box.verdict == verdict; });
  };
  const bool imprecise = record.precision && !record.precision->faults.empty();
  if (total.of(judge::Verdict::refuted) > 0 || exceeded || imprecise || survivor ||
      boxes_with(judge::Verdict::refuted))
    return 1;
  const bool empty = std::ranges::any_of(record.theorems, [](const TheoremRecord& theorem) {
    return theorem.all.tally.held() + theorem.all.tally.of(judge::Verdict::refuted) == 0;
  });
  if (total.of(judge::Verdict::undecided) > 0 || mutants_with(judge::Verdict::undecided) ||
      boxes_with(judge::Verdict::undecided) || empty || record.interrupted)
    return 3;
  return 0;
}

} // namespace tailmass::verify::record
