// Names that were mistyped: which one may have been meant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// Returns how many letters are to be added, left out, changed or swapped with their neighbour to make one
/// word of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Returns the first of the names that are nearest to the word; none where more than a third of its letters
/// are others.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view word,
                                                      std::span<const std::string> names);

/// Returns "no theorem is called "gap-band", the nearest is gap-bound", without a nearest where none is near.
[[nodiscard]] std::string unknown_name(std::string_view kind, const std::string& word,
                                       std::span<const std::string> names);

} // namespace tailmass::reports::text
