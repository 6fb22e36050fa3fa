// What each theorem says, in a few words.
#pragma once

#include "theory/theorems/theorem.hpp"

#include <string_view>

namespace tailmass::reports::text {

/// Returns the theorem in at most 60 letters without a formula; where it has no words of its own yet, its
/// statement.
[[nodiscard]] std::string_view words_of(const Theorem& theorem);

} // namespace tailmass::reports::text
