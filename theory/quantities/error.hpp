// How far a floating-point result is from its truth in balls.
#pragma once

#include "theory/numbers/ball.hpp"
#include "theory/stable/errors.hpp"

#include <optional>
#include <string_view>

namespace tailmass {

/// Whether no double and no float tells the number from 0: an exact 0, as a divergence where there is no
/// tail, comes as such a ball where it is a sum of terms of order 1.
[[nodiscard]] bool is_as_good_as_zero(const Ball& x);

/// |computed - true| over its bound, rounded; nothing where the balls do not decide whether it is at most 1.
/// Above 1 exactly when the bound is broken, for certain.
[[nodiscard]] std::optional<double> used_share(double computed, const Ball& truth,
                                               const stable::ErrorBound& bound);

/// What of a floating type decides the distance of its numbers.
struct NumberFormat {
  int digits;         ///< binary digits of a normal number: 53, 24, 11, 8
  int least_exponent; ///< its smallest positive number is 2 to this: -1074, -149, -24, -133
};

/// That of "double", "float", "float16" or "bfloat16". Throws std::invalid_argument on another name.
[[nodiscard]] NumberFormat format_of(std::string_view number_type);

/// One unit in the last place at x: 2^(e - digits) where 2^(e - 1) <= |x| < 2^e, at least the smallest
/// positive number. The ball's midpoint stands for x.
[[nodiscard]] Ball unit_in_last_place(const Ball& x, NumberFormat format);

/// |computed - true| in units in the last place of the format at the truth, to within 2^-20 of a unit and
/// rounded up; nothing where the ball of the truth is wider than that. Infinite for a result that is.
[[nodiscard]] std::optional<double> error_in_ulps(double computed, const Ball& truth, NumberFormat format);

} // namespace tailmass
