// Short ways to write down the witnesses and refuting cases of theorems.
#pragma once

#include "theory/nouns/case.hpp"

#include <initializer_list>

namespace tailmass {

inline constexpr double masked = -__builtin_inf();

/// A row with its Top-k head.
[[nodiscard]] Case top_k_case(std::vector<double> scores, std::size_t k);
/// A row with any head.
[[nodiscard]] Case head_case(std::vector<double> scores, const std::vector<Key>& head);
/// A row with its largest key as head, all of its keys in one block with its tight interval.
[[nodiscard]] Case one_block_case(std::vector<double> scores);
/// Returns the case with values, one row of `values` a key.
[[nodiscard]] Case with_values(Case c, std::initializer_list<std::vector<double>> values);

/// A row of keys of dimension 1 whose exact scores are these, with one search. `cells` take the place of its
/// own.
[[nodiscard]] Case search_case(std::vector<double> scores, Search search, std::vector<Cell> cells);

} // namespace tailmass
