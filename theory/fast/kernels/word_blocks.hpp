// Weighted offsets of a few value vectors in double words, and sums of them and of their products.
#pragma once

#include "theory/numbers/double_word.hpp"

#include <cstddef>

namespace tailmass::fast {

/// Value vectors that a block takes at most.
inline constexpr std::size_t most_word_rows = 16;

/// Two rows of `stride` numbers, a multiple of 16, for each of `count` vectors, as pairs high + low: t, and a
/// = w t. What is beyond the dimension is 0.
struct WordBlock {
  double *t_high, *t_low, *a_high, *a_low;
  std::size_t count;
  std::size_t stride;
};

/// Fills a block: t = v - c without an error, c the centre, of `stride` numbers; a = w t within 48 u^2 of it,
/// u = 2^-53, where w is known within 2^-101, and within 2^-1070.
void fill_word_block(const double* const* values, const DoubleWord* weights, std::size_t dimension,
                     const double* centre, WordBlock block);

/// Adds a to sums of `stride` pairs high + low, and |a| to `sizes`.
void add_word_rows(WordBlock block, double* sizes, double* high, double* low);

/// Adds a_x t_y to a matrix of `stride` by `stride` pairs, at least those of x <= y < dimension.
void add_word_products(WordBlock block, std::size_t dimension, double* high, double* low);

/// What N calls of either leave, relative to the sum of |a| or |a_x t_y|, errors of a included: `count` rows,
/// m = most_word_rows, in units of u^2, to first order,
///   48 of a;
///   6 of a product, 1 for a_low t_low, which is left out, 5 for three roundings of parts below u, 2 u and 3
///   u of it;
///   m^2 + 4 m + 3 of a call's sum: the high parts add up without an error but in the low ones, each of which
///   is at most u of the call's sum, so that they add up to m + 3 such parts at most, with two roundings
///   each; 2 m + 6, and 3 for each call, where the call's sum is added to the pair: two roundings of low
///   parts, at most u of all and m + 3 parts of the call's sum.
/// In all 424 + 3 N; what is of a higher order is far below the rest. Where products underflow, 2^-1070 of
/// each is lost, times |t| for products of a.
[[nodiscard]] constexpr double word_sum_error(std::size_t calls) {
  return static_cast<double>(512 + 4 * calls) * 0x1p-106;
}

} // namespace tailmass::fast
