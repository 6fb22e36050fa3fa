// A few vectors against a block of vectors that is stored coordinate by coordinate.
#pragma once

#include <cstddef>

namespace tailmass::fast {

/// Vectors of a block: number i has its coordinate a at columns[a * column_width + i].
inline constexpr std::size_t column_width = 64;
/// Vectors that one call takes against them.
inline constexpr std::size_t most_column_rows = 4;

/// out[i * column_width + j] = starts[j] + sum_a x_ia y_ja in float, x_i = rows[i], for all most_column_rows
/// of them, and largest[i] of these over j. 2 `dimension` roundings of 2^-24 |x_i| |y_j|, and `dimension` of
/// the start, up to underflow.
void column_products(const float* const* rows, std::size_t dimension, const float* columns,
                     const float* starts, float* out, float* largest);

/// out[i * column_width + j] = sum_a (x_ia - y_ja)^2 in double, each difference, square and sum rounded by
/// itself in the order of the coordinates, so that it is the same number on every instruction set.
void column_squares(const double* const* rows, std::size_t dimension, const double* columns, double* out);
/// The same of one vector.
void column_squares(const double* row, std::size_t dimension, const double* columns, double* out);

} // namespace tailmass::fast
