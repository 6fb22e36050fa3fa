// A row that was made to leave almost exactly epsilon.
#pragma once

#include "theory/numbers/ball.hpp"

#include <vector>

namespace tailmass::tests {

/// A key of score 0 and others that sum to just less than epsilon/(1 - epsilon), each chosen to fill what
/// those before it leave: tau_1 falls short of epsilon by some 2^-bits.
inline std::vector<double> close_row(double epsilon, long bits) {
  const long precision = bits + 256;
  std::vector<double> scores{0};
  Ball rest = Ball(epsilon).at_precision(precision) / (Ball(1) - Ball(epsilon));
  while (negative_log2(rest) < static_cast<double>(bits)) {
    scores.push_back(not_above(log(rest)));
    rest -= exp(Ball(scores.back()).at_precision(precision));
  }
  return scores;
}

} // namespace tailmass::tests
