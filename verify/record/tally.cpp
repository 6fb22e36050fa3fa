// Sums of counts.
#include "verify/record/tally.hpp"

namespace tailmass::verify::record {

void Tally::add(const Tally& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i)
    counts_[i] += other.counts_[i];
}

std::size_t Tally::held() const {
  using enum judge::Verdict;
  return of(proved) + of(agrees) + of(tight) + of(consistent);
}

} // namespace tailmass::verify::record
