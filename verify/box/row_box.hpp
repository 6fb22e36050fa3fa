// Boxes of rows of scores: s_(1) = 0 >= s_(2) >= ... >= s_(n), up to a shift and an order of the keys.
#pragma once

#include "theory/numbers/dual.hpp"
#include "theory/numbers/taylor_model.hpp"

#include <cstdint>
#include <vector>

namespace tailmass::verify::box {

/// The n - 1 coordinates u_1, ... of a row.
enum class Chart {
  gaps, ///< u_i = s_(i) - s_(i+1) >= 0: ties of neighbours are faces
  drops ///< u_i = s_(1) - s_(i+1), rising with i: each score is one variable
};

/// The rows whose coordinates u_i lie each in [position_i, position_i + 1] extent / 2^level. Nothing is
/// rounded where `extent` is a power of two.
struct RowBox {
  Chart chart = Chart::gaps;
  double extent = 0;
  int level = 0;
  std::vector<std::uint32_t> position; ///< one a coordinate

  /// All rows of n scores with s_(1) - s_(n) <= extent.
  static RowBox all(Chart chart, std::size_t n, double extent);

  [[nodiscard]] double side() const;
  [[nodiscard]] double lower(std::size_t i) const { return position[i] * side(); }
  [[nodiscard]] double upper(std::size_t i) const { return (position[i] + 1) * side(); }
  /// False only where it has no row of descending scores with s_(1) - s_(n) <= extent.
  [[nodiscard]] bool has_rows() const;
  /// The 2^(n-1) boxes of half the side that it consists of, without those that have no rows.
  [[nodiscard]] std::vector<RowBox> halves() const;
  /// The scores, by rank, of the point in its middle.
  [[nodiscard]] std::vector<double> middle() const;
  /// The scores, by rank, of a row in it with s_(1) - s_(n) <= extent; for n <= 3 of a box that has_rows.
  [[nodiscard]] std::vector<double> some_row() const;
};

/// The scores by rank as functions on a box of gaps, with their slopes in the gaps.
[[nodiscard]] Precision<Dual> duals_over(const RowBox& gaps, long bits);
/// The scores by rank as functions on a box of at most two drops, for series of this order.
[[nodiscard]] Precision<TaylorModel> models_over(const RowBox& drops, std::size_t order, long bits);

} // namespace tailmass::verify::box
