// Bounds from blocks of keys whose scores are known up to intervals.
#include "theory/stable/blocks/block_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

enum class End { lower, upper };

template <class T>
ExponentialSum<T> interval_sum(const Case& c, bool in_head, End end) {
  std::vector<Term> terms;
  for (const Block& block : c.blocks->all())
    if (block.in_head == in_head)
      terms.push_back(
          {end == End::upper ? block.upper : block.lower, static_cast<double>(block.keys.size())});
  return exponential_sum<T>(terms);
}

template <class T>
ExponentialSum<T> union_sum(const Case& c, bool in_head) {
  std::vector<Key> keys;
  for (const Block& block : c.blocks->all())
    if (block.in_head == in_head)
      keys.insert(keys.end(), block.keys.begin(), block.keys.end());
  return exponential_sum<T>(*c.scores, keys);
}

/// An exponent, |value - true| <= error.
template <class T>
struct Exponent {
  Pair<T> value;
  double error = 0;
};

template <class T>
T largest_magnitude(const Scores& scores, const Block& block) {
  T largest = 0;
  for (const Key key : block.keys)
    largest = std::max(largest, std::abs(rounded<T>(scores[key])));
  return largest;
}

/// max |x' - x| over the scores and the ends of the interval, x' being x rounded to T.
template <class T>
double block_rounding(const Scores& scores, const Block& block) {
  double moved = std::max(rounding_of<T>(block.lower), rounding_of<T>(block.upper));
  for (const Key key : block.keys)
    moved = std::max(moved, rounding_of<T>(scores[key]));
  return moved;
}

constexpr double shrinking = 0x1p-64; // brings what is not summable, or its square, into range
constexpr double underflow_grown = 0x1p65;

template <class T>
T count_of(const Block& block) {
  return rounded<T>(static_cast<double>(block.keys.size()));
}

/// The mean score m of a block.
template <class T>
Exponent<T> mean_of(const Scores& scores, const Block& block) {
  constexpr double u = unit_roundoff<T>;
  const T largest = largest_magnitude<T>(scores, block);
  const T scale = largest > most_summable<T> ? T(shrinking) : T(1); // the sum must not overflow
  const T count = count_of<T>(block);
  CompensatedSum<T> sum;
  for (const Key key : block.keys)
    sum.add(rounded<T>(scores[key]) * scale);
  const Pair<T> total = sum.pair();
  const T quotient = total.high / count;
  const T remainder = std::fma(-quotient, count, total.high);
  const Pair<T> mean = two_sum(quotient, (remainder + total.low) / count);
  return {{mean.high / scale, mean.low / scale},
          padded((compensated_error<T>(block.keys.size()) + 8 * u * u) * static_cast<double>(largest)) +
              underflow_grown * smallest_subnormal<T> + padded(block_rounding<T>(scores, block))};
}

/// count e^x.
template <class T>
Estimate<T> exponential_of(const Exponent<T>& x, T count) {
  if (static_cast<double>(x.value.high) + x.error < static_cast<double>(vanishing_exponent<T>))
    return {0, {0, smallest_subnormal<T>}}; // below half of it, for counts below 2^40
  if (!(x.error <= 0x1p13 * unit_roundoff<T>))
    return {std::numeric_limits<T>::quiet_NaN(), {}};
  return {scaled_exponential(x.value, count),
          {widened(x.error + scaled_exponential_error(x.value.high)), smallest_subnormal<T>}};
}

/// (part/whole) e^score, for part <= n whole, whole > 1.
template <class T>
T share_of_exponential(T score, T part, T whole) {
  if (part == 0)
    return 0;
  const T quotient = part / whole;
  return quotient >= std::numeric_limits<T>::min() / T(shrinking)
             ? scaled_exponential<T>({score, 0}, quotient)
             : scaled_exponential<T>({score, 0}, part) / whole;
}

} // namespace

template <class T>
Estimate<T> blockwise_lower(const Case& c) {
  const AssumedArithmetic assumed;
  return split(interval_sum<T>(c, true, End::upper), interval_sum<T>(c, false, End::lower)).tail_mass();
}

template <class T>
Estimate<T> blockwise_upper(const Case& c) {
  const AssumedArithmetic assumed;
  return split(interval_sum<T>(c, true, End::lower), interval_sum<T>(c, false, End::upper)).tail_mass();
}

template <class T>
Estimate<T> blockwise_tail_mass(const Case& c) {
  const AssumedArithmetic assumed;
  return split(union_sum<T>(c, true), union_sum<T>(c, false)).tail_mass();
}

const Block* finite_block(const Case& c) {
  const auto& blocks = c.blocks->all();
  const auto found = std::ranges::find_if(blocks, [&](const Block& block) {
    return std::ranges::none_of(block.keys, [&](Key key) { return c.scores->masked(key); });
  });
  return found == blocks.end() ? nullptr : &*found;
}

template <class T>
Estimate<T> block_mean_lower(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  return exponential_of(mean_of<T>(scores, block), count_of<T>(block));
}

template <class T>
Estimate<T> block_sum(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  const ExponentialSum<T> sum = exponential_sum<T>(scores, block.keys);
  return {scaled_exponential<T>({sum.top, 0}, sum.sum),
          {widened(sum.error + scaled_exponential_error(sum.top)), smallest_subnormal<T>}};
}

template <class T>
Estimate<T> block_mean_chord(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const T low = rounded<T>(block.lower), high = rounded<T>(block.upper);
  const double moved = 3 * block_rounding<T>(scores, block);
  if (low == high)
    return exponential_of<T>({{low, 0}, moved}, count_of<T>(block));
  const T scale = high - low > most_summable<T> ? T(shrinking) : T(1);
  const T width = high * scale - low * scale;
  CompensatedSum<T> above_low, below_high;
  for (const Key key : block.keys) {
    const T score = rounded<T>(scores[key]);
    above_low.add(score * scale - low * scale);
    below_high.add(high * scale - score * scale);
  }
  const T above = above_low.value(), below = below_high.value();
  const T value = width <= 1
                      ? scaled_exponential<T>({high, 0}, above / width + below / width * std::exp(low - high))
                      : share_of_exponential(high, above, width) + share_of_exponential(low, below, width);
  const double scaling = std::max(scaled_exponential_error(high), scaled_exponential_error(low));
  const double by_rounding = moved == 0 ? 0
                                        : padded(static_cast<double>(count_of<T>(block)) * moved *
                                                 std::exp(static_cast<double>(high) + moved));
  return {value,
          {widened(3 * u + libm_error<T> + 3 * u + scaling + one_sign_error<T>(block.keys.size())),
           4 * smallest_subnormal<T> + by_rounding}};
}

template <class T>
Estimate<T> block_mean_upper(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const Exponent<T> mean = mean_of<T>(scores, block);
  const Pair<T> width = two_difference(rounded<T>(block.upper), rounded<T>(block.lower));
  Pair<T> square = two_product(width.high, width.high);
  square.low = std::fma(2 * width.high, width.low, square.low);
  const Pair<T> sum = two_sum(mean.value.high, square.high / 8);
  const Pair<T> exponent = two_sum(sum.high, sum.low + mean.value.low + square.low / 8);
  const double magnitude =
      static_cast<double>(largest_magnitude<T>(scores, block)) + static_cast<double>(square.high) / 8;
  const double moved = block_rounding<T>(scores, block);
  const double by_rounding = padded(moved * (static_cast<double>(width.high) + moved) / 2);
  return exponential_of<T>({exponent, mean.error + 16 * u * u * magnitude + by_rounding}, count_of<T>(block));
}

template Estimate<float> blockwise_lower(const Case&);
template Estimate<double> blockwise_lower(const Case&);
template Estimate<float> blockwise_upper(const Case&);
template Estimate<double> blockwise_upper(const Case&);
template Estimate<float> blockwise_tail_mass(const Case&);
template Estimate<double> blockwise_tail_mass(const Case&);
template Estimate<float> block_mean_lower(const Scores&, const Block&);
template Estimate<double> block_mean_lower(const Scores&, const Block&);
template Estimate<float> block_sum(const Scores&, const Block&);
template Estimate<double> block_sum(const Scores&, const Block&);
template Estimate<float> block_mean_chord(const Scores&, const Block&);
template Estimate<double> block_mean_chord(const Scores&, const Block&);
template Estimate<float> block_mean_upper(const Scores&, const Block&);
template Estimate<double> block_mean_upper(const Scores&, const Block&);

} // namespace tailmass::stable
