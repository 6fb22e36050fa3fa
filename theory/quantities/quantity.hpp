// A quantity by its definition, in one number type.
#pragma once

#include "theory/quantities/condition.hpp"

#include <functional>
#include <limits>
#include <string_view>
#include <vector>

namespace tailmass {

/// One quantity in the number type R.
template <class R>
struct Quantity {
  std::string_view name; ///< as in the reference table
  Condition condition;
  /// Its numbers by definition; none where its hypotheses do not hold.
  std::function<std::vector<R>(Evaluator<R>& row, const Case& c)> of;
  /// Keys of the longest rows whose truth is worth its price: fewer where it looks at many pairs of values.
  std::size_t longest = std::numeric_limits<std::size_t>::max();
};

} // namespace tailmass
