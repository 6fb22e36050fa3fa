// Scores q . k in double, with the error of each.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "theory/stable/sums.hpp"

#include <span>
#include <vector>

namespace tailmass::stable {

/// A score as high + low, |low| <= u |high|, |high + low - exact| <= error.
struct KeyScore {
  Pair<double> value;
  double error = 0;

  /// A double that is not less than the exact score. high + (low + 2 error) leaves room for its own inner
  /// rounding, as error >= 4 u |low|; the outer one is below half an ulp.
  [[nodiscard]] double upper() const;
  /// A double that is not greater than the exact score.
  [[nodiscard]] double lower() const;
};

/// scale (q . k), scale > 0, for a key of d coordinates; the domain is that of QueryKeys. Error: with S = sum
/// |q_x k_x| that of CompensatedSum over 2 d terms as a pair, compensated_error(2 d) S, and half
/// smallest_subnormal a product, doubled; times the scale; and 3 u^2 |high| and smallest_subnormal of the
/// multiplication by the scale.
[[nodiscard]] KeyScore key_score(std::span<const double> query, std::span<const double> key, double scale);

[[nodiscard]] inline KeyScore key_score(const QueryKeys& query_keys, Key key) {
  return key_score(query_keys.query(), query_keys.keys().of(key), query_keys.scale());
}

/// The scores of all unmasked keys of a row, for those who search it several times; to be had through
/// QueryKeys::derived().
class KeyScores {
public:
  explicit KeyScores(const QueryKeys& query_keys);
  [[nodiscard]] const KeyScore& of(Key key) const { return scores_[key]; }

private:
  std::vector<KeyScore> scores_;
};

} // namespace tailmass::stable
