// What the bounds of the output error are made of, from sums in double words.
#pragma once

#include "theory/fast/outputs/farthest_pairs.hpp"
#include "theory/fast/outputs/word_moments.hpp"
#include "theory/nouns/case.hpp"
#include "verify/campaign/output_quantities.hpp"
#include "verify/campaign/row_weights.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tailmass::verify::campaign {

/// What all truncations of a row share.
class WordRow {
public:
  /// The row has values.
  WordRow(const Case& c, std::shared_ptr<const RowWeights> weights);

  /// Whether the values are within what double words take.
  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] const Scores& scores() const { return *scores_; }
  [[nodiscard]] const Values& values() const { return *values_; }
  [[nodiscard]] const RowWeights& weights() const { return *weights_; }
  /// The most probable key, from whose value offsets count.
  [[nodiscard]] Key centre() const { return scores_->order().front(); }
  [[nodiscard]] const fast::WordMoments& moments() const { return moments_; }
  /// The sum of w t t' over all keys of finite score, t their offsets.
  [[nodiscard]] const fast::WordMatrix& products();
  [[nodiscard]] const Ball& largest_norm();

private:
  std::shared_ptr<const Scores> scores_;
  std::shared_ptr<const Values> values_;
  std::shared_ptr<const RowWeights> weights_;
  std::vector<Key> finite_; // in the order of memory
  bool usable_;
  fast::WordMoments moments_;
  std::optional<fast::WordMatrix> products_;
  std::optional<Ball> largest_norm_;
};

/// The quantities of a truncation of a usable row, at 128 bits, from sums F = sum w t and W = sum w over each
/// side, M = sum w t t' over both, t = v - c, c the value of the most probable key, Z = W_H + W_T:
///   mu - c = F/Z, err = (F_T W_H - F_H W_T)/(W_H Z), Var = tr M/Z - |F/Z|^2, Cov = M/Z - F F'/Z^2.
/// Farthest keys and pairs are told by doubles, their distances by balls.
class WordQuantities final : public OutputQuantities {
public:
  /// Operations that the search of the farthest pair may take.
  static constexpr std::size_t diameter_budget = std::size_t{1} << 30;

  WordQuantities(WordRow& row, const Head& head, std::size_t budget = diameter_budget);

  [[nodiscard]] Ball tail_mass() override;
  [[nodiscard]] Ball root_odds() override;
  [[nodiscard]] Ball error_norm() override;
  [[nodiscard]] Ball centre_distance() override;
  [[nodiscard]] Ball variance() override;
  /// tr(Cov^4)^(1/4) is the norm of the eigenvalues in l^4. A matrix E moves it by no more than the norm of
  /// its own, which is at most |E|_F; so does E of Cov^2, whose |.|_F is the square of it.
  [[nodiscard]] Ball eigenvalue_bound() override;
  [[nodiscard]] Ball largest_norm() override { return row_.largest_norm(); }
  /// Where the search ended within its budget; else a number that no pair is farther than.
  [[nodiscard]] Ball diameter() override;

  /// How the search of the farthest pair ended.
  [[nodiscard]] fast::FarthestPairs::Outcome search() const { return pairs_.outcome; }
  /// The largest distance of a pair that was looked at.
  [[nodiscard]] Ball largest_seen() const;

private:
  /// A coordinate of F of one side.
  [[nodiscard]] Ball offset(const fast::WordVector& sum, std::size_t axis) const;

  WordRow& row_;
  std::vector<Key> head_, tail_; // of finite score, in the order of memory
  WeightSum head_weight_, tail_weight_;
  fast::WordVector head_sum_, tail_sum_;
  fast::FarthestPairs pairs_;
};

} // namespace tailmass::verify::campaign
