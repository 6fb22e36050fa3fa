// A row split by a bracket to some ten digits, at one exponential of few steps a score: enough to find most
// thresholds, and it says how much it may be off.
#pragma once

#include "theory/fast/kernels/kernels.hpp"

#include <cstddef>
#include <cstdint>

namespace tailmass::fast {

/// Sums of e^x 2^-exponent over a block of scores, and what is in the bracket.
struct QuickSplit {
  double below = 0;
  double all = 0;
  double top = 0; ///< the largest score; anything where `all` is NaN
  std::size_t below_count = 0;
  std::size_t between_count = 0;
};

/// |exponent| <= 2^13 and scores at most 2^9 powers of two above it: the reduction loses less than 2^-40
/// then.
inline constexpr std::int64_t most_quick_exponent = 1 << 13;
inline constexpr double quick_window = 1 << 9;

/// Relative error of one weight, and of the sum of a block's weights beside it; a score more than 1000 powers
/// of two below 2^exponent weighs up to 2^-998 more than it should.
[[nodiscard]] double quick_error();
inline constexpr double quick_block_error = 0x1p-42;
inline constexpr double quick_floor = 0x1p-998;

/// Room that outputs need beyond n numbers: four vectors.
inline constexpr std::size_t quick_spare = 4 * spare;

/// Splits by [low, high]; a NaN makes `all` NaN. Appends what is between, with room for n + quick_spare. n <=
/// most_in_call.
[[nodiscard]] QuickSplit quick_split(const double* x, std::size_t n, double low, double high,
                                     std::int64_t exponent, double* between);
[[nodiscard]] QuickSplit quick_split(const float* x, std::size_t n, float low, float high,
                                     std::int64_t exponent, float* between);
/// The sum alone; the others are 0.
[[nodiscard]] QuickSplit quick_sum(const double* x, std::size_t n, std::int64_t exponent);
[[nodiscard]] QuickSplit quick_sum(const float* x, std::size_t n, std::int64_t exponent);

/// out_i = e^{x_i} 2^-exponent of a block, and their sum. n <= most_in_call; room for n + quick_spare.
[[nodiscard]] QuickSplit quick_weights(const double* x, std::size_t n, std::int64_t exponent, double* out);

/// The weights of scores below t, added up, and how many they are. n <= most_in_call.
struct QuickMass {
  double sum = 0;
  std::size_t count = 0;
};
[[nodiscard]] QuickMass quick_mass_below(const double* x, const double* weights, std::size_t n, double t);

} // namespace tailmass::fast
