// What does not hold: tempting statements, each with an instance that refutes it.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/numbers/ball.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass {

/// A number of an instance.
struct Figure {
  std::string_view name; ///< as in "|err| at k = 2"
  Ball value;
};

/// A tempting statement that is false, or of no use.
struct NegativeFact {
  std::string_view id;
  std::string_view tempting; ///< the statement that does not hold
  std::string instance;      ///< the input that shows it, made from the same numbers as the figures
  std::vector<Figure> (*figures)(long bits);
  /// Whether the figures prove that the statement does not hold.
  bool (*refute)(const std::vector<Figure>& figures);
};

/// All of them.
[[nodiscard]] std::span<const NegativeFact> negative_facts();

/// A distribution p_i = weights[i] / sum of weights, and a value v_i of dimension 1 a key.
struct WeightedValues {
  std::vector<unsigned> weights;
  std::vector<double> values;
};
/// |Attn - Attn_S|, the output error of the head S, from its definition and exact but for its divisions.
[[nodiscard]] Ball output_error(const WeightedValues& row, const std::vector<std::size_t>& head, long bits);

/// Returns the row of the first fact, P = (.5, .3, .2), and of the second, P = (.4, .35, .25).
[[nodiscard]] WeightedValues row_of_rising_error();
[[nodiscard]] WeightedValues row_of_better_head();
/// Returns the row of the third: P = (.75, .25), the tail's value anything.
[[nodiscard]] WeightedValues row_of_unknown_tail(double value);

/// Describes the fourth: n scores, and for Gaussian ones the means of k over many rows.
struct GaussianLooseness {
  std::size_t keys = 1024;
  double sigma = 2;
  double epsilon = 0.1;
  double certified = 921; ///< mean of the least k whose gap bound is at most epsilon
  double needed = 246;    ///< mean of k_epsilon
};
/// The n quantiles sigma Phi^{-1}((i - 1/2)/n), a row as even as a Gaussian one can be.
[[nodiscard]] Scores gaussian_quantiles(const GaussianLooseness& of);

} // namespace tailmass
