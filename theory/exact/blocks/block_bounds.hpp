// Bounds from blocks of keys whose scores are known up to intervals.
#pragma once

#include "theory/exact/gaps/gap_bounds.hpp"

namespace tailmass::exact {

/// e^{x - s_(1)} for any double x, 0 for -inf. Ends of intervals mostly are scores, whose weights are there
/// already.
template <class R>
R weight_of_score(Evaluator<R>& row, double x) {
  if (std::isinf(x))
    return R(0);
  const Scores& s = row.scores();
  const auto found = std::ranges::lower_bound(s.order(), x, std::greater{}, [&](Key key) { return s[key]; });
  if (found != s.order().end() && s[*found] == x)
    return weights(row)[*found];
  return row.of_row().once({"weight_of_score", x}, [&] {
    using std::exp;
    return R(exp(R(row.precision()(x) - row.precision()(s.ranked(1)))));
  });
}

inline double end_of(const Block& block, End end) {
  return end == End::largest ? block.upper : block.lower;
}

/// Sum of n_b e^{end of the interval - s_(1)} over the blocks of the head or of the tail.
template <class R>
R interval_sum(Evaluator<R>& row, const Blocks& blocks, bool in_head, End end) {
  R total(0);
  for (const Block& block : blocks.all())
    if (block.in_head == in_head)
      total += R(row.precision()(block.keys.size()) * weight_of_score(row, end_of(block, end)));
  return total;
}

/// Scores of the head or of the tail blocks in the order of the keys, so that a refinement has them in the
/// same order; `score` gives that of a key in a block.
template <class Score>
std::vector<double> block_scores(const Scores& scores, const Blocks& blocks, bool in_head,
                                 const Score& score) {
  std::vector<double> of_key(scores.size());
  std::vector<bool> named(scores.size(), false);
  for (const Block& block : blocks.all())
    for (const Key key : block.keys) {
      of_key[key] = score(block, key);
      named[key] = block.in_head == in_head;
    }
  std::vector<double> moved;
  for (std::size_t key = 0; key < of_key.size(); ++key)
    if (named[key])
      moved.push_back(of_key[key]);
  return moved;
}

/// The row with every key at one end of its interval: the tail's at `tail_end`, the head's at the other. Its
/// tail mass U_tail/(L_head + U_tail), respectively L_tail/(U_head + L_tail), is eq. 4.4; 0/0 = 0. `row` and
/// `blocks` must outlive it.
template <class R>
MovedRow<R> interval_row(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
  const End head_end = tail_end == End::largest ? End::smallest : End::largest;
  const auto scores = [&](bool in_head, End end) {
    return block_scores(row.scores(), blocks, in_head,
                        [&](const Block& block, Key) { return end_of(block, end); });
  };
  return moved_row<R>(scores(true, head_end), scores(false, tail_end), [&row, &blocks, head_end, tail_end] {
    return TwoSums<R>{interval_sum(row, blocks, true, head_end), interval_sum(row, blocks, false, tail_end)};
  });
}

/// Z_b e^{-s_(1)}, the sum of the block's weights.
template <class R>
R block_sum(Evaluator<R>& row, const Block& block) {
  return R(sum(weights(row), block.keys));
}

/// The row as it is, head and tail being the unions of the blocks, which must outlive it as `row` must.
template <class R>
MovedRow<R> union_row(Evaluator<R>& row, const Blocks& blocks) {
  const auto scores = [&](bool in_head) {
    return block_scores(row.scores(), blocks, in_head,
                        [&](const Block&, Key key) { return row.scores()[key]; });
  };
  return moved_row<R>(scores(true), scores(false), [&row, &blocks] {
    TwoSums<R> sums{R(0), R(0)};
    for (const Block& block : blocks.all())
      (block.in_head ? sums.head : sums.tail) += block_sum(row, block);
    return sums;
  });
}

/// Whether no key of the block is masked.
inline bool all_finite(const Scores& scores, const Block& block) {
  return std::ranges::none_of(block.keys, [&](Key key) { return scores.masked(key); });
}

/// m - s_(1), m the mean score of a block of finite scores. Doubles enter R before anything is rounded: in
/// balls the sum is exact.
template <class R>
R block_mean(Evaluator<R>& row, const Block& block) {
  const R reference(row.scores().ranked(1));
  R total(0);
  for (const Key key : block.keys)
    total += R(R(row.scores()[key]) - reference);
  return R(total / row.precision()(block.keys.size()));
}

} // namespace tailmass::exact
