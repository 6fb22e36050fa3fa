// What the rounding errors of a quantity are proportional to.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/ball.hpp"

namespace tailmass {

/// The largest terms that a quantity is made from.
enum class Condition {
  itself,    ///< |x|: products, ratios and sums of numbers of one sign
  in_top,    ///< the same of a number in units of e^{s_(1)}
  exponents, ///< as in_top, times 1 + w^2: exponentials of rounded numbers below w^2, w the width of all
             ///< scores
  one,       ///< 1 + |x|: differences of masses, logarithms of sums
  ratio,     ///< 1 + 1/P(head): differences of likelihood ratios
  logs,      ///< 1 + the largest |ln p_i| and |ln P(head)|
  scores,    ///< the same plus |s_(1)|
  odds,      ///< 1 + |ln n| + |ln((1 - eps)/eps)|
  values,    ///< largest |v_j|
  squares,   ///< the square of that
  changes,   ///< tau times largest |v_j|
  mode,      ///< |x| / p_max: Var_P is at least p_max E|v - v_ref|^2, v_ref the value of the top key
  direction, ///< largest |c_i| of the box
  /// |x| times 1 + sigma^2 + 2 ln(1/p), p the least of the model's epsilon, 1 - epsilon, k/n and 1 - k/n: of
  /// e^{-t^2/2} where t is rounded, t a sum of sigma and quantiles
  far_tail,
  influence, ///< e^{sigma^2} + w^2/W^2 times the same: differences of the model's second moments
};

/// Returns the scale of a quantity with the value `x` on a case, at the precision of the row.
[[nodiscard]] Ball scale_of(Condition condition, Evaluator<Ball>& row, const Case& c, const Ball& x);

} // namespace tailmass
