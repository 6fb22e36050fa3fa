// A case whose values have fewer axes, with every part following.
#pragma once

#include "theory/nouns/case.hpp"

namespace tailmass::properties::generated {

/// The case less one axis of its values, of which it has two or more.
[[nodiscard]] Case without_axis(const Case& c, std::size_t axis);

/// The case without its values and what rests on them.
[[nodiscard]] Case without_values(const Case& c);

} // namespace tailmass::properties::generated
