// A theorem or mutant for rows of n scores and heads of k keys, asked about one box of rows at a time.
#pragma once

#include "verify/box/box_proof.hpp"
#include "verify/box/row_box.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::box {

enum class BoxFinding {
  holds,   ///< every claim holds on all rows of the box
  refuted, ///< some claim fails on all of them
  open
};

/// Immutable: any thread may ask.
class BoxStatement {
public:
  BoxStatement(const Theorem& theorem, const SidesIn& sides, std::size_t n, std::size_t k,
               const BoxProofOptions& options);

  [[nodiscard]] BoxFinding on(const RowBox& box) const;
  /// Number of heads of k keys that meet the hypotheses.
  [[nodiscard]] std::size_t heads() const { return cases_.size(); }
  /// The claims' labels.
  [[nodiscard]] const std::vector<std::string>& claims() const { return claims_; }
  /// 0 of bounds.
  [[nodiscard]] double tolerance() const { return sides_.models ? options_.tolerance : 0; }
  /// The coordinates of the boxes that it takes.
  [[nodiscard]] Chart chart() const { return sides_.models ? Chart::drops : Chart::gaps; }

private:
  [[nodiscard]] BoxFinding bounds_on(const RowBox& box) const;
  [[nodiscard]] BoxFinding identities_on(const RowBox& box) const;

  SidesIn sides_;
  BoxProofOptions options_;
  std::size_t boundary_;    ///< the coordinate that is the boundary gap
  std::vector<Case> cases_; ///< one a head, of a row that stands for all in what only order and counts decide
  std::vector<std::string> claims_;
  std::vector<bool> attained_; ///< by claim of a bound: both sides are equal where all other gaps are 0
};

} // namespace tailmass::verify::box
