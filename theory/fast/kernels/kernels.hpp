// Blocks of a row on the processor's vectors: what the fast path does to at most `block_size` numbers at
// once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tailmass::fast {

/// Bits of an IEEE half and of a bfloat16.
struct Half {
  std::uint16_t bits = 0;
};
struct BFloat {
  std::uint16_t bits = 0;
};

/// Numbers that one kernel call takes at most: 16 KiB of doubles fit a first-level cache beside what is
/// written.
inline constexpr std::size_t block_size = 2048;
inline constexpr std::size_t most_in_call = 2 * block_size;
/// Room that the outputs of `partition` need beyond what is written: one vector.
inline constexpr std::size_t spare = 16;

/// u = 2^-53 and 2^-24: half the distance of 1 and the next number.
inline constexpr double unit_double = 0x1p-53;
inline constexpr double unit_float = 0x1p-24;
inline constexpr double log2_e = 1.4426950408889634;

/// e^{x - base} is computed as a multiple of 2^exponent. |exponent| <= 2^22.
struct Scale {
  double base = 0;
  std::int64_t exponent = 0;
};

/// high + low is the sum of e^{x_i - base} 2^-exponent, top the largest x_i.
struct BlockSum {
  double high = 0;
  double low = 0;
  double top = 0;
};

/// The sum is within the relative error `sum_error` where top - base is within 2^`window` powers of two of
/// 2^exponent and in the domain named below; otherwise only `top` says anything. -inf weighs nothing; a NaN
/// makes high NaN. `n` from 1 to most_in_call, any alignment.
inline constexpr double window = 8;

/// Whether the sum of a block is good: top in the window of the scale, with 2^-7 to spare for the rounding of
/// this question, so that 4096 weights stay below 2^20. NaN and infinities are not.
[[nodiscard]] bool in_window(const BlockSum& sum, Scale scale);
/// The exponent in the middle of whose window top - base lies, finite.
[[nodiscard]] std::int64_t exponent_of(double top, double base);

/// Domain |x - base| <= 2^20, where the differences that count are free of rounding.
[[nodiscard]] BlockSum sum_block(const double* x, std::size_t n, Scale scale);
/// In float, |x - base| <= 2^11; where the processor has no fused multiply-add, in double.
[[nodiscard]] BlockSum sum_block(const float* x, std::size_t n, Scale scale);
template <class T>
inline constexpr double domain_of = 0x1p20;
template <>
inline constexpr double domain_of<float> = 0x1p11;

/// Relative error of a block's sum, which is that of one weight and of their addition.
template <class T>
[[nodiscard]] double sum_error();

/// out_i = e^{x_i - base} 2^-exponent within the relative error `sum_error<T>()` and 2^-990 (in float,
/// 2^-118), for x_i - base in the domain and below 2^window powers of two of 2^exponent. The sums above add
/// these numbers.
void weights_block(const double* x, std::size_t n, Scale scale, double* out);
void weights_block(const float* x, std::size_t n, Scale scale, float* out);

/// Numbers of a block below, in and above [low, high], appended to three arrays with room for n + spare each.
struct Parts {
  std::size_t below = 0;
  std::size_t between = 0;
  std::size_t above = 0;
};
[[nodiscard]] Parts partition_block(const double* x, std::size_t n, double low, double high, double* below,
                                    double* between, double* above);
[[nodiscard]] Parts partition_block(const float* x, std::size_t n, float low, float high, float* below,
                                    float* between, float* above);

/// A block split by [low, high]: what is above and below it, added up, and the number of scores between,
/// which are appended to `between`, with room for n + spare, as is a NaN.
struct BlockSplit {
  BlockSum above, below;
  std::size_t below_count = 0;
  std::size_t between_count = 0;
  std::size_t above_count = 0;
  double error = 0;     ///< of the sum above, absolutely, beside the relative sum_error<double>()
  bool invalid = false; ///< whether a NaN or +inf is among those between
};
/// Sums in double of e^{x - base} 2^-exponent: domain of sum_block(double), x - base at most 2^window powers
/// of two above 2^exponent wherever x is above the bracket, else the sum above says nothing. The sum below is
/// off by error 2^{level - 8} + 2^-979 where low - base is at most `level` powers of two above 2^exponent,
/// level >= -900 - what is wholly masked adds up to less than that, and has -inf for its top. n <=
/// block_size.
[[nodiscard]] BlockSplit split_block(const double* x, std::size_t n, double low, double high, Scale scale,
                                     int level, double* between);
[[nodiscard]] BlockSplit split_block(const float* x, std::size_t n, float low, float high, Scale scale,
                                     int level, float* between);

/// Exact conversions.
void promote_block(const float* x, std::size_t n, double* out);
void promote_block(const Half* x, std::size_t n, float* out);
void promote_block(const BFloat* x, std::size_t n, float* out);

/// Number, extremes and sum of the finite numbers of a block. `nan` and `infinite`: whether it has a NaN or
/// +inf. The sum is high + low within n^2 2^-106 of sum |x_i|, and |low| <= n 2^-52 sum |x_i|.
struct BlockSummary {
  std::size_t finite = 0;
  double least = 0;
  double largest = 0;
  double high = 0;
  double low = 0;
  bool invalid = false;
};
[[nodiscard]] BlockSummary summarise_block(const double* x, std::size_t n);

/// The least finite and the largest number of any number of them, infinite where there is none; whether one
/// is a NaN, which makes the others say nothing.
struct Extremes {
  double least = 0;
  double largest = 0;
  bool nan = false;
};
[[nodiscard]] Extremes extremes_of(const double* x, std::size_t n);
[[nodiscard]] Extremes extremes_of(const float* x, std::size_t n);

/// out_i = (x_i - bottom) per_score rounded to a whole number from 0 to `last`, for any number of scores that
/// are no NaN; anything where the product is none. Room for n + spare.
void steps_of(const double* x, std::size_t n, double bottom, double per_score, double last,
              std::int32_t* out);
void steps_of(const float* x, std::size_t n, double bottom, double per_score, double last, std::int32_t* out);

/// Value vectors that one call takes at most.
inline constexpr std::size_t most_rows = 32;

/// Sums by coordinate, of w t and of w t^2. Arrays of sums, and centres, have `padded(dimension)` numbers,
/// the last ones 0.
struct Moments {
  double* sum = nullptr;
  double* square = nullptr;
};
[[nodiscard]] constexpr std::size_t padded(std::size_t dimension) {
  return (dimension + spare - 1) / spare * spare;
}

/// Takes `count` rows of `dimension` values, t = v - centre: adds w t and w t^2 of row i to *sides[i] and
/// writes |t|^2 to squares[i]; a row without a side is not read. Roundings of u, up to underflow, where both
/// sums began at 0: count + 2 of each |w t|, 2 count + 3 of w t^2, 2 dimension + 2 of |t|^2.
void moments_block(const double* rows, std::size_t count, std::size_t dimension, const double* centre,
                   const double* weights, const Moments* const* sides, double* squares);
void moments_block(const float* rows, std::size_t count, std::size_t dimension, const double* centre,
                   const double* weights, const Moments* const* sides, double* squares);
/// |v - centre|^2 alone, with 2 dimension + 2 roundings of u.
[[nodiscard]] double squared_distance(const double* row, std::size_t dimension, const double* centre);
[[nodiscard]] double squared_distance(const float* row, std::size_t dimension, const double* centre);
/// Adds a block's sums to unevaluated pairs high + low, without an error but in the low parts, and makes them
/// 0.
void move_moments(Moments block, std::size_t dimension, Moments high, Moments low);

} // namespace tailmass::fast
