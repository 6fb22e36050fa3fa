// The fast implementations of the quantities of scores alone, of rows in float and in double.
#include "theory/implementations.hpp"

#include "theory/fast/blocks/blocks.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/fast/gaps/gap_bounds.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass {

namespace {

/// What is computed of the row as T holds it, and what rounding the row to T moves the truth at most.
struct OfRow {
  fast::Enclosure enclosure;
  ErrorBound moved;

  [[nodiscard]] ErrorBound bound() const {
    return {moved.relative, stable::padded(enclosure.radius + moved.absolute)};
  }
};

template <OfRow (*compute)(const Case&), bool (*applies)(const Case&)>
Implementation fast_in(std::string_view type, std::string_view quantity, std::string_view domain) {
  return {quantity, "fast", type,
          [](const Case& c) -> std::vector<Computed> {
            if (!applies(c))
              return {};
            const OfRow x = compute(c);
            return where_bounded({{x.enclosure.value, x.bound()}});
          },
          domain};
}

/// Whether T holds the row but for rounding: finite scores stay finite.
template <class T>
bool held(const Case& c) {
  return std::isfinite(stable::score_rounding<T>(*c.scores));
}
template <class T>
bool held_with_gap(const Case& c) {
  return stable::has_gap(c) && held<T>(c);
}
template <class T>
bool held_with_checkpoints(const Case& c) {
  return held_with_gap<T>(c) && c.checkpoints;
}
bool gap_and_epsilon(const Case& c) {
  return stable::has_gap(c) && c.epsilon && *c.epsilon > 0 && *c.epsilon < 1;
}
/// As blockwise bounds know the row by intervals only, it is their ends that T must hold.
template <class T>
double blocks_rounding(const Case& c) {
  double moved = 0;
  for (const Block& block : c.blocks->all())
    moved = std::max({moved, stable::rounding_of<T>(block.lower), stable::rounding_of<T>(block.upper)});
  return moved;
}
template <class T>
bool held_blocks(const Case& c) {
  return c.blocks && std::isfinite(blocks_rounding<T>(c));
}
template <class T>
bool held_with_epsilon(const Case& c) {
  return c.epsilon && *c.epsilon > 0 && *c.epsilon < 1 && held<T>(c);
}

template <class T>
std::vector<T> row_in(const Case& c) {
  std::vector<T> row(c.scores->size());
  std::ranges::transform(c.scores->all(), row.begin(), stable::rounded<T>);
  return row;
}

template <class T>
fast::Truncation truncated(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  if (c.head.is_top_k())
    return fast::truncation(std::span<const T>(row), c.head.size());
  std::vector<T> kept, dropped;
  for (const Key key : c.head.head())
    kept.push_back(row[key]);
  for (const Key key : c.head.tail())
    dropped.push_back(row[key]);
  return fast::truncation(std::span<const T>(kept), std::span<const T>(dropped));
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

/// ln Z moves by no more than a score.
template <class T>
OfRow fast_log_sum_exp(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  return {fast::log_sum_exp(std::span<const T>(row)).log(), {0, moved_scores<T>(c) + out_of_sight<T>}};
}

/// The odds of the tail move by a factor e^{2 d}, the tail mass and ln(1 + odds) by no more.
template <class T>
ErrorBound moved_odds(const Case& c) {
  return {stable::widened(2 * moved_scores<T>(c)), out_of_sight<T>};
}
template <class T>
OfRow fast_tail_mass(const Case& c) {
  return {truncated<T>(c).tail_mass(), moved_odds<T>(c)};
}
template <class T>
OfRow fast_kl(const Case& c) {
  return {truncated<T>(c).kl_divergence(), moved_odds<T>(c)};
}

template <class T>
OfRow fast_boundary_gap(const Case& c) {
  const std::size_t k = c.head.size();
  return {truncated<T>(c).boundary_gap(),
          {0, stable::rounding_of<T>(c.scores->ranked(k)) + stable::rounding_of<T>(c.scores->ranked(k + 1))}};
}

/// Odds of levels at some ranks: each side moves by no more than its farthest level.
template <class T>
ErrorBound moved_levels(const Case& c, const std::vector<std::size_t>& ranks) {
  double moved = 0;
  for (const std::size_t rank : ranks)
    moved = std::max(moved, stable::rounding_of<T>(c.scores->ranked(rank)));
  return {stable::widened(2 * moved), 0};
}
template <class T>
OfRow fast_gap_bound(const Case& c) {
  const std::size_t k = c.head.size();
  return {fast::gap_bound(truncated<T>(c), c.scores->finite_count()), moved_levels<T>(c, {k, k + 1})};
}
template <class T>
OfRow fast_gap_bound_simple(const Case& c) {
  const std::size_t k = c.head.size();
  return {fast::gap_bound_simple(truncated<T>(c), c.scores->finite_count()), moved_levels<T>(c, {k, k + 1})};
}
template <class T, fast::Enclosure (*bound)(const fast::Truncation&, std::size_t, double, double)>
OfRow fast_lower_bound(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  const fast::BlockFacts facts = fast::facts_of(std::span<const T>(row));
  return {bound(truncated<T>(c), facts.finite, facts.largest, facts.least),
          moved_levels<T>(c, {1, c.head.size() + 1, c.scores->finite_count()})};
}
OfRow fast_gap_threshold(const Case& c) {
  return {fast::gap_threshold(c.head.size(), c.scores->finite_count(), *c.epsilon), {}};
}

/// The row cut at ranks below n_f, k among them.
template <class T>
OfRow fast_multi_gap(const Case& c, const std::vector<std::size_t>& ranks) {
  const std::vector<T> row = row_in<T>(c);
  std::vector<std::size_t> levels = ranks;
  for (const std::size_t rank : ranks)
    levels.push_back(rank + 1);
  return {fast::multi_gap_bound(fast::truncations(std::span<const T>(row), ranks), c.head.size(),
                                c.scores->finite_count()),
          moved_levels<T>(c, levels)};
}
template <class T>
OfRow fast_multi_gap_bound(const Case& c) {
  const std::vector<std::size_t>& tail = c.checkpoints->tail;
  return fast_multi_gap<T>(c, {tail.begin(), tail.end() - 1});
}
template <class T>
OfRow fast_multi_gap_known(const Case& c) {
  std::vector<std::size_t> ranks(c.checkpoints->known_gaps);
  std::iota(ranks.begin(), ranks.end(), c.head.size());
  return fast_multi_gap<T>(c, ranks);
}
template <class T>
OfRow fast_multi_gap_two_sided(const Case& c) {
  const std::vector<std::size_t>&head = c.checkpoints->head, &tail = c.checkpoints->tail;
  std::vector<std::size_t> ranks(head.begin() + 1, head.end());
  ranks.insert(ranks.end(), tail.begin() + 1, tail.end() - 1);
  return fast_multi_gap<T>(c, ranks);
}

template <class T, fast::Enclosure fast::BlockwiseBounds::*side>
OfRow fast_blockwise(const Case& c) {
  std::vector<fast::BlockInterval> blocks;
  for (const Block& block : c.blocks->all())
    blocks.push_back({block.keys.size(), static_cast<double>(stable::rounded<T>(block.lower)),
                      static_cast<double>(stable::rounded<T>(block.upper)), block.in_head});
  return {fast::blockwise_bounds(blocks).*side, {stable::widened(2 * blocks_rounding<T>(c)), 0}};
}

/// k_eps of the true row lies between those of the rounded one at eps e^{2 d} and at eps e^{-2 d}. NaN, hence
/// outside the domain, where they are not proven equal.
template <class T>
OfRow fast_k_epsilon(const Case& c) {
  const double epsilon = *c.epsilon, moved = stable::widened(2 * stable::score_rounding<T>(*c.scores));
  const std::vector<T> scores = row_in<T>(c);
  const std::span<const T> row(scores);
  fast::KEpsilon k{1, scores.size()};
  if (moved == 0) {
    k = fast::k_epsilon(row, epsilon);
  } else {
    const double more = epsilon * (1 + moved) * (1 + 0x1p-50), less = epsilon / (1 + moved) * (1 - 0x1p-50);
    if (more < 1)
      k.at_least = fast::k_epsilon(row, more).at_least;
    if (less > std::numeric_limits<double>::min())
      k.at_most = fast::k_epsilon(row, less).at_most;
  }
  return {{k.certain() ? stable::whole(k.at_least) : std::numeric_limits<double>::quiet_NaN(), 0}, {}};
}

} // namespace

template <class T>
std::vector<Implementation> fast_score_implementations() {
  constexpr std::string_view type = type_name<T>;
  constexpr std::string_view row = "every row and head that rounding to the type leaves certain";
  constexpr std::string_view gap =
      "a Top-k head, k < n_f, finite scores in the range of the type, and a result in that of double";
  constexpr std::string_view checkpoints = "the same, and checkpoints";
  constexpr std::string_view blocks = "blocks";
  return {
      fast_in<fast_log_sum_exp<T>, held<T>>(type, "log_sum_exp", row),
      fast_in<fast_tail_mass<T>, held<T>>(type, "tail_mass", row),
      fast_in<fast_kl<T>, held<T>>(type, "kl", row),
      fast_in<fast_k_epsilon<T>, held_with_epsilon<T>>(type, "k_epsilon",
                                                       "0 < epsilon < 1 that rounding leaves certain"),
      fast_in<fast_boundary_gap<T>, held_with_gap<T>>(type, "boundary_gap", gap),
      fast_in<fast_gap_bound<T>, held_with_gap<T>>(type, "gap_bound", gap),
      fast_in<fast_gap_bound_simple<T>, held_with_gap<T>>(type, "gap_bound_simple", gap),
      fast_in<fast_lower_bound<T, fast::gap_lower_bound>, held_with_gap<T>>(type, "gap_lower_bound", gap),
      fast_in<fast_lower_bound<T, fast::gap_lower_bound_sharper>, held_with_gap<T>>(
          type, "gap_lower_bound_sharper", gap),
      fast_in<fast_gap_threshold, gap_and_epsilon>(type, "gap_threshold",
                                                   "a Top-k head, k < n_f, and an epsilon"),
      fast_in<fast_multi_gap_bound<T>, held_with_checkpoints<T>>(type, "multi_gap_bound", checkpoints),
      fast_in<fast_multi_gap_known<T>, held_with_checkpoints<T>>(type, "multi_gap_known", checkpoints),
      fast_in<fast_multi_gap_two_sided<T>, held_with_checkpoints<T>>(type, "multi_gap_two_sided",
                                                                     checkpoints),
      fast_in<fast_blockwise<T, &fast::BlockwiseBounds::lower>, held_blocks<T>>(type, "blockwise_lower",
                                                                                blocks),
      fast_in<fast_blockwise<T, &fast::BlockwiseBounds::upper>, held_blocks<T>>(type, "blockwise_upper",
                                                                                blocks),
  };
}

template std::vector<Implementation> fast_score_implementations<float>();
template std::vector<Implementation> fast_score_implementations<double>();

} // namespace tailmass
