// Guessing by enclosures.
#include "verify/causes/guess.hpp"

#include "theory/fast/kernels/kernels.hpp"

namespace tailmass::verify::causes {

Guess::Guess(const kernel::Summation& sum, const kernel::KernelArithmetic& arithmetic)
    : valued_(std::span(sum.keys).first(sum.valued)),
      largest_(fast::extremes_of(sum.scores.data(), sum.scores.size()).largest),
      enclosed_(sum.scores, arithmetic, sum.errors), value_(enclosed_.near_log_sum_exp()),
      bound_(enclosed_.log_sum_exp().most) {}

std::vector<kernel::EnclosedNumber> Guess::means(const Values& values) const {
  return enclosed_.means(values, valued_);
}

} // namespace tailmass::verify::causes
