// The fast path on the scores of a checked case.
#include "theory/fast/scores_of_case.hpp"

#include "theory/fast/blocks/moments.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/fast/gaps/gap_bounds.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/blocks/block_bounds.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::fast {

namespace {

using stable::ErrorBound;
using stable::Estimate;

constexpr Estimate<> outside{std::numeric_limits<double>::quiet_NaN(), {}};

/// The enclosure of the rounded row's number as an estimate of the true one, which rounding moves by `moved`.
Estimate<> estimate(const Enclosure& x, const ErrorBound& moved) {
  return {x.value, {moved.relative, stable::padded(x.radius + moved.absolute)}};
}

/// Whether T holds the row but for rounding: finite scores stay finite.
template <class T>
bool held(const Case& c) {
  return std::isfinite(stable::score_rounding<T>(*c.scores));
}

template <class T>
std::vector<T> row_in(const Case& c) {
  std::vector<T> row(c.scores->size());
  std::ranges::transform(c.scores->all(), row.begin(), stable::rounded<T>);
  return row;
}

template <class T>
Truncation truncated(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  if (c.head.is_top_k())
    return truncation(std::span<const T>(row), c.head.size());
  std::vector<T> kept, dropped;
  for (const Key key : c.head.head())
    kept.push_back(row[key]);
  for (const Key key : c.head.tail())
    dropped.push_back(row[key]);
  return truncation(std::span<const T>(kept), std::span<const T>(dropped));
}

/// How far rounding moves the scores that count: a key that is 2000 below the largest one, rounded or not,
/// has less than e^-2000 of the mass, far below the smallest subnormal. Where the head may be of such keys,
/// all count.
template <class T>
double moved_scores(const Case& c) {
  if (!c.head.is_top_k())
    return stable::score_rounding<T>(*c.scores);
  const double top = c.scores->ranked(1), rounded_top = static_cast<double>(stable::rounded<T>(top));
  double moved = 0;
  for (const Key key : c.scores->finite()) {
    const double score = (*c.scores)[key], rounded = static_cast<double>(stable::rounded<T>(score));
    if (score >= top - 2000 || rounded >= rounded_top - 2000)
      moved = std::max(moved, stable::rounding_of<T>(score));
  }
  return moved;
}

/// What the other keys may weigh after rounding: nothing is rounded to double.
template <class T>
constexpr double out_of_sight = std::is_same_v<T, double> ? 0 : std::numeric_limits<double>::denorm_min();

/// The odds of the tail move by a factor e^{2 d}, the tail mass and ln(1 + odds) by no more.
template <class T>
ErrorBound moved_odds(const Case& c) {
  return {stable::widened(2 * moved_scores<T>(c)), out_of_sight<T>};
}

/// Odds of levels at some ranks: each side moves by no more than its farthest level.
template <class T>
ErrorBound moved_levels(const Case& c, const std::vector<std::size_t>& ranks) {
  double moved = 0;
  for (const std::size_t rank : ranks)
    moved = std::max(moved, stable::rounding_of<T>(c.scores->ranked(rank)));
  return {stable::widened(2 * moved), 0};
}

template <class T, Enclosure (*bound)(const Truncation&, double, double)>
Estimate<> lower_bound(const Case& c) {
  if (!held<T>(c))
    return outside;
  const std::vector<T> row = row_in<T>(c);
  const Extremes ends = extremes_of(row.data(), row.size());
  return estimate(bound(truncated<T>(c), ends.largest, ends.least),
                  moved_levels<T>(c, {1, c.head.size() + 1, c.scores->finite_count()}));
}

/// The row cut at ranks below n_f, k among them.
template <class T>
Estimate<> multi_gap(const Case& c, const std::vector<std::size_t>& ranks) {
  if (!held<T>(c))
    return outside;
  const std::vector<T> row = row_in<T>(c);
  std::vector<std::size_t> levels = ranks;
  for (const std::size_t rank : ranks)
    levels.push_back(rank + 1);
  return estimate(multi_gap_bound(truncations(std::span<const T>(row), ranks), c.head.size()),
                  moved_levels<T>(c, levels));
}

/// Blockwise bounds know the row by intervals only, whose ends T must hold.
template <class T>
Estimate<> blockwise(const Case& c, Enclosure BlockwiseBounds::*side) {
  double moved = 0;
  std::vector<BlockInterval> blocks;
  for (const Block& block : c.blocks->all()) {
    moved = std::max({moved, stable::rounding_of<T>(block.lower), stable::rounding_of<T>(block.upper)});
    blocks.push_back({block.keys.size(), static_cast<double>(stable::rounded<T>(block.lower)),
                      static_cast<double>(stable::rounded<T>(block.upper)), block.in_head});
  }
  if (!std::isfinite(moved))
    return outside;
  return estimate(blockwise_bounds(blocks).*side, {stable::widened(2 * moved), 0});
}

/// Bounds of the sum of the first block without masked keys. Rounding moves them as it does in stable/.
template <class T>
Estimate<> of_moments(const Case& c, Enclosure (*bound)(const BlockMoments&, double), double Block::*end) {
  const Block& block = *stable::finite_block(c);
  double moved = std::max(stable::rounding_of<T>(block.lower), stable::rounding_of<T>(block.upper));
  std::vector<T> scores;
  for (const Key key : block.keys) {
    moved = std::max(moved, stable::rounding_of<T>((*c.scores)[key]));
    scores.push_back(stable::rounded<T>((*c.scores)[key]));
  }
  if (!std::isfinite(moved))
    return outside;
  const BlockMoments of = moments_of(std::span<const T>(scores));
  const Enclosure x = bound(of, static_cast<double>(stable::rounded<T>(block.*end)));
  if (!std::isfinite(x.radius))
    return outside;
  const double deviation = std::sqrt(of.variance.value + of.variance.radius);
  const double by_rounding =
      moved == 0 ? 0
                 : stable::padded(static_cast<double>(scores.size()) * moved * (3 + deviation + 2 * moved) *
                                  std::exp(static_cast<double>(stable::rounded<T>(block.upper)) + moved));
  return estimate(x, {0, by_rounding});
}

} // namespace

/// ln Z moves by no more than a score.
template <class T>
Estimate<> log_sum_exp(const Case& c) {
  const AssumedArithmetic assumed;
  if (!held<T>(c))
    return outside;
  const std::vector<T> row = row_in<T>(c);
  return estimate(log_sum_exp(std::span<const T>(row)).log(), {0, moved_scores<T>(c) + out_of_sight<T>});
}

template <class T>
Estimate<> tail_mass(const Case& c) {
  const AssumedArithmetic assumed;
  return held<T>(c) ? estimate(truncated<T>(c).tail_mass(), moved_odds<T>(c)) : outside;
}
template <class T>
Estimate<> kl_divergence(const Case& c) {
  const AssumedArithmetic assumed;
  return held<T>(c) ? estimate(truncated<T>(c).kl_divergence(), moved_odds<T>(c)) : outside;
}

/// k_eps of the true row lies between those of the rounded one at eps e^{2 d} and at eps e^{-2 d}.
template <class T>
Estimate<> k_epsilon(const Case& c) {
  const AssumedArithmetic assumed;
  if (!held<T>(c))
    return outside;
  const double epsilon = *c.epsilon, moved = stable::widened(2 * stable::score_rounding<T>(*c.scores));
  const std::vector<T> scores = row_in<T>(c);
  const std::span<const T> row(scores);
  KEpsilon k{1, scores.size()};
  if (moved == 0) {
    k = k_epsilon(row, epsilon);
  } else {
    const double more = epsilon * (1 + moved) * (1 + 0x1p-50), less = epsilon / (1 + moved) * (1 - 0x1p-50);
    if (more < 1)
      k.at_least = k_epsilon(row, more).at_least;
    if (less > std::numeric_limits<double>::min())
      k.at_most = k_epsilon(row, less).at_most;
  }
  return k.certain() ? Estimate<>{stable::whole(k.at_least), {}} : outside;
}

template <class T>
Estimate<> boundary_gap(const Case& c) {
  const AssumedArithmetic assumed;
  if (!held<T>(c))
    return outside;
  const std::size_t k = c.head.size();
  return estimate(truncated<T>(c).boundary_gap(), {0, stable::rounding_of<T>(c.scores->ranked(k)) +
                                                          stable::rounding_of<T>(c.scores->ranked(k + 1))});
}
template <class T>
Estimate<> gap_bound(const Case& c) {
  const AssumedArithmetic assumed;
  if (!held<T>(c))
    return outside;
  const std::size_t k = c.head.size();
  return estimate(gap_bound(truncated<T>(c)), moved_levels<T>(c, {k, k + 1}));
}
template <class T>
Estimate<> gap_bound_simple(const Case& c) {
  const AssumedArithmetic assumed;
  if (!held<T>(c))
    return outside;
  const std::size_t k = c.head.size();
  return estimate(gap_bound_simple(truncated<T>(c)), moved_levels<T>(c, {k, k + 1}));
}
/// No score enters it.
template <class T>
Estimate<> gap_threshold(const Case& c) {
  const AssumedArithmetic assumed;
  return estimate(gap_threshold(c.head.size(), c.scores->finite_count(), *c.epsilon), {});
}
template <class T>
Estimate<> gap_lower_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return lower_bound<T, gap_lower_bound>(c);
}
template <class T>
Estimate<> gap_lower_bound_sharper(const Case& c) {
  const AssumedArithmetic assumed;
  return lower_bound<T, gap_lower_bound_sharper>(c);
}

template <class T>
Estimate<> multi_gap_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const std::vector<std::size_t>& tail = c.checkpoints->tail;
  return multi_gap<T>(c, {tail.begin(), tail.end() - 1});
}
template <class T>
Estimate<> multi_gap_known(const Case& c) {
  const AssumedArithmetic assumed;
  std::vector<std::size_t> ranks(c.checkpoints->known_gaps);
  std::iota(ranks.begin(), ranks.end(), c.head.size());
  return multi_gap<T>(c, ranks);
}
template <class T>
Estimate<> multi_gap_two_sided(const Case& c) {
  const AssumedArithmetic assumed;
  const std::vector<std::size_t>&head = c.checkpoints->head, &tail = c.checkpoints->tail;
  std::vector<std::size_t> ranks(head.begin() + 1, head.end());
  ranks.insert(ranks.end(), tail.begin() + 1, tail.end() - 1);
  return multi_gap<T>(c, ranks);
}

template <class T>
Estimate<> blockwise_lower(const Case& c) {
  const AssumedArithmetic assumed;
  return blockwise<T>(c, &BlockwiseBounds::lower);
}
template <class T>
Estimate<> blockwise_upper(const Case& c) {
  const AssumedArithmetic assumed;
  return blockwise<T>(c, &BlockwiseBounds::upper);
}

template <class T>
Estimate<> block_moment_lower(const Case& c) {
  const AssumedArithmetic assumed;
  return of_moments<T>(c, &moment_lower, &Block::lower);
}
template <class T>
Estimate<> block_moment_upper(const Case& c) {
  const AssumedArithmetic assumed;
  return of_moments<T>(c, &moment_upper, &Block::upper);
}

template Estimate<> log_sum_exp<float>(const Case&);
template Estimate<> log_sum_exp<double>(const Case&);
template Estimate<> tail_mass<float>(const Case&);
template Estimate<> tail_mass<double>(const Case&);
template Estimate<> kl_divergence<float>(const Case&);
template Estimate<> kl_divergence<double>(const Case&);
template Estimate<> k_epsilon<float>(const Case&);
template Estimate<> k_epsilon<double>(const Case&);
template Estimate<> boundary_gap<float>(const Case&);
template Estimate<> boundary_gap<double>(const Case&);
template Estimate<> gap_bound<float>(const Case&);
template Estimate<> gap_bound<double>(const Case&);
template Estimate<> gap_bound_simple<float>(const Case&);
template Estimate<> gap_bound_simple<double>(const Case&);
template Estimate<> gap_threshold<float>(const Case&);
template Estimate<> gap_threshold<double>(const Case&);
template Estimate<> gap_lower_bound<float>(const Case&);
template Estimate<> gap_lower_bound<double>(const Case&);
template Estimate<> gap_lower_bound_sharper<float>(const Case&);
template Estimate<> gap_lower_bound_sharper<double>(const Case&);
template Estimate<> multi_gap_bound<float>(const Case&);
template Estimate<> multi_gap_bound<double>(const Case&);
template Estimate<> multi_gap_known<float>(const Case&);
template Estimate<> multi_gap_known<double>(const Case&);
template Estimate<> multi_gap_two_sided<float>(const Case&);
template Estimate<> multi_gap_two_sided<double>(const Case&);
template Estimate<> blockwise_lower<float>(const Case&);
template Estimate<> blockwise_lower<double>(const Case&);
template Estimate<> blockwise_upper<float>(const Case&);
template Estimate<> blockwise_upper<double>(const Case&);
template Estimate<> block_moment_lower<float>(const Case&);
template Estimate<> block_moment_lower<double>(const Case&);
template Estimate<> block_moment_upper<float>(const Case&);
template Estimate<> block_moment_upper<double>(const Case&);

} // namespace tailmass::fast
