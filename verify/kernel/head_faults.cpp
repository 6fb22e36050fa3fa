// Faults of heads, told of one kept and one dropped key.
#include "verify/kernel/head_faults.hpp"

#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

namespace {

std::size_t rank_of(const Scores& scores, Key key) {
  return static_cast<std::size_t>(std::ranges::find(scores.order(), key) - scores.order().begin()) + 1;
}

/// How many keys would have to change to make it a Top-k set.
std::size_t swaps(const Scores& scores, const Head& head) {
  const double threshold = scores.ranked(head.size());
  const auto below = std::ranges::count_if(head.head(), [&](Key key) { return scores[key] < threshold; });
  const auto above = std::ranges::count_if(head.tail(), [&](Key key) { return scores[key] > threshold; });
  return static_cast<std::size_t>(std::max(below, above));
}

std::string swapped(const Scores& scores, const Head& head) {
  const std::size_t changes = swaps(scores, head);
  return fmt::format("keeps {} and drops {}: not a Top-{} set, {} of its keys {} wrong",
                     described(scores, head.head().back()), described(scores, head.tail().front()),
                     head.size(), changes, changes == 1 ? "is" : "are");
}

} // namespace

std::string no_set(std::span<const input::Integer> indices, const std::vector<bool>& padding, std::size_t n) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> position_of(n, none);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const input::Integer& index = indices[i];
    if (padding[i])
      continue;
    if (index.negative)
      return fmt::format("index -{} at position {} is negative", index.magnitude, i);
    if (index.magnitude >= n)
      return fmt::format("index {} at position {} is outside the keys 0..{}", index.magnitude, i, n - 1);
    std::size_t& earlier = position_of[index.magnitude];
    if (earlier != none)
      return fmt::format("key {} is named twice, at positions {} and {}", index.magnitude, earlier, i);
    earlier = i;
  }
  return {};
}

std::string wrong_tie(const Scores& scores, const Head& head, attention::Declarations::Ties ties) {
  if (ties == attention::Declarations::Ties::any || head.finite_tail().empty())
    return {};
  const bool lowest = ties == attention::Declarations::Ties::lowest;
  const double least = scores[head.head().back()];
  std::optional<Key> kept;
  std::optional<Key> dropped; // the one farthest to the wrong side
  const auto farther = [&](std::optional<Key>& at, Key key, bool to_higher) {
    if (scores[key] == least && (!at || (to_higher ? key > *at : key < *at)))
      at = key;
  };
  for (const Key key : head.head())
    farther(kept, key, lowest);
  for (const Key key : head.finite_tail())
    farther(dropped, key, !lowest);
  if (!dropped || (lowest ? *kept < *dropped : *kept > *dropped))
    return {};
  return fmt::format("keeps key {} and drops key {} of the same score {:.9g}, where ties go to the {} index",
                     *kept, *dropped, least, lowest ? "lowest" : "highest");
}

std::string wrong_tie_of_equal_keys(const KernelIndices& row, const Head& head) {
  using Ties = attention::Declarations::Ties;
  if (row.declared.ties == Ties::any || head.finite_tail().empty())
    return {};
  const bool lowest = row.declared.ties == Ties::lowest;
  const auto low = [&](Key key) { return row.scores[key] - row.errors[key]; };
  const auto high = [&](Key key) { return row.scores[key] + row.errors[key]; };
  const auto before = [&](Key a, Key b) { // in an order in which equal keys follow one another
    const std::span<const double> of_a = row.keys->of(a), of_b = row.keys->of(b);
    const auto [at_a, at_b] = std::ranges::mismatch(of_a, of_b);
    if (at_a != of_a.end())
      return *at_a < *at_b;
    return !row.added.empty() && row.added[a] < row.added[b];
  };
  // Equal keys of which one is kept and one dropped are near the edge.
  const double highest = high(std::ranges::max(head.finite_tail(), {}, high));
  const double least = low(std::ranges::min(head.finite_head(), {}, low));
  std::vector<Key> dropped;
  std::ranges::copy_if(head.finite_tail(), std::back_inserter(dropped),
                       [&](Key key) { return high(key) >= least; });
  // Of equal keys the one that is to be kept first stands first.
  std::ranges::sort(
      dropped, [&](Key a, Key b) { return before(a, b) || (!before(b, a) && (lowest ? a < b : a > b)); });
  for (const Key kept : head.finite_head()) {
    if (low(kept) > highest)
      continue;
    const auto found = std::ranges::lower_bound(dropped, kept, before);
    if (found != dropped.end() && !before(kept, *found) && (lowest ? *found < kept : *found > kept))
      return fmt::format(
          "keeps key {} and drops key {}, which is the same vector, where ties go to the {} index", kept,
          *found, lowest ? "lowest" : "highest");
  }
  return {};
}

std::string counted_keys(std::size_t keys) {
  return fmt::format("{} {}", keys, keys == 1 ? "key is" : "keys are");
}

std::string described(const Scores& scores, Key key) {
  return scores.masked(key)
             ? fmt::format("key {}, which is masked,", key)
             : fmt::format("key {} of score {:.9g} and rank {}", key, scores[key], rank_of(scores, key));
}

std::string cause_of_head(std::span<const input::Integer> indices, const Scores& scores, const Head& head) {
  const auto is_top_k_of = [&](auto transformed) {
    std::vector<double> changed(scores.all().begin(), scores.all().end());
    for (double& score : changed)
      score = std::isfinite(score) ? transformed(score) : score;
    return names_top_k(head.head(), changed);
  };
  if (const auto from_one = distinct_keys(indices, scores.size(), 1);
      from_one && names_top_k(*from_one, scores.all()))
    return "keys were counted from 1";
  std::vector<Key> with_best(head.head().begin(), head.head().end());
  with_best.push_back(head.tail().front());
  if (head.tail().front() == scores.order().front() && names_top_k(with_best, scores.all()))
    return fmt::format("ranks 2 to {} were taken", head.size() + 1);
  if (head.finite_head().size() < std::min(head.size(), scores.finite_count()))
    return "the mask were ignored";
  if (swaps(scores, head) == 1)
    return "one index were swapped";
  if (is_top_k_of([](double score) { return -score; }))
    return "the smallest scores were taken";
  if (is_top_k_of([](double score) { return std::abs(score); }))
    return "scores were taken by magnitude";
  return {};
}

std::string not_top_k(const Scores& scores, const Head& head, std::span<const double> errors) {
  if (head.is_top_k())
    return {};
  const auto error = [&](Key key) { return errors.empty() ? 0 : errors[key]; };
  const Key kept =
      *std::ranges::min_element(head.head(), {}, [&](Key key) { return scores[key] + error(key); });
  const Key dropped =
      *std::ranges::max_element(head.tail(), {}, [&](Key key) { return scores[key] - error(key); });
  return scores[dropped] - error(dropped) > scores[kept] + error(kept) ? swapped(scores, head) : "";
}

} // namespace tailmass::verify::kernel
