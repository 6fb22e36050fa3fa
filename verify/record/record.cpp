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

} // namespace tailmass::verify::record
