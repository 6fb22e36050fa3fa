// Which pairs of values are farthest: bounds in doubles first, exact arithmetic where these leave a choice.
#include "theory/exact/outputs/distances.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::exact {

namespace {

constexpr std::size_t most_keys_in_table = 4096;
constexpr int least_exponent = -1000; // so that the factor is finite; entries then only get smaller
constexpr int no_entries = 1 << 20;   // above any exponent

/// Exponent of the last set bit of x != 0: x is an odd multiple of 2^it.
int lowest_bit(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(std::abs(x), &exponent); // in [1/2, 1)
  const auto whole = static_cast<unsigned long long>(std::ldexp(mantissa, 53));
  return exponent - 53 + __builtin_ctzll(whole);
}

/// Largest magnitude and lowest set bit over lists of entries.
struct Range {
  double largest = 0;
  int lowest = no_entries;

  void add(std::span<const double> entries) {
    for (const double x : entries)
      if (x != 0) {
        largest = std::max(largest, std::abs(x));
        lowest = std::min(lowest, lowest_bit(x));
      }
  }
  /// Whether squared distances of such entries in d dimensions need at most 53 bits throughout.
  [[nodiscard]] bool lattice(std::size_t dimension) const {
    if (largest == 0)
      return true;
    const int span = std::ilogb(largest) + 1 - lowest;
    return 2 * span + 2 + std::ilogb(static_cast<double>(dimension)) + 1 <= 53;
  }
};

std::size_t below(Key i) {
  return static_cast<std::size_t>(i) * (i - std::size_t{1}) / 2;
}

} // namespace

ScaledSquares::ScaledSquares(double largest, std::size_t dimension, bool lattice)
    : exponent_(largest == 0 ? 0 : std::max(std::ilogb(largest) + 1, least_exponent)),
      factor_(std::ldexp(1.0, -exponent_)) {
  if (lattice)
    return;
  relative_ = std::ldexp(static_cast<double>(dimension + 16), -53);
  absolute_ = std::ldexp(static_cast<double>(dimension), -1069);
}

double ScaledSquares::square(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t axis = 0; axis < x.size(); ++axis)
    sum += (x[axis] - y[axis]) * (x[axis] - y[axis]);
  return sum;
}

SquareBounds ScaledSquares::bounds(double square) const {
  return {std::max(0.0, square * (1 - relative_) - absolute_), square * (1 + relative_) + absolute_};
}

PairDistances::PairDistances(const Values& values)
    : dimension_(values.dimension()), scaled_(values.keys() * values.dimension()),
      representatives_(values.keys()) {
  const std::size_t n = values.keys();
  Range range;
  for (std::size_t key = 0; key < n; ++key)
    range.add(values.of(key));
  unit_ = ScaledSquares(range.largest, dimension_, range.lattice(dimension_));
  for (std::size_t key = 0; key < n; ++key)
    for (std::size_t axis = 0; axis < dimension_; ++axis)
      scaled_[key * dimension_ + axis] = unit_.scaled(values.at(key, axis));
  if (n <= most_keys_in_table) {
    table_.reserve(n * (n - 1) / 2);
    for (Key i = 0; i < n; ++i)
      for (Key j = 0; j < i; ++j)
        table_.push_back(ScaledSquares::square(of(i), of(j)));
  }
  std::vector<Key> sorted(n);
  std::iota(sorted.begin(), sorted.end(), Key{0});
  std::ranges::stable_sort(sorted, std::ranges::lexicographical_compare,
                           [&](Key key) { return values.of(key); });
  for (std::size_t i = 0; i < n; ++i)
    representatives_[sorted[i]] =
        i > 0 && same_value(values, sorted[i - 1], sorted[i]) ? representatives_[sorted[i - 1]] : sorted[i];
}

double PairDistances::estimate(Key i, Key j) const {
  if (i == j)
    return 0;
  if (table_.empty())
    return ScaledSquares::square(of(i), of(j));
  return i > j ? table_[below(i) + j] : table_[below(j) + i];
}

std::vector<Key> PairDistances::distinct(std::span<const Key> keys) const {
  std::vector<bool> seen(representatives_.size(), false);
  std::vector<Key> result;
  for (const Key key : keys)
    if (!seen[representatives_[key]]) {
      seen[representatives_[key]] = true;
      result.push_back(key);
    }
  std::ranges::sort(result);
  return result;
}

Ball exact_squared_distance(std::span<const double> x, std::span<const double> y) {
  Ball sum;
  for (std::size_t axis = 0; axis < x.size(); ++axis) {
    const Ball difference = Ball(x[axis]) - Ball(y[axis]);
    sum += difference * difference;
  }
  return sum;
}

std::vector<KeyPair> farthest_candidates(const Values& values, std::span<const Key> a,
                                         std::span<const Key> b) {
  const PairDistances& distances = values.derived<PairDistances>();
  const std::vector<Key> ours = distances.distinct(a);
  const std::vector<Key> theirs = distances.distinct(b);
  std::vector<double> reach(ours.size()); // the largest estimate from each of ours
  for (std::size_t i = 0; i < ours.size(); ++i)
    for (const Key j : theirs)
      reach[i] = std::max(reach[i], distances.estimate(ours[i], j));
  const double floor = distances.unit().bounds(*std::ranges::max_element(reach)).lower;
  std::vector<KeyPair> pairs;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (distances.unit().bounds(reach[i]).upper < floor)
      continue;
    for (const Key j : theirs)
      if (distances.squared(ours[i], j).upper >= floor) {
        pairs.push_back({ours[i], j});
        if (distances.unit().exact()) // all pairs that reach it are equally far
          return pairs;
      }
  }
  return pairs;
}

KeyPair farthest_pair(const Values& values, std::span<const Key> a, std::span<const Key> b) {
  const std::vector<KeyPair> pairs = farthest_candidates(values, a, b);
  KeyPair farthest = pairs.front();
  if (pairs.size() == 1)
    return farthest;
  Ball greatest;
  for (const KeyPair& pair : pairs) {
    Ball square = exact_squared_distance(values.of(pair.first), values.of(pair.second));
    if (certainly_less(greatest, square)) {
      greatest = std::move(square);
      farthest = pair;
    }
  }
  return farthest;
}

std::vector<Key> farthest_candidates(const Values& values, std::span<const Key> keys,
                                     std::span<const double> point) {
  double largest = 0;
  const auto enlarge = [&](std::span<const double> x) {
    for (const double entry : x)
      largest = std::max(largest, std::abs(entry));
  };
  enlarge(point);
  for (const Key key : keys)
    enlarge(values.of(key));
  const ScaledSquares unit(largest, values.dimension(), false);
  std::vector<double> squares(keys.size(), 0.0);
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t axis = 0; axis < point.size(); ++axis) {
      const double difference = unit.scaled(values.at(keys[i], axis)) - unit.scaled(point[axis]);
      squares[i] += difference * difference;
    }
  const double floor = unit.bounds(*std::ranges::max_element(squares)).lower;
  std::vector<Key> result;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (unit.bounds(squares[i]).upper >= floor)
      result.push_back(keys[i]);
  return result;
}

std::vector<Key> farthest_keys(const Values& values, std::span<const Key> keys,
                               std::span<const double> point) {
  std::vector<Key> candidates = farthest_candidates(values, keys, point);
  if (candidates.size() == 1)
    return candidates;
  std::vector<Ball> squares;
  squares.reserve(candidates.size());
  for (const Key key : candidates)
    squares.push_back(exact_squared_distance(values.of(key), point));
  const Ball greatest =
      *std::ranges::max_element(squares, [](const Ball& x, const Ball& y) { return certainly_less(x, y); });
  std::vector<Key> result;
  for (std::size_t i = 0; i < candidates.size(); ++i)
    if (!certainly_less(squares[i], greatest))
      result.push_back(candidates[i]);
  return result;
}

} // namespace tailmass::exact
