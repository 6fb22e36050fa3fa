// Indices as numbers with a sign, and how likely some are right by accident.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/input/dtype.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tailmass::verify::causes {

using Integers = std::vector<std::int64_t>;

/// Returns the indices as numbers with a sign; empty where one does not fit.
[[nodiscard]] Integers signed_numbers(const std::vector<input::Integer>& indices);

/// Whether these are distinct keys and a Top-k set of the scores.
[[nodiscard]] bool are_top_k(const Integers& numbers, std::span<const double> scores);

/// Returns ln of how many sets of k there are among n; 0 where there is one at most.
[[nodiscard]] double log_subsets(std::size_t n, std::size_t k);

/// Returns the indices that are no padding.
[[nodiscard]] std::vector<input::Integer> without_padding(const cases::AttentionRow& row,
                                                          const Scores& scores);

/// Returns what a function makes of each.
template <class Change>
[[nodiscard]] Integers changed(const Integers& numbers, const Change& change) {
  Integers others;
  for (const std::int64_t number : numbers)
    others.push_back(change(number));
  return others;
}

} // namespace tailmass::verify::causes
