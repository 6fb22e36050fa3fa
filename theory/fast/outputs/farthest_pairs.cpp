// Keys by descending distance from the mean, and the pairs of them that may matter.
#include "theory/fast/outputs/farthest_pairs.hpp"

#include "theory/fast/kernels/column_blocks.hpp"
#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/outputs/side_moments.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tailmass::fast {

namespace {

/// A key, the squared distance of its value from the centre, and an upper bound of the distance.
struct Reach {
  Key key;
  double square;
  double bound;
};

std::vector<Reach> by_reach(const Values& values, std::span<const Key> keys, const double* centre) {
  const std::size_t d = values.dimension();
  std::vector<Reach> reaches;
  reaches.reserve(keys.size());
  for (const Key key : keys) {
    const double square = squared_distance(values.of(key).data(), d, centre);
    reaches.push_back({key, square, distance_bound(square, d)});
  }
  std::ranges::sort(reaches, [](const Reach& a, const Reach& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.key < b.key;
  });
  return reaches;
}

std::vector<double> mean_of(const Values& values, std::span<const Key> first, std::span<const Key> second) {
  std::vector<double> mean(padded(values.dimension()));
  const double weight = 1 / static_cast<double>(first.size() + second.size());
  for (const std::span<const Key> keys : {first, second})
    for (const Key key : keys)
      for (std::size_t axis = 0; axis < values.dimension(); ++axis)
        mean[axis] += weight * values.at(key, axis);
  return mean;
}

/// The largest squared distance yet, and the pairs near it.
class Best {
public:
  explicit Best(std::size_t d) : margin_(1 - 2 * static_cast<double>(2 * d + 8) * unit_double), d_(d) {}

  void add(Key a, Key b, double square) {
    if (square < least_)
      return;
    if (square > square_) {
      square_ = square;
      least_ = square * margin_ - 0x1p-1000;
    }
    pairs_.push_back({a, b, square});
    if (pairs_.size() > 4 * most_farthest_pairs)
      tidy();
  }
  /// Whether no pair of a reach like this one is among the farthest.
  [[nodiscard]] bool excludes(double reach) const { return reach < reached_(); }
  /// The square below which a pair is none of the farthest.
  [[nodiscard]] double least() const { return least_; }
  [[nodiscard]] double most() const { return distance_bound(square_, d_); }

  [[nodiscard]] FarthestPairs result() && {
    tidy();
    FarthestPairs found;
    if (pairs_.size() > most_farthest_pairs || tied_) {
      found.outcome = FarthestPairs::Outcome::tied;
      pairs_.resize(1);
    }
    for (const Pair& pair : pairs_)
      found.pairs.emplace_back(pair.first, pair.second);
    found.most = most();
    return found;
  }

private:
  struct Pair {
    Key first, second;
    double square;
  };
  /// A distance that the farthest pair has, but for the errors of both.
  [[nodiscard]] double reached_() const { return std::sqrt(std::max(0.0, least_)) * (1 - 0x1p-50); }
  void tidy() {
    std::erase_if(pairs_, [&](const Pair& pair) { return pair.square < least_; });
    if (pairs_.size() > 2 * most_farthest_pairs) {
      tied_ = true; // until a farther pair comes
      pairs_.resize(1);
      tied_at_ = square_;
    }
    if (least_ > tied_at_)
      tied_ = false;
  }

  double margin_;
  std::size_t d_;
  double square_ = 0, least_ = 0, tied_at_ = 0;
  bool tied_ = false;
  std::vector<Pair> pairs_;
};

/// What tells in float which pairs of a few keys and a block of keys may matter. With x and y the offsets of
/// two values from the centre, in a unit that makes the largest 1/2 to 1,
///   |x - y|^2 = |x|^2 + 2 (|y|^2/2 - x.y).
/// In the bracket, in units of 2^-24: d additions, each of what is at most |x| |y| + |y|^2/2; one rounding of
/// each product; both vectors and |y|^2/2 rounded to float: less than (3 d + 4)(|x| |y| + |y|^2/2). What
/// underflows is below 2^-100. |x|^2 is off by 2 d + 2 roundings of u.
class Filter {
public:
  Filter(const Values& values, const std::vector<double>& centre, std::span<const Reach> ours,
         std::span<const Reach> theirs)
      : values_(values), centre_(centre), ours_(ours), theirs_(theirs),
        unit_(unit_of(std::max(ours.front().bound, theirs.front().bound))),
        blocks_((theirs.size() + column_width - 1) / column_width),
        columns_(blocks_ * column_width * values.dimension()),
        starts_(blocks_ * column_width, -std::numeric_limits<float>::infinity()) {
    std::vector<float> offset(values.dimension());
    for (std::size_t j = 0; j < theirs.size(); ++j) {
      put_offset(theirs[j].key, 1, offset.data());
      float* const column =
          columns_.data() + j / column_width * column_width * offset.size() + j % column_width;
      for (std::size_t a = 0; a < offset.size(); ++a)
        column[a * column_width] = offset[a];
      starts_[j] = static_cast<float>(theirs[j].square * unit_ * unit_ / 2);
    }
  }

  [[nodiscard]] std::size_t blocks() const { return blocks_; }

  /// Turns to most_column_rows of ours from `first` on, the last one again where there are no more.
  void focus(std::size_t first) {
    first_ = first;
    rows_.resize(most_column_rows * values_.dimension());
    for (std::size_t i = 0; i < most_column_rows; ++i)
      put_offset(ours_[std::min(first + i, ours_.size() - 1)].key, -1, row(i));
  }
  /// Calls visit(i, j) with the pairs of the rows in focus and a block that may reach the square that
  /// `least()` gives.
  template <class Least, class Visit>
  void visit(std::size_t block, const Least& least, const Visit& visit) {
    const std::size_t d = values_.dimension(), from = block * column_width;
    const std::array<const float*, most_column_rows> rows{row(0), row(1), row(2), row(3)};
    std::array<float, most_column_rows * column_width> found{};
    std::array<float, most_column_rows> largest{};
    column_products(rows.data(), d, columns_.data() + from * d, starts_.data() + from, found.data(),
                    largest.data());
    const double there = unit_ * theirs_[from].bound;
    for (std::size_t i = 0; i < std::min(most_column_rows, ours_.size() - first_); ++i) {
      const Reach& one = ours_[first_ + i];
      const double here = unit_ * one.bound;
      const double error = static_cast<double>(3 * d + 5) * 0x1p-24 * there * (here + there / 2) +
                           static_cast<double>(2 * d + 8) * unit_double * here * here + 0x1p-100;
      const auto threshold = [&] { return (unit_ * unit_) * (least() - one.square) / 2 - error; };
      if (static_cast<double>(largest[i]) < threshold())
        continue;
      for (std::size_t j = 0; j < std::min(column_width, theirs_.size() - from); ++j)
        if (static_cast<double>(found[i * column_width + j]) >= threshold())
          visit(one, theirs_[from + j]);
    }
  }

private:
  static double unit_of(double largest) {
    return largest > 0x1p-400 ? std::ldexp(1.0, -std::ilogb(largest) - 1) : 1;
  }
  float* row(std::size_t i) { return rows_.data() + i * values_.dimension(); }
  void put_offset(Key key, double sign, float* out) const {
    for (std::size_t a = 0; a < values_.dimension(); ++a)
      out[a] = static_cast<float>(sign * unit_ * (values_.at(key, a) - centre_[a]));
  }

  const Values& values_;
  const std::vector<double>& centre_;
  std::span<const Reach> ours_, theirs_;
  double unit_;
  std::size_t blocks_;
  std::vector<float> columns_; // blocks of theirs, coordinate by coordinate
  std::vector<float> starts_;  // half of their squares
  std::size_t first_ = 0;
  std::vector<float> rows_; // ours in focus, with the sign turned
};

} // namespace

FarthestPairs farthest_pairs(const Values& values, std::span<const Key> first, std::span<const Key> second,
                             std::size_t budget) {
  const AssumedArithmetic assumed;
  const std::size_t d = values.dimension();
  const std::vector<double> centre = mean_of(values, first, second);
  const std::vector<Reach> ours = by_reach(values, first, centre.data()),
                           theirs = by_reach(values, second, centre.data());
  Best best(d);
  Filter filter(values, centre, ours, theirs);
  std::vector<double> from(padded(d));
  const auto look = [&](const Reach& one, const Reach& other) {
    std::ranges::copy(values.of(one.key), from.begin());
    best.add(one.key, other.key, squared_distance(values.of(other.key).data(), d, from.data()));
  };
  std::size_t left = budget / (d * most_column_rows * column_width);
  double unseen = -1; // the largest sum of reaches of pairs that were not looked at
  for (std::size_t i = 0; i < ours.size(); i += most_column_rows) {
    const double reach = ours[i].bound;
    if (best.excludes(reach + theirs.front().bound))
      break;
    if (left == 0 && i > 0) {
      unseen = reach + theirs.front().bound;
      break;
    }
    filter.focus(i);
    for (std::size_t block = 0; block < filter.blocks(); ++block) {
      if (best.excludes(reach + theirs[block * column_width].bound))
        break;
      filter.visit(
          block, [&] { return best.least(); }, look);
      left -= left > 0 ? 1 : 0;
    }
  }
  const double most_seen = best.most();
  FarthestPairs found = std::move(best).result();
  if (unseen >= 0) {
    found.outcome = FarthestPairs::Outcome::over_budget;
    found.most = std::max(most_seen, unseen * (1 + 0x1p-50));
  }
  return found;
}

std::vector<Key> farthest_keys(const Values& values, std::span<const Key> keys, std::span<const double> point,
                               double error) {
  const AssumedArithmetic assumed;
  const std::size_t d = values.dimension();
  std::vector<double> centre(padded(d)), distances;
  std::ranges::copy(point, centre.begin());
  distances.reserve(keys.size());
  for (const Key key : keys)
    distances.push_back(std::sqrt(squared_distance(values.of(key).data(), d, centre.data())));
  const double farthest = *std::ranges::max_element(distances);
  const double least = farthest * (1 - 2 * static_cast<double>(d + 8) * unit_double) - 2 * error - 0x1p-500;
  std::vector<Key> result;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (distances[i] >= least)
      result.push_back(keys[i]);
  return result;
}

} // namespace tailmass::fast
