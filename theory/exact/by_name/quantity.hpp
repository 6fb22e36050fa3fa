// Quantities of exact/ by name, as lists to be walked in any number type.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/vector.hpp"

#include <string_view>
#include <vector>

namespace tailmass {

/// What the rounding errors of a quantity are proportional to: the largest terms that it is made from.
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
};

/// The scale of a quantity with the value `x` on a case, at the precision of the row.
[[nodiscard]] Ball scale_of(Condition condition, Evaluator<Ball>& row, const Case& c, const Ball& x);

/// One quantity; those of the reference table have its names.
template <class R>
struct Quantity {
  using Numbers = std::vector<R>;
  std::string_view name;
  Condition condition;
  Numbers (*of)(Evaluator<R>& row, const Case& c); ///< nothing where the hypotheses do not hold
};

template <class R>
std::vector<R> numbers(const Vector<R>& v) {
  std::vector<R> result;
  for (std::size_t i = 0; i < v.size(); ++i)
    result.push_back(v[i]);
  return result;
}

} // namespace tailmass
