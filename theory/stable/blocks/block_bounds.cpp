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

/// The mean score m of a block, its scores rounded to T.
template <class T>
Exponent<T> mean_of_rounded(const Scores& scores, const Block& block) {
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
              underflow_grown * smallest_subnormal<T>};
}

/// The mean score m of a block.
template <class T>
Exponent<T> mean_of(const Scores& scores, const Block& block) {
  Exponent<T> mean = mean_of_rounded<T>(scores, block);
  mean.error += padded(block_rounding<T>(scores, block));
  return mean;
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

/// x - mean.
template <class T>
T from_mean(T x, const Exponent<T>& mean) {
  const Pair<T> difference = two_difference(x, mean.value.high);
  return difference.high + (difference.low - mean.value.low);
}

/// n (v e^end + d^2 e^{m - v/d})/(d^2 + v), d = end - m, `top` being no score's and no end's less.
template <class T>
Estimate<T> moment_bound(const Scores& scores, const Block& block, double end, double top) {
  constexpr double u = unit_roundoff<T>;
  constexpr double most_uncertain = 0x1p-8;
  const Exponent<T> mean = mean_of_rounded<T>(scores, block);
  const double moved = block_rounding<T>(scores, block);
  const T last = rounded<T>(end), first = rounded<T>(scores[block.keys.front()]);
  T farthest = 0; // deviation from the mean
  bool constant = true;
  for (const Key key : block.keys) {
    const T score = rounded<T>(scores[key]);
    farthest = std::max(farthest, std::abs(from_mean(score, mean)));
    constant = constant && score == first;
  }
  const auto by_rounding = [&](double deviation) {
    return moved == 0 ? 0
                      : padded(static_cast<double>(count_of<T>(block)) * moved * (3 + deviation + 2 * moved) *
                               std::exp(static_cast<double>(rounded<T>(top)) + moved));
  };
  if (constant) {
    Estimate<T> at_mean = exponential_of<T>({{first, 0}, 0}, count_of<T>(block));
    at_mean.bound.absolute += by_rounding(0);
    return at_mean;
  }
  if (static_cast<double>(rounded<T>(top)) < static_cast<double>(vanishing_exponent<T>))
    return {0, {0, smallest_subnormal<T> + by_rounding(static_cast<double>(farthest) * 2)}}; // <= n_b e^top
  // In units of a power of two in which the farthest deviation is 1/2 to 1, so that no square overflows.
  const int unit = farthest > 0 && std::isfinite(farthest) ? std::ilogb(farthest) + 1 : 0;
  CompensatedSum<T> squares;
  for (const Key key : block.keys) {
    const T deviation = std::ldexp(from_mean(rounded<T>(scores[key]), mean), -unit);
    squares.add(deviation * deviation);
  }
  const T count = count_of<T>(block), variance = squares.value() / count;
  const T distance = from_mean(last, mean), scaled = std::ldexp(distance, -unit), square = scaled * scaled;
  const T whole = square + variance, ratio = std::ldexp(variance / scaled, unit);
  const double deviation = std::ldexp(std::sqrt(static_cast<double>(variance)), unit);
  const double magnitude = static_cast<double>(largest_magnitude<T>(scores, block));
  const double uncertain = mean.error + 4 * u * u * magnitude;
  const double of_variance = uncertain / deviation,
               of_distance = uncertain / std::abs(static_cast<double>(distance));
  if (!(of_variance <= most_uncertain && of_distance <= most_uncertain && std::isfinite(whole) &&
        square >= std::numeric_limits<T>::min() / T(u)))
    return {std::numeric_limits<T>::quiet_NaN(), {}};
  const double off = 6 * u + one_sign_error<T>(block.keys.size()) + 3 * of_variance; // of the variance
  const double end_off = 2 * u + 2 * of_distance;                                    // of the distance
  const Pair<T> difference = two_difference(mean.value.high, ratio);
  const Pair<T> exponent = two_sum(difference.high, difference.low + mean.value.low);
  const double size = std::abs(static_cast<double>(ratio));
  const double in_exponent = mean.error + 4 * u * u * (magnitude + size) +
                             (distance > 0 ? std::min(1.0, size) : size) * (off + end_off + u);
  if (!(in_exponent <= 0x1p13 * u))
    return {std::numeric_limits<T>::quiet_NaN(), {}};
  const T value = share_of_exponential(last, count * variance, whole) +
                  scaled_exponential<T>(exponent, count * (square / whole));
  const double scaling = std::max(scaled_exponential_error(last), scaled_exponential_error(exponent.high));
  return {value,
          {widened(2 * (off + end_off) + 4 * u + in_exponent + scaling + 3 * u),
           4 * smallest_subnormal<T> + by_rounding(padded(deviation * (1 + 0x1p-7)))}};
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

template <class T>
Estimate<T> block_moment_lower(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  return moment_bound<T>(scores, block, block.lower, block.upper);
}

template <class T>
Estimate<T> block_moment_upper(const Scores& scores, const Block& block) {
  const AssumedArithmetic assumed;
  return moment_bound<T>(scores, block, block.upper, block.upper);
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
template Estimate<float> block_moment_lower(const Scores&, const Block&);
template Estimate<double> block_moment_lower(const Scores&, const Block&);
template Estimate<float> block_moment_upper(const Scores&, const Block&);
template Estimate<double> block_moment_upper(const Scores&, const Block&);

} // namespace tailmass::stable
