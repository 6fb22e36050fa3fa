// The sign of a sum of exponentials, decided exactly.
#pragma once

#include "theory/numbers/fraction.hpp"

#include <optional>
#include <vector>

namespace tailmass::exact {

/// coefficient e^exponent, both exact.
struct ExponentialTerm {
  Fraction exponent;
  Fraction coefficient;
};

/// -1, 0 or 1, the sign of the sum of the terms; nothing when 4096 bits do not tell. After equal exponents
/// are put together, a sum of exponentials of distinct rationals with rational coefficients vanishes just
/// when all the coefficients do (Lindemann and Weierstrass), which exact arithmetic sees.
[[nodiscard]] std::optional<int> sign_of_sum(std::vector<ExponentialTerm> terms);

} // namespace tailmass::exact
