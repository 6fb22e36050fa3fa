// Upper bounds of the scores of a cell, before any of them is computed.
#include "theory/stable/search/cell_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::stable {

namespace {

/// Not less than the Euclidean length of a vector whose coordinates are within a relative error u.
double length_above(std::span<const double> vector) {
  double largest = 0;
  for (const double x : vector)
    largest = std::max(largest, std::abs(x));
  if (largest == 0 || std::isinf(largest))
    return largest;
  double sum = 0;
  for (const double x : vector)
    sum += (x / largest) * (x / largest);
  const double roundings = static_cast<double>(vector.size()) + 8;
  return std::nextafter(largest * std::sqrt(sum) * (1 + roundings * unit_roundoff<>), infinity);
}

/// Not less than the product of nonnegative numbers that a and b are, or are below by a few roundings.
double product_above(double a, double b) {
  return a == 0 || b == 0 ? 0 : std::nextafter(a * b * (1 + 8 * unit_roundoff<>), infinity);
}

double ball_bound(const CellSummary& cell, std::span<const double> query, double scale) {
  KeyScore centre = key_score(query, cell.centre, scale);
  // upper() adds twice the error: the reach of the ball, and twice the error of the centre's score.
  centre.error += product_above(product_above(length_above(query), cell.radius), scale) / 2;
  return centre.upper();
}

double box_bound(const CellSummary& cell, std::span<const double> query, double scale) {
  std::vector<double> corner(query.size());
  for (std::size_t axis = 0; axis < query.size(); ++axis)
    corner[axis] = query[axis] >= 0 ? cell.upper[axis] : cell.lower[axis];
  return key_score(query, corner, scale).upper();
}

} // namespace

CellSummary summarise(const Values& keys, std::span<const Key> cell) {
  const AssumedArithmetic assumed;
  const std::span<const double> first = keys.of(cell.front());
  CellSummary summary{.centre = centre_of(keys, cell),
                      .radius = 0,
                      .lower = {first.begin(), first.end()},
                      .upper = {first.begin(), first.end()}};
  std::vector<double> offset(first.size());
  for (const Key key : cell) {
    for (std::size_t axis = 0; axis < offset.size(); ++axis) {
      const double x = keys.at(key, axis);
      offset[axis] = x - summary.centre[axis];
      summary.lower[axis] = std::min(summary.lower[axis], x);
      summary.upper[axis] = std::max(summary.upper[axis], x);
    }
    summary.radius = std::max(summary.radius, length_above(offset));
  }
  return summary;
}

std::vector<CellSummary> summarise(const Values& keys, const Partition& partition) {
  const AssumedArithmetic assumed;
  std::vector<CellSummary> summaries;
  for (const std::vector<Key>& part : partition)
    summaries.push_back(summarise(keys, part));
  return summaries;
}

double upper_bound(const CellSummary& cell, std::span<const double> query, double scale, CellBound bound) {
  const AssumedArithmetic assumed;
  const double ball = bound == CellBound::box ? infinity : ball_bound(cell, query, scale);
  const double box = bound == CellBound::ball ? infinity : box_bound(cell, query, scale);
  const double least = ball < box ? ball : box; // the box where the ball is not a number
  if (std::isnan(least))
    return infinity;
  return least;
}

Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition,
                    std::span<const CellSummary> summaries, CellBound bound) {
  const AssumedArithmetic assumed;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < partition.size(); ++i)
    cells.push_back({partition[i], upper_bound(summaries[i], query_keys.query(), query_keys.scale(), bound)});
  return {query_keys, std::move(cells)};
}

Cells bounded_cells(const QueryKeys& query_keys, const Partition& partition, CellBound bound) {
  const AssumedArithmetic assumed;
  return bounded_cells(query_keys, partition, summarise(query_keys.keys(), partition), bound);
}

} // namespace tailmass::stable
