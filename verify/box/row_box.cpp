// Boxes of rows, and the scores over them.
#include "verify/box/row_box.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::verify::box {

RowBox RowBox::all(Chart chart, std::size_t n, double extent) {
  return {chart, extent, 0, std::vector<std::uint32_t>(n - 1, 0)};
}

double RowBox::side() const {
  return std::ldexp(extent, -level);
}

bool RowBox::has_rows() const {
  if (chart == Chart::gaps)
    return std::accumulate(position.begin(), position.end(), 0.0) * side() <= extent;
  for (std::size_t i = 1; i < position.size(); ++i)
    if (position[i] + 1 < position[i - 1])
      return false; // u_i < u_(i-1) throughout
  return true;
}

std::vector<RowBox> RowBox::halves() const {
  std::vector<RowBox> result;
  for (std::uint32_t corner = 0; corner < (1U << position.size()); ++corner) {
    RowBox half{chart, extent, level + 1, position};
    for (std::size_t i = 0; i < position.size(); ++i)
      half.position[i] = 2 * position[i] + (corner >> i & 1U);
    if (half.has_rows())
      result.push_back(std::move(half));
  }
  return result;
}

std::vector<double> RowBox::middle() const {
  std::vector<double> scores{0};
  for (std::size_t i = 0; i < position.size(); ++i)
    scores.push_back((chart == Chart::gaps ? scores.back() : 0) - (lower(i) + side() / 2));
  return scores;
}

std::vector<double> RowBox::some_row() const {
  std::vector<double> scores{0};
  for (std::size_t i = 0; i < position.size(); ++i)
    scores.push_back(chart == Chart::gaps ? scores.back() - lower(i) : std::min(scores.back(), -lower(i)));
  return scores;
}

Precision<Dual> duals_over(const RowBox& gaps, long bits) {
  std::vector<Ball> slopes(gaps.position.size(), Ball(0));
  Precision<Dual> precision{bits, {Dual(Ball(0).at_precision(bits), slopes)}};
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    slopes[i] = Ball(-1);
    const Ball gap = ball_between(gaps.lower(i), gaps.upper(i), bits);
    precision.scores.emplace_back(precision.scores.back().value() - gap, slopes);
  }
  return precision;
}

Precision<TaylorModel> models_over(const RowBox& drops, std::size_t order, long bits) {
  const std::vector<double> middle = drops.middle();
  const SeriesShape shape{static_cast<unsigned>(drops.position.size()), order, bits};
  Precision<TaylorModel> precision{bits, {TaylorModel(Ball(0).at_precision(bits))}};
  for (std::size_t i = 0; i < drops.position.size(); ++i) {
    std::vector<Ball> slopes(drops.position.size(), Ball(0));
    slopes[i] = Ball(-drops.side() / 2);
    precision.scores.emplace_back(shape, Ball(middle[i + 1]).at_precision(bits), slopes);
  }
  return precision;
}

} // namespace tailmass::verify::box
