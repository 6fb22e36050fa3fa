// Bounds of the tail mass from the ordered scores, and rows with moved scores, whose tail masses they are.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace tailmass::exact {

/// e^{s_(rank) - s_(1)}, 1 <= rank <= n_f; by itself, for bounds that need few of them.
template <class R>
const R& ranked_weight(Evaluator<R>& row, std::size_t rank) {
  return row.of_row().once({"ranked_weight", static_cast<double>(rank)}, [&] {
    using std::exp;
    return R(exp(R(row.ranked_score(rank) - row.ranked_score(1))));
  });
}

/// Delta_rank = s_(rank) - s_(rank + 1), 1 <= rank < n_f.
template <class R>
R gap(Evaluator<R>& row, std::size_t rank) {
  return R(row.ranked_score(rank) - row.ranked_score(rank + 1));
}

/// e^{Delta_rank}.
template <class R>
const R& exp_gap(Evaluator<R>& row, std::size_t rank) {
  return row.of_row().once({"exp_gap", static_cast<double>(rank)}, [&] {
    using std::exp;
    return R(exp(gap(row, rank)));
  });
}

/// 1 / (1 + (kept / dropped) e^{Delta_rank}); Theorem 4.5 has kept = rank = k and dropped = n_f - k.
template <class R>
R gap_bound(Evaluator<R>& row, std::size_t kept, std::size_t dropped, std::size_t rank) {
  const R odds = R(row.precision()(kept) / row.precision()(dropped) * exp_gap(row, rank));
  return R(R(1) / (R(1) + odds));
}

/// Which score of a segment of ranks stands for all of the segment.
enum class End { largest, smallest };

/// The rank of that score in a segment of ranks from + 1 .. to.
inline std::size_t end_rank(std::size_t from, std::size_t to, End end) {
  return end == End::largest ? from + 1 : to;
}

/// Sum over consecutive checkpoints a < b of (b - a) e^{s_(r) - s_(1)}, r the rank of the segment's end.
template <class R>
R segment_sum(Evaluator<R>& row, const std::vector<std::size_t>& checkpoints, End end) {
  R total(0);
  for (std::size_t i = 1; i < checkpoints.size(); ++i) {
    const std::size_t from = checkpoints[i - 1], to = checkpoints[i];
    total += R(row.precision()(to - from) * ranked_weight(row, end_rank(from, to, end)));
  }
  return total;
}

/// The scores behind segment_sum, one a key, by rank.
inline std::vector<double> segment_scores(const Scores& scores, const std::vector<std::size_t>& checkpoints,
                                          End end) {
  std::vector<double> moved;
  for (std::size_t i = 1; i < checkpoints.size(); ++i)
    moved.insert(moved.end(), checkpoints[i] - checkpoints[i - 1],
                 scores.ranked(end_rank(checkpoints[i - 1], checkpoints[i], end)));
  return moved;
}

/// Checkpoints k, k + 1, ..., k + known - 1, n_f of the multi-gap bound that knows the first `known` gaps.
inline std::vector<std::size_t> known_gap_checkpoints(std::size_t k, std::size_t known, std::size_t finite) {
  std::vector<std::size_t> checkpoints;
  for (std::size_t i = 0; i < known; ++i)
    checkpoints.push_back(k + i);
  checkpoints.push_back(finite);
  return checkpoints;
}

/// Whether the checkpoints of a case rise from 0 to k and from k to n_f, and know 1 .. n_f - k gaps.
inline bool checkpoints_fit(const Case& c) {
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  const auto rises = [](const std::vector<std::size_t>& ranks, std::size_t first, std::size_t last) {
    return ranks.size() >= 2 && ranks.front() == first && ranks.back() == last &&
           std::ranges::adjacent_find(ranks, std::greater_equal{}) == ranks.end();
  };
  return c.checkpoints && rises(c.checkpoints->head, 0, k) && rises(c.checkpoints->tail, k, finite) &&
         c.checkpoints->known_gaps >= 1 && c.checkpoints->known_gaps <= finite - k;
}

/// Largest entry, -inf for none.
inline double largest(const std::vector<double>& scores) {
  double top = -std::numeric_limits<double>::infinity();
  for (const double score : scores)
    top = std::max(top, score);
  return top;
}

/// Masses of head and tail, or their sums of weights in one unit.
template <class R>
struct TwoSums {
  R head;
  R tail;
};

/// A row whose scores were moved, with its masses once they are asked for. Most bounds of a tail mass are the
/// tail mass of such a row, for it rises with every score of the tail and falls with every score of the head.
template <class R>
class MovedRow {
public:
  MovedRow(std::vector<double> head_scores, std::vector<double> tail_scores,
           std::function<TwoSums<R>()> masses)
      : head(std::move(head_scores)), tail(std::move(tail_scores)), compute_(std::move(masses)) {}

  [[nodiscard]] const R& tail_mass() const { return masses().tail; }
  [[nodiscard]] const R& head_mass() const { return masses().head; }

  std::vector<double> head; ///< moved scores, -inf allowed; key by key alike in all rows that are compared
  std::vector<double> tail;

private:
  [[nodiscard]] const TwoSums<R>& masses() const {
    if (!masses_)
      masses_.emplace(compute_());
    return *masses_;
  }

  std::function<TwoSums<R>()> compute_;
  mutable std::optional<TwoSums<R>> masses_;
};

/// Makes a moved row from the sums of its weights, in any unit. The scores say which sum is
/// empty: 0/0 = 0 as tail mass.
template <class R>
MovedRow<R> moved_row(std::vector<double> head, std::vector<double> tail, std::function<TwoSums<R>()> sums) {
  const bool empty = std::isinf(largest(tail));
  return {std::move(head), std::move(tail), [empty, sums = std::move(sums)]() -> TwoSums<R> {
            if (empty)
              return {R(1), R(0)};
            const TwoSums<R> of = sums();
            const R total = R(of.head + of.tail);
            return {R(of.head / total), R(of.tail / total)};
          }};
}

/// The row as it is, by rank, for a Top-k head with k <= n_f.
template <class R>
MovedRow<R> unmoved_row(Evaluator<R>& row) {
  const auto scores_of = [&](std::span<const Key> keys) {
    std::vector<double> scores;
    for (const Key key : keys)
      scores.push_back(row.scores()[key]);
    return scores;
  };
  return {scores_of(row.head().finite_head()), scores_of(row.head().finite_tail()), [&row] {
            return TwoSums<R>{head_mass(row), tail_mass(row)};
          }};
}

/// Whether two moved rows have one and the same tail mass, where the head scores of `lesser` are at least and
/// its tail scores at most those of `greater`. With sums N <= N' of the tails and D >= D' of the heads, N D'
/// = N' D is N = N' and D = D' unless one of them is 0, and sums of exponentials ordered term by term are
/// equal only so.
template <class R>
bool same_tail_mass(const MovedRow<R>& lesser, const MovedRow<R>& greater) {
  if (std::isinf(largest(greater.tail)))
    return true; // 0 = 0
  if (std::isinf(largest(lesser.tail)))
    return false; // 0 < N'
  if (std::isinf(largest(greater.head)))
    return std::isinf(largest(lesser.head)); // 1 = 1
  return lesser.head == greater.head && lesser.tail == greater.tail;
}

/// Sum of e^{x - unit} over the finite entries.
template <class R>
R exponential_sum(const std::vector<double>& scores, double unit, const Precision<R>& at) {
  using std::exp;
  R sum(0);
  for (const double x : scores)
    if (std::isfinite(x))
      sum += R(exp(R(at(x) - at(unit))));
  return sum;
}

} // namespace tailmass::exact
