// The sign of a sum of exponentials, decided exactly.
#include "theory/exact/distribution/exponential_sign.hpp"

#include <algorithm>

namespace tailmass::exact {

std::optional<int> sign_of_sum(std::vector<ExponentialTerm> terms) {
  std::ranges::sort(
      terms, [](const ExponentialTerm& a, const ExponentialTerm& b) { return b.exponent < a.exponent; });
  std::vector<ExponentialTerm> merged; // of distinct exponents, the largest first
  for (ExponentialTerm& term : terms)
    if (!merged.empty() && merged.back().exponent == term.exponent)
      merged.back().coefficient = merged.back().coefficient + term.coefficient;
    else
      merged.push_back(std::move(term));
  std::erase_if(merged, [](const ExponentialTerm& term) { return term.coefficient.is_zero(); });
  if (merged.empty())
    return 0;
  for (long bits = 128; bits <= 4096; bits *= 2) {
    Ball sum = Ball().at_precision(bits);
    for (const ExponentialTerm& term : merged)
      sum += term.coefficient.at_precision(bits) *
             exp((term.exponent - merged.front().exponent).at_precision(bits));
    if (certainly_less(Ball(0), sum))
      return 1;
    if (certainly_less(sum, Ball(0)))
      return -1;
  }
  return std::nullopt;
}

} // namespace tailmass::exact
