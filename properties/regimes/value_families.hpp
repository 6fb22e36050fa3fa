// The explicit list of kinds of value matrices.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/random.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tailmass::properties::regimes {

/// A kind of values. `draw` gives the n x d entries, key by key, of order 1, for a row under a head.
struct ValueFamily {
  std::string_view name;
  std::string_view description;
  std::vector<double> (*draw)(const Case& c, std::size_t dimension, RandomStream& random);
};

/// Every one of them.
[[nodiscard]] std::span<const ValueFamily> value_families();

} // namespace tailmass::properties::regimes
