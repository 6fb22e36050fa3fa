// Quick sums, block after block.
#include "theory/fast/distribution/quick_sum.hpp"

#include "theory/fast/kernels/quick_split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::fast {

namespace {

/// Keeps the sums of whole rows far from the end of the range.
constexpr double most = 0x1p900;

/// Weights of a block of n scores: a kernel fills its last vectors with -inf, which weigh as the floor.
double weights_of_block(std::size_t n) {
  return static_cast<double>(n + quick_spare);
}

} // namespace

void QuickSum::add_block(double sum, std::size_t n, double top) {
  known_ = known_ && sum < most && // which a NaN is not
           top * log2_e - static_cast<double>(exponent_) < quick_window;
  sum_ += sum;
  roundings_ += 1;
  count_ += n;
  floored_ += weights_of_block(n);
}

template <class T>
void QuickSum::add(const T* x, std::size_t n) {
  for (std::size_t first = 0; first < n; first += most_in_call) {
    const std::size_t count = std::min(most_in_call, n - first);
    const QuickSplit block = quick_sum(x + first, count, exponent_);
    add_block(block.all, count, block.top);
  }
}
template void QuickSum::add(const float*, std::size_t);
template void QuickSum::add(const double*, std::size_t);

void QuickSum::add_equal(double score, std::size_t count) {
  add_block(static_cast<double>(count) * quick_sum(&score, 1, exponent_).all, count, score);
  roundings_ += 1;
  floored_ += static_cast<double>(count) * weights_of_block(1);
}

void QuickSum::merge(const QuickSum& other) {
  known_ = known_ && other.known_;
  sum_ += other.sum_;
  roundings_ += other.roundings_ + 1;
  count_ += other.count_;
  floored_ += other.floored_;
}

double QuickSum::relative() const {
  return (quick_error() + quick_block_error + (roundings_ + 4) * unit_double) * (1 + 0x1p-10);
}
double QuickSum::low() const {
  return std::max(0.0, sum_ * (1 - relative()) - floored_ * quick_floor);
}
double QuickSum::high() const {
  return sum_ * (1 + relative());
}

ScaledSum QuickSum::sum() const {
  ScaledSum sum;
  if (!(floored_ * quick_floor <= 0x1p-60 * sum_)) // nothing but scores far below
    return sum;
  sum.high = sum_;
  sum.exponent = exponent_;
  sum.relative = relative() + 0x1p-59;
  return sum;
}

template <class T>
QuickParts<T> quickly_split(std::span<const T> x, Bracket<T> bracket, std::int64_t exponent) {
  QuickParts<T> parts{.below = QuickSum(exponent), .all = QuickSum(exponent), .between = {}};
  const bool one_key = bracket.one_key();
  Store<T> between(one_key ? most_in_call + spare : expected_in(bracket, x.size()));
  for (std::size_t first = 0; first < x.size(); first += most_in_call) {
    const std::size_t count = std::min(most_in_call, x.size() - first);
    const QuickSplit block = quick_split(x.data() + first, count, bracket.low, bracket.high, exponent,
                                         between.room(count + quick_spare));
    parts.all.add_block(block.all, count, block.top);
    if (block.below_count > 0)
      parts.below.add_block(block.below, block.below_count, block.top);
    parts.between_count += block.between_count;
    parts.above_count += count - block.below_count - block.between_count;
    if (!one_key)
      between.added(block.between_count);
  }
  if (!one_key)
    parts.between = std::move(between);
  return parts;
}
template QuickParts<float> quickly_split(std::span<const float>, Bracket<float>, std::int64_t);
template QuickParts<double> quickly_split(std::span<const double>, Bracket<double>, std::int64_t);

std::optional<std::int64_t> quick_exponent(double top) {
  const double exponent = std::nearbyint(top * log2_e) + 4; // NaN and infinities stay ones
  if (!(std::abs(exponent) <= static_cast<double>(most_quick_exponent)))
    return std::nullopt;
  return static_cast<std::int64_t>(exponent);
}

} // namespace tailmass::fast
