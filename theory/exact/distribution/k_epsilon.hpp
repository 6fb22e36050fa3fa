// The least k that leaves no more than epsilon of the mass in the tail.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/ball.hpp"

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
/// (top-p). Exact for every row and every double eps. Throws DomainError unless 0 < eps < 1, and
/// std::runtime_error should a row come so near to equality that 2^17 bits do not tell, which no row is known
/// to.
[[nodiscard]] std::size_t k_epsilon(const Scores& scores, double epsilon);
/// The same, given the row's sums at the precision to start from.
[[nodiscard]] std::size_t k_epsilon(const Scores& scores, double epsilon, const TailSums& first);
/// The same, computed once for each epsilon of a row, the sums once for all of them.
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
