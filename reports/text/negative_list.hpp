// What does not hold, as text.
#pragma once

#include "theory/theorems/negative_facts.hpp"

#include <cstddef>
#include <string>

namespace tailmass::reports::text {

/// Returns a negative fact with its instance and the figures that refute it, evaluated anew. Lines of at most
/// `width` characters, `width` >= 60.
[[nodiscard]] std::string negative_page(const NegativeFact& fact, std::size_t width);

/// Returns all of them as a section of theory/catalogue.md.
[[nodiscard]] std::string negative_markdown();

} // namespace tailmass::reports::text
