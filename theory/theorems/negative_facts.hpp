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

/// Describes the fifth: a head of one key, and a block whose scores have a double as their mean.
struct KeyAndBlock {
  double score = 0, value = 0; ///< of the kept key
  std::vector<double> block_scores, block_values;
};
[[nodiscard]] KeyAndBlock row_of_harmful_means();
/// |Attn - out| of the output without the block, and of the output with its scores at their mean.
[[nodiscard]] Ball error_of_dropping(const KeyAndBlock& row, long bits);
[[nodiscard]] Ball error_of_means(const KeyAndBlock& row, long bits);

/// Describes the sixth: a tail whose keys weigh 1 but for one, and the number that are drawn of it.
struct HeavyKey {
  std::size_t keys = 0;
  std::size_t draws = 0;
  double weight = 0;
};
[[nodiscard]] HeavyKey one_heavy_key();

/// Describes the last: two keys and two queries, of one coordinate each.
struct KeysOfTwoQueries {
  double first = 0, second = 0;
  double last = 0, next = 0;
};
[[nodiscard]] KeysOfTwoQueries keys_of_two_queries();
/// The mass of the second key under a query.
[[nodiscard]] Ball second_mass(const KeysOfTwoQueries& of, double query, long bits);

} // namespace tailmass
