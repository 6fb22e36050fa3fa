// The searches of `study search` on one row, each certificate judged.
#pragma once

#include "theory/nouns/query_keys.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace tailmass::verify::studies {

/// A search: how keys are cut into cells, and what bounds these. One product q . k of d coordinates costs 1,
/// and so does any other d numbers that are read: of a cell its mean, or either corner of its box, or its
/// deviations, d (d + 1)/2 for a covariance and as much once for q q', 1 for a radius.
struct StudiedMethod {
  std::string_view cells;
  std::string_view bound;
  bool limit = false; ///< whether its bounds are given, at no cost: no algorithm, but what one may reach
};
/// Cells in the order of their bounds under every bound, the tree, and k_epsilon itself.
inline constexpr std::array studied_methods = [] {
  std::array<StudiedMethod, 20> methods{};
  std::size_t at = 0;
  for (const std::string_view cells : {"pages of 16", "k-means, n/16", "k-means, n/8"}) {
    for (const std::string_view bound : {"ball", "ball, box", "d deviations", "covariance"})
      methods.at(at++) = {cells, bound, false};
    for (const std::string_view bound : {"exact maximum", "exact sum"})
      methods.at(at++) = {cells, bound, true};
  }
  methods.at(at++) = {"tree", "moments", false};
  methods.at(at++) = {"single keys", "exact score", true};
  return methods;
}();

/// False variants of the certificate by covariance, on the last of these cells: without the count of a cell's
/// keys, with mean and deviation for its largest score, with mean and covariance from before its last key
/// came.
inline constexpr std::string_view studied_controls[] = {"count dropped", "deviation for maximum",
                                                        "stale mean"};

/// How many certificates hold, by enclosures of the mass that was discarded.
struct Judged {
  std::size_t proved = 0;
  std::size_t refuted = 0;
  std::size_t undecided = 0;

  Judged& operator+=(const Judged& other);
};

/// One row at one epsilon.
struct RowSearches {
  std::array<std::size_t, studied_methods.size()> scored{};
  std::array<double, studied_methods.size()> cost{}; ///< in key products
  Judged certificates;
  std::array<bool, std::size(studied_controls)> refuted{};
};

/// Runs every search for every epsilon. The row's masked keys take no part: cells and tree are those of the
/// others.
[[nodiscard]] std::vector<RowSearches> search_row(const QueryKeys& query_keys,
                                                  std::span<const double> epsilons);

} // namespace tailmass::verify::studies
