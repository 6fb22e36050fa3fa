// Quantities of section 3 from double words.
#include "verify/campaign/word_quantities.hpp"

#include "theory/exact/outputs/distances.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::campaign {

namespace {

constexpr long bits = 128;

std::vector<Key> finite_keys(const Scores& scores) {
  std::vector<Key> keys;
  keys.reserve(scores.finite_count());
  for (Key key = 0; key < scores.size(); ++key)
    if (!scores.masked(key))
      keys.push_back(key);
  return keys;
}

bool within_words(const Values& values, std::span<const Key> keys) {
  return std::ranges::all_of(keys, [&](Key key) {
    return std::ranges::all_of(values.of(key),
                               [](double x) { return std::abs(x) <= fast::largest_word_value; });
  });
}

/// |v - p|, the coordinates of p as balls.
template <class Point>
Ball distance_to(std::span<const double> value, const Point& point) {
  Ball sum = Ball().at_precision(bits);
  for (std::size_t axis = 0; axis < value.size(); ++axis) {
    const Ball difference = Ball(value[axis]) - point(axis);
    sum += difference * difference;
  }
  return sqrt(sum);
}

/// The largest of |v - p| over the keys.
template <class Point>
Ball largest_distance(const Values& values, std::span<const Key> keys, const Point& point) {
  Ball largest = distance_to(values.of(keys.front()), point);
  for (const Key key : keys.subspan(1))
    if (!same_value(values, key, keys.front()))
      largest = max(largest, distance_to(values.of(key), point));
  return largest;
}

/// A sum of two numbers that have errors, each in double words.
fast::WordVector sum_of(const fast::WordVector& x, const fast::WordVector& y) {
  fast::WordVector sum = x;
  for (std::size_t axis = 0; axis < x.entries.size(); ++axis) {
    sum.entries[axis] = x.entries[axis] + y.entries[axis];
    sum.errors[axis] += y.errors[axis] + double_word_error * std::abs(sum.entries[axis].high);
  }
  return sum;
}

double trace_of(const fast::WordMatrix& matrix) {
  double trace = 0;
  for (std::size_t x = 0; x < matrix.dimension; ++x)
    trace += matrix.at(x, x).high;
  return trace;
}

/// |M|_F of the entries.
Ball norm_of(const fast::WordMatrix& matrix) {
  DoubleWord sum;
  for (const DoubleWord& entry : matrix.entries)
    sum = sum + entry * entry;
  // A product and a sum for each entry, and 2^-1060 for what underflows; below 2^-900 nothing is said of it.
  const double count = static_cast<double>(matrix.entries.size());
  return sqrt(enclosing(sum, (count + 1) * double_word_error * sum.high + 0x1p-900));
}

/// Cov = M/Z - m m', m = F/Z, with the norm of what it is off by, tr M/Z = T: that of M over Z; Z's relative
/// error e counted once for M/Z and twice for m m', |m|^2 <= T; 2 |m| f + f^2 where m is off by f; and
/// double_word_error for two operations of M/Z, five of m m' and a difference of at most 2 T, 9 T of it in
/// all.
fast::WordMatrix covariance(const fast::WordMatrix& products, const fast::WordVector& sum,
                            const WeightSum& all) {
  const std::size_t d = products.dimension;
  fast::WordMatrix result{.dimension = d, .entries = std::vector<DoubleWord>(d * d)};
  const DoubleWord inverse = DoubleWord{1, 0} / all.value;
  std::vector<DoubleWord> mean(d);
  double squares = 0;
  for (std::size_t x = 0; x < d; ++x) {
    mean[x] = sum.entries[x] * inverse;
    squares += sum.errors[x] * sum.errors[x];
  }
  for (std::size_t x = 0; x < d; ++x)
    for (std::size_t y = x; y < d; ++y)
      result.entries[x * d + y] = result.entries[y * d + x] =
          products.at(x, y) * inverse + -(mean[x] * mean[y]);
  const double z = all.value.high, relative = all.error / z;
  const double spread = trace_of(products) / z, moved = std::sqrt(squares) / z;
  result.error = 1.01 * (products.error / z + 3 * relative * spread + 2 * std::sqrt(spread) * moved +
                         moved * moved + 16 * double_word_error * spread) +
                 0x1p-600;
  return result;
}

Ball widened(Ball x, const Ball& by) {
  arb_add_error(x.raw(), by.raw());
  return x;
}

} // namespace

WordRow::WordRow(const Case& c, std::shared_ptr<const RowWeights> weights)
    : scores_(c.scores), values_(c.values), weights_(std::move(weights)), finite_(finite_keys(*scores_)),
      usable_(within_words(*values_, finite_)), moments_(*values_, weights_->all(), centre()) {}

const fast::WordMatrix& WordRow::products() {
  if (!products_)
    products_ = moments_.products(finite_);
  return *products_;
}

const Ball& WordRow::largest_norm() {
  if (!largest_norm_) {
    const std::vector<double> origin(values_->dimension());
    const std::vector<Key> keys = fast::farthest_keys(*values_, finite_, origin, 0);
    largest_norm_ = largest_distance(*values_, keys, [](std::size_t) { return Ball(0); });
  }
  return *largest_norm_;
}

WordQuantities::WordQuantities(WordRow& row, const Head& head, std::size_t budget) : row_(row) {
  std::vector<bool> kept(row.scores().size());
  for (const Key key : head.finite_head())
    kept[key] = true;
  for (Key key = 0; key < kept.size(); ++key)
    if (!row.scores().masked(key))
      (kept[key] ? head_ : tail_).push_back(key);
  head_weight_ = row.weights().sum(head_);
  tail_weight_ = row.weights().sum(tail_);
  head_sum_ = row.moments().sum(head_);
  tail_sum_ = row.moments().sum(tail_);
  pairs_ = fast::farthest_pairs(row.values(), head_, tail_, budget);
}

Ball WordQuantities::offset(const fast::WordVector& sum, std::size_t axis) const {
  return enclosing(sum.entries[axis], sum.errors[axis]);
}

Ball WordQuantities::tail_mass() {
  return campaign::tail_mass(head_weight_, tail_weight_);
}

Ball WordQuantities::root_odds() {
  return sqrt(tail_weight_.ball() / head_weight_.ball());
}

Ball WordQuantities::error_norm() {
  const Ball head = head_weight_.ball(), tail = tail_weight_.ball();
  Ball sum = Ball().at_precision(bits);
  for (std::size_t axis = 0; axis < row_.values().dimension(); ++axis) {
    const Ball difference = offset(tail_sum_, axis) * head - offset(head_sum_, axis) * tail;
    sum += difference * difference;
  }
  return sqrt(sum) / (head * (head + tail));
}

Ball WordQuantities::centre_distance() {
  const std::size_t d = row_.values().dimension();
  const Ball weight = head_weight_.ball();
  std::vector<Ball> mean;
  std::vector<double> near(d);
  Ball squares = Ball().at_precision(bits);
  for (std::size_t axis = 0; axis < d; ++axis) {
    mean.push_back(offset(head_sum_, axis) / weight + Ball(row_.values().at(row_.centre(), axis)));
    near[axis] = approximate(mean[axis]);
    const Ball off = mean[axis] - Ball(near[axis]);
    squares += off * off;
  }
  const std::vector<Key> keys = fast::farthest_keys(row_.values(), tail_, near, not_below(sqrt(squares)));
  return largest_distance(row_.values(), keys, [&](std::size_t axis) { return mean[axis]; });
}

Ball WordQuantities::variance() {
  const fast::WordMatrix& products = row_.products();
  const Ball all = head_weight_.ball() + tail_weight_.ball();
  Ball trace = enclosing({}, products.error), squares = Ball().at_precision(bits);
  for (std::size_t axis = 0; axis < products.dimension; ++axis) {
    trace += enclosing(products.at(axis, axis), 0);
    const Ball sum = offset(head_sum_, axis) + offset(tail_sum_, axis);
    squares += sum * sum;
  }
  return (trace - squares / all) / all;
}

Ball WordQuantities::eigenvalue_bound() {
  const WeightSum all{head_weight_.value + tail_weight_.value,
                      head_weight_.error + tail_weight_.error +
                          double_word_error * (head_weight_.value.high + tail_weight_.value.high)};
  const fast::WordMatrix matrix = covariance(row_.products(), sum_of(head_sum_, tail_sum_), all);
  const fast::WordMatrix square = square_of(matrix);
  const Ball norm = widened(norm_of(square), Ball(square.error));
  return widened(sqrt(norm), Ball(matrix.error));
}

Ball WordQuantities::diameter() {
  if (search() == fast::FarthestPairs::Outcome::over_budget)
    return Ball(pairs_.most).at_precision(bits);
  return search() == fast::FarthestPairs::Outcome::found
             ? largest_seen()
             : widened(largest_seen(), Ball(pairs_.most)); // says nothing
}

Ball WordQuantities::largest_seen() const {
  Ball largest;
  for (const auto& [first, second] : pairs_.pairs)
    largest = max(largest, exact::exact_squared_distance(row_.values().of(first), row_.values().of(second)));
  return sqrt(largest.at_precision(bits));
}

} // namespace tailmass::verify::campaign
