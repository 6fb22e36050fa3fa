// Bounds from blocks of keys whose scores are known up to intervals.
#include "theory/stable/block_bounds.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

constexpr double u = unit_roundoff;

enum class End { lower, upper };

ExponentialSum interval_sum(const Case& c, bool in_head, End end) {
  std::vector<Term> terms;
  for (const Block& block : c.blocks->all())
    if (block.in_head == in_head)
      terms.push_back(
          {end == End::upper ? block.upper : block.lower, static_cast<double>(block.keys.size())});
  return exponential_sum(terms);
}

ExponentialSum union_sum(const Case& c, bool in_head) {
  std::vector<Key> keys;
  for (const Block& block : c.blocks->all())
    if (block.in_head == in_head)
      keys.insert(keys.end(), block.keys.begin(), block.keys.end());
  return exponential_sum(*c.scores, keys);
}

/// An exponent, |value - true| <= error.
struct Exponent {
  Pair value;
  double error = 0;
};

double largest_magnitude(const Scores& scores, const Block& block) {
  double largest = 0;
  for (const Key key : block.keys)
    largest = std::max(largest, std::abs(scores[key]));
  return largest;
}

/// The mean score m of a block.
Exponent mean_of(const Scores& scores, const Block& block) {
  const double largest = largest_magnitude(scores, block);
  const double scale = largest > 0x1p960 ? 0x1p-64 : 1; // the sum must not overflow
  const double count = static_cast<double>(block.keys.size());
  CompensatedSum sum;
  for (const Key key : block.keys)
    sum.add(scores[key] * scale);
  const Pair total = sum.pair();
  const double quotient = total.high / count;
  const double remainder = std::fma(-quotient, count, total.high);
  const Pair mean = two_sum(quotient, (remainder + total.low) / count);
  return {{mean.high / scale, mean.low / scale},
          widened((compensated_error(block.keys.size()) + 8 * u * u) * largest) + 0x1p-1000};
}

/// count e^x.
Estimate exponential_of(const Exponent& x, double count) {
  if (x.value.high + x.error < -800) // count < 2^32 leaves it below half of smallest_subnormal
    return {0, {0, smallest_subnormal}};
  if (!(x.error <= 0x1p-40))
    return {std::numeric_limits<double>::quiet_NaN(), {}};
  return {scaled_exponential(x.value, count),
          {widened(x.error + scaled_exponential_error(x.value.high)), smallest_subnormal}};
}

/// (part/whole) e^score, for part <= n whole, whole > 1.
double share_of_exponential(double score, double part, double whole) {
  if (part == 0)
    return 0;
  const double quotient = part / whole;
  return quotient >= 0x1p-960 ? scaled_exponential({score, 0}, quotient)
                              : scaled_exponential({score, 0}, part) / whole;
}

} // namespace

Estimate blockwise_lower(const Case& c) {
  return split(interval_sum(c, true, End::upper), interval_sum(c, false, End::lower)).tail_mass();
}

Estimate blockwise_upper(const Case& c) {
  return split(interval_sum(c, true, End::lower), interval_sum(c, false, End::upper)).tail_mass();
}

Estimate blockwise_tail_mass(const Case& c) {
  return split(union_sum(c, true), union_sum(c, false)).tail_mass();
}

const Block* finite_block(const Case& c) {
  const auto& blocks = c.blocks->all();
  const auto found = std::ranges::find_if(blocks, [&](const Block& block) {
    return std::ranges::none_of(block.keys, [&](Key key) { return c.scores->masked(key); });
  });
  return found == blocks.end() ? nullptr : &*found;
}

Estimate block_mean_lower(const Scores& scores, const Block& block) {
  return exponential_of(mean_of(scores, block), static_cast<double>(block.keys.size()));
}

Estimate block_sum(const Scores& scores, const Block& block) {
  const ExponentialSum sum = exponential_sum(scores, block.keys);
  return {scaled_exponential({sum.top, 0}, sum.sum),
          {widened(sum.error + scaled_exponential_error(sum.top)), smallest_subnormal}};
}

Estimate block_mean_chord(const Scores& scores, const Block& block) {
  const double low = block.lower, high = block.upper;
  if (low == high)
    return exponential_of({{low, 0}, 0}, static_cast<double>(block.keys.size()));
  const double scale = high - low > 0x1p960 ? 0x1p-64 : 1;
  const double width = high * scale - low * scale;
  CompensatedSum above_low, below_high;
  for (const Key key : block.keys) {
    above_low.add(scores[key] * scale - low * scale);
    below_high.add(high * scale - scores[key] * scale);
  }
  const double above = above_low.value(), below = below_high.value();
  const double value =
      width <= 1 ? scaled_exponential({high, 0}, above / width + below / width * std::exp(low - high))
                 : share_of_exponential(high, above, width) + share_of_exponential(low, below, width);
  const double scaling = std::max(scaled_exponential_error(high), scaled_exponential_error(low));
  return {value,
          {widened(3 * u + libm_error + 3 * u + scaling) + one_sign_error(block.keys.size()),
           4 * smallest_subnormal}};
}

Estimate block_mean_upper(const Scores& scores, const Block& block) {
  const Exponent mean = mean_of(scores, block);
  const Pair width = two_difference(block.upper, block.lower);
  Pair square = two_product(width.high, width.high);
  square.low = std::fma(2 * width.high, width.low, square.low);
  const Pair sum = two_sum(mean.value.high, square.high / 8);
  const Pair exponent = two_sum(sum.high, sum.low + mean.value.low + square.low / 8);
  const double magnitude = largest_magnitude(scores, block) + square.high / 8;
  return exponential_of({exponent, mean.error + 16 * u * u * magnitude},
                        static_cast<double>(block.keys.size()));
}

} // namespace tailmass::stable
