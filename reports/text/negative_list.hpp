// What does not hold, as text.
#pragma once

#include <cstddef>
#include <string>

namespace tailmass::reports::text {

/// Every negative fact with its instance and the figures that refute it, evaluated anew. Lines of at most
/// `width` characters, `width` >= 60.
[[nodiscard]] std::string negative_list(std::size_t width);

/// Returns it as a section of theory/catalogue.md.
[[nodiscard]] std::string negative_markdown();

} // namespace tailmass::reports::text
