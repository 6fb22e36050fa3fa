// The stable implementation of a quantity by its name.
#pragma once

#include "theory/implementations.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tailmass::tests {

/// Returns the stable implementation of a quantity in a type. Throws std::logic_error where there is none.
inline const Implementation& stable_of(std::string_view quantity, std::string_view type) {
  const auto all = implementations();
  const auto found = std::ranges::find_if(all, [&](const Implementation& implementation) {
    return implementation.quantity == quantity && implementation.variant == "stable" &&
           implementation.number_type == type;
  });
  if (found == all.end())
    throw std::logic_error("no stable implementation of " + std::string(quantity) + " in " +
                           std::string(type));
  return *found;
}

} // namespace tailmass::tests
