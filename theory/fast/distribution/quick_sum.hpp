// Sums of exponentials to some ten digits, and rows split by a bracket with them.
#pragma once

#include "theory/fast/distribution/selection.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace tailmass::fast {

/// Adds up e^{s_i} 2^-exponent in double. The true sum lies in [low(), high()].
class QuickSum {
public:
  explicit QuickSum(std::int64_t exponent = 0) : exponent_(exponent) {}

  template <class T>
  void add(const T* x, std::size_t n);
  void add_equal(double score, std::size_t count);
  /// A kernel's sum over a block of n scores, the largest of which is `top`.
  void add_block(double sum, std::size_t n, double top);
  /// A sum with the same exponent.
  void merge(const QuickSum& other);

  /// The errors of weights and of the blocks' sums, as many roundings as there are blocks, and what scores
  /// far below, and what fills the vectors of a block, count too much.
  [[nodiscard]] double low() const;
  [[nodiscard]] double high() const;
  /// Whether nothing was added.
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// Whether it says anything: no NaN, and no score too far above the exponent.
  [[nodiscard]] bool known() const { return known_; }
  /// As a sum that others are compared with. Nothing where it may be mostly of scores far below.
  [[nodiscard]] ScaledSum sum() const;

private:
  [[nodiscard]] double relative() const;

  std::int64_t exponent_;
  double sum_ = 0;
  double roundings_ = 0;
  std::size_t count_ = 0;
  double floored_ = 0; ///< weights that may be the floor's: of scores, and of what fills vectors
  bool known_ = true;
};

/// A row split by a bracket.
template <class T>
struct QuickParts {
  QuickSum below, all;
  std::size_t above_count = 0, between_count = 0;
  Store<T> between; ///< in no order; empty of a bracket of one key, which is counted only
};

/// One pass, with one short exponential a score. Instantiated for float and double.
template <class T>
[[nodiscard]] QuickParts<T> quickly_split(std::span<const T> x, Bracket<T> bracket, std::int64_t exponent);

/// The exponent for a row that has this score near its largest one; nothing where scores are too large.
[[nodiscard]] std::optional<std::int64_t> quick_exponent(double top);

} // namespace tailmass::fast
