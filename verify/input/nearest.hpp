// Names that were mistyped: which one may have been meant.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::input {

/// Returns how many letters are to be added, left out, changed or swapped with their neighbour to make one
/// word of the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Returns the first of the names that are nearest to the word, in any case of its letters; none where more
/// than a third of its letters, or all, are others. A word of at least three letters that is near to none
/// stands for the shortest name that it is a part of, and else for the first whose words begin with its
/// letters: "tail" for tail_mass, "lse" for log_sum_exp.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view word,
                                                      std::span<const std::string> names);

/// Returns "no theorem is called "gap-band", the nearest is gap-bound", without a nearest where none is near.
[[nodiscard]] std::string unknown_name(std::string_view kind, std::string_view word,
                                       std::span<const std::string> names);

/// Returns the names of things as nearest_name() takes them.
template <class Range, class Name>
[[nodiscard]] std::vector<std::string> names_in(const Range& things, Name name) {
  std::vector<std::string> names;
  for (const auto& thing : things)
    names.emplace_back(std::invoke(name, thing));
  return names;
}

} // namespace tailmass::verify::input
