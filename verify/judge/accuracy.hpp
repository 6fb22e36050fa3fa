// The error of implementations on a case, measured by balls.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/implementations.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::judge {

/// How far one computed number is from its truth.
struct Accuracy {
  double computed = 0;
  /// |computed - true| in units in the last place of the implementation's number type at the truth (at least
  /// the smallest positive number of that type); rounded up.
  double ulps = 0;
  double relative = 0;   ///< |computed - true| / |true|; 0 where both are 0, infinite where only the truth is
  double bound_ulps = 0; ///< the proven bound in the same units
  double share = 0;      ///< |computed - true| over the proven bound; above 1 exactly where that is broken
};

/// The truth of one case in balls, at the precision that each question needs. It keeps what it computed, so
/// that implementations of one quantity share it. Not thread-safe.
class Oracle {
public:
  /// The case with all parts that the implementations to come need.
  explicit Oracle(Case c) : c_(std::move(c)) {}

  [[nodiscard]] const Case& on() const { return c_; }

  /// The accuracy of each number that the implementation computed of the case; nothing where 8192 bits do not
  /// tell. Throws std::logic_error where there is no such quantity or it gives another count of numbers.
  [[nodiscard]] std::optional<std::vector<Accuracy>> accuracy(const Implementation& implementation,
                                                              std::span<const Computed> computed);

private:
  const std::vector<Ball>& truth(std::string_view quantity, long bits);

  Case c_;
  std::map<long, Evaluator<Ball>> rows_; ///< by precision
  std::map<std::pair<std::string_view, long>, std::vector<Ball>> truths_;
};

} // namespace tailmass::verify::judge
