// The least k that leaves no more than epsilon of the mass in the tail.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/ball.hpp"

#include <stdexcept>
#include <vector>

namespace tailmass::exact {

/// Sums of e^{s_(i) - s_(1)} over the ranks above k, for k = 0 (the whole partition) .. n_f (nothing). Where
/// several epsilons are asked of one row, they share what decides nearly all of them.
struct TailSums {
  explicit TailSums(const Scores& scores, long precision = 64);
  long bits;
  std::vector<Ball> sums;
};

/// k_eps = min{k : tau_k <= eps}, 1 <= k_eps <= n_f: the size of the smallest set of mass at least 1 - eps
/// (top-p). It lies in [at_least, at_most], and tau at at_most is at most eps. They are the same number but
/// for rows that were made for it: where a tail mass is within 2^-4096 of eps and not equal.
struct KEpsilonRange {
  std::size_t at_least = 0;
  std::size_t at_most = 0;

  [[nodiscard]] bool certain() const { return at_least == at_most; }
};
/// Returns it for every row and every double eps. Throws DomainError unless 0 < eps < 1.
[[nodiscard]] KEpsilonRange k_epsilon_range(const Scores& scores, double epsilon);
/// Returns the same, given the row's sums at the precision to start from.
[[nodiscard]] KEpsilonRange k_epsilon_range(const Scores& scores, double epsilon, const TailSums& first);

/// What was asked depends on numbers that are closer than the highest precision tells.
struct TooClose : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Returns k_eps itself. Throws DomainError unless 0 < eps < 1, and TooClose where there is but a range.
[[nodiscard]] std::size_t k_epsilon(const Scores& scores, double epsilon);
/// Returns the same, given the row's sums.
[[nodiscard]] std::size_t k_epsilon(const Scores& scores, double epsilon, const TailSums& first);
/// Returns the same, computed once for each epsilon of a row, the sums once for all of them.
template <class R>
std::size_t k_epsilon(Evaluator<R>& row, double epsilon) {
  const TailSums& sums =
      row.of_row().once({"tail sums of k_epsilon"}, [&] { return TailSums(row.scores()); });
  return row.of_row().once({"k_epsilon", epsilon}, [&] { return k_epsilon(row.scores(), epsilon, sums); });
}

/// floor(n eps), n < 2^32, 0 < eps < 1, exactly.
[[nodiscard]] std::size_t whole_part(std::size_t n, double epsilon);
/// Whether n eps = part, exactly.
[[nodiscard]] bool is_share(std::size_t part, std::size_t n, double epsilon);
/// ceil(n (1 - eps)), exactly.
[[nodiscard]] std::size_t ceil_of_rest(std::size_t n, double epsilon);

/// The number of keys that share the largest score.
[[nodiscard]] std::size_t top_ties(const Scores& scores);

/// Whether the case has an epsilon with 0 < eps < 1.
[[nodiscard]] bool epsilon_given(const Case& c);

} // namespace tailmass::exact
