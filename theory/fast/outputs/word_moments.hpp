// Weighted moments of value vectors in double words: what settles 17 digits of a figure without balls.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "theory/numbers/double_word.hpp"

#include <span>
#include <vector>

namespace tailmass::fast {

/// A vector, each coordinate within its error.
struct WordVector {
  std::vector<DoubleWord> entries;
  std::vector<double> errors;
};

/// A symmetric matrix of d rows: what it is off by has a Frobenius norm of at most `error`, which also bounds
/// what its trace is off by.
struct WordMatrix {
  std::size_t dimension = 0;
  std::vector<DoubleWord> entries;
  double error = 0;

  [[nodiscard]] DoubleWord at(std::size_t x, std::size_t y) const { return entries[x * dimension + y]; }
};

/// Values beyond which, or weights below which, the sums below may lose what underflows or overflows.
inline constexpr double largest_word_value = 0x1p100;

/// Sums of w_i (v_i - c) and of w_i (v_i - c)(v_i - c)' over some keys of a row, c the value of one key.
///
/// Error: word_sum_error() of the calls, relative to the sum of w |v - c| by coordinate, and to that of w |v
/// - c|^2, for it bounds each entry relative to the sum of w |t_x t_y|, and the matrix of w |t_x t_y| has the
/// Frobenius norm w |t|^2; 2^-700 and 2^-600 for what underflows, which for |t| <= 2^101 sqrt(d), d <= 2^20
/// and 2^32 keys is below 2^-900, and for keys whose weight is below 2^-864 and taken to be 0.
class WordMoments {
public:
  /// `weights` by key, each within 2^-101 of itself, at most 1, or 0 for one below 2^-864. The values of the
  /// keys to be summed are at most largest_word_value. Both must outlive this object.
  WordMoments(const Values& values, std::span<const DoubleWord> weights, Key centre);

  [[nodiscard]] WordVector sum(std::span<const Key> keys) const;
  [[nodiscard]] WordMatrix products(std::span<const Key> keys) const;

private:
  template <class Visit>
  void visit_blocks(std::span<const Key> keys, const Visit& visit) const;

  const Values* values_;
  std::span<const DoubleWord> weights_;
  std::vector<double> centre_; // padded
};

/// The square of the matrix whose entries these are, whatever their error, which is not passed on.
[[nodiscard]] WordMatrix square_of(const WordMatrix& matrix);

} // namespace tailmass::fast
