// Upper bounds of the scores of a cell, before any of them is computed.
#pragma once

#include "theory/nouns/partitions.hpp"
#include "theory/stable/search/key_scores.hpp"

namespace tailmass::stable {

/// A ball and a box around the key vectors of a cell.
struct CellSummary {
  std::vector<double> centre; ///< d coordinates: any point, here the rounded mean
  double radius = 0;          ///< not less than the distance of any key from the centre
  std::vector<double> lower;  ///< d coordinates, the least of the keys' ones
  std::vector<double> upper;  ///< d coordinates, the greatest
};

/// The radius is rounded up: with m the largest |k_x - c_x|, each difference has an error of u, the squares
/// of (k_x - c_x)/m and their sum one of (d + 1) u, and root, product and the rest 4 u.
[[nodiscard]] CellSummary summarise(const Values& keys, std::span<const Key> cell);

/// Which bound of a cell's scores is taken. Neither ball nor box dominates the other.
enum class CellBound {
  ball,   ///< scale (q . c + |q| r)
  box,    ///< scale sum over x of max(q_x lower_x, q_x upper_x)
  smaller ///< the smaller one of both
};

/// A double that no score of the cell exceeds: the bound rounded up. Infinite where it is outside the range.
/// Excess over the exact bound: that of KeyScore::upper for the box, which is the score of one corner; for
/// the ball (2 d + 12) u |q| r more.
[[nodiscard]] double upper_bound(const CellSummary& cell, std::span<const double> query, double scale,
                                 CellBound bound);

/// Every part of the partition, made for all rows of a head at once.
[[nodiscard]] std::vector<CellSummary> summarise(const Values& keys, const Partition& partition);

/// A partition of the unmasked keys as cells with their bounds; `summaries` are those of its parts.
[[nodiscard]] Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition,
                                  std::span<const CellSummary> summaries, CellBound bound);
/// Returns the cells where one row alone has the partition.
[[nodiscard]] Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition, CellBound bound);

} // namespace tailmass::stable
