// Parameters of statements about "every" one, drawn from the case itself.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/random.hpp"

#include <string_view>

namespace tailmass {

/// Returns a stream that the scores, the head and a name alone determine: equal cases draw equal numbers.
[[nodiscard]] RandomStream drawn_from(const Case& c, std::string_view name);

} // namespace tailmass
