// The weights of a row in double words, and the tail masses that they give.
#pragma once

#include "theory/nouns/head.hpp"
#include "theory/numbers/ball.hpp"
#include "theory/numbers/double_word.hpp"

#include <span>
#include <vector>

namespace tailmass::verify::campaign {

/// Returns a ball at 128 bits that holds all numbers within `error` of x.
[[nodiscard]] Ball enclosing(DoubleWord x, double error);

/// A sum of weights, off by no more than `error`.
struct WeightSum {
  DoubleWord value;
  double error = 0;

  [[nodiscard]] Ball ball() const { return enclosing(value, error); }
};

/// The weights e^{s_i - s_(1)} of a row. Each is off by 2^-101 of itself; one below e^-600 < 2^-864 is taken
/// to be 0, as is that of a masked key.
class RowWeights {
public:
  explicit RowWeights(const Scores& scores);

  /// By key.
  [[nodiscard]] std::span<const DoubleWord> all() const { return weights_; }
  /// Sums over keys of finite score. N additions are off by double_word_error of the sum each, and the keys
  /// taken to be 0 by 2^-864.
  [[nodiscard]] WeightSum sum(std::span<const Key> keys) const;

private:
  std::vector<DoubleWord> weights_;
};

/// tau of a truncation whose tail has a finite score.
[[nodiscard]] Ball tail_mass(const WeightSum& head, const WeightSum& tail);

} // namespace tailmass::verify::campaign
