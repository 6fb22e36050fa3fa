// Top-k sets of a part of the keys, or of other ranks.
#include "verify/causes/index_numbers.hpp"
#include "verify/causes/index_suspects.hpp"
#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::causes {

namespace {

/// How many chunks are tried.
constexpr double most_chunks = 22;

/// The first key of a chunk that the indices count from, where they are a Top-k set of it.
std::string of_chunk(const Integers& numbers, std::span<const double> scores) {
  const std::size_t n = scores.size();
  for (const std::size_t parts : {2U, 4U, 8U})
    for (std::size_t part = 1; part < parts && n % parts == 0; ++part) {
      const std::size_t begin = n / parts * part;
      if (std::log(most_chunks) - log_subsets(n / parts, numbers.size()) >= named_below)
        continue; // so few are some chunk's by accident
      const Integers keys =
          changed(numbers, [&](std::int64_t x) { return x + static_cast<std::int64_t>(begin); });
      for (const std::size_t end : {n, begin + n / parts}) {
        std::vector<double> seen(n, -std::numeric_limits<double>::infinity());
        std::copy(scores.begin() + static_cast<std::ptrdiff_t>(begin),
                  scores.begin() + static_cast<std::ptrdiff_t>(end),
                  seen.begin() + static_cast<std::ptrdiff_t>(begin));
        if (std::ranges::all_of(keys,
                                [&](std::int64_t key) { return static_cast<std::size_t>(key) < end; }) &&
            are_top_k(keys, seen))
          return fmt::format("only keys {} to {} were considered, and counted from {}", begin, end - 1,
                             begin);
      }
    }
  return {};
}

} // namespace

IndexFault fault_of_ranks(const cases::AttentionRow& row, const Scores& scores) {
  constexpr std::size_t most_lost = 64;
  std::optional<std::vector<Key>> keys =
      kernel::distinct_keys(without_padding(row, scores), scores.size(), 0);
  if (!keys || keys->size() < 2)
    return {};
  std::vector<bool> kept(scores.size(), false);
  for (const Key key : *keys)
    kept[key] = true;
  const std::size_t size = keys->size();
  std::size_t lost = 0; // the best keys that are not kept
  for (; lost < std::min(most_lost, scores.finite_count()) && !kept[scores.order()[lost]]; ++lost)
    keys->push_back(scores.order()[lost]);
  const bool accident =
      lost > 1 && std::log(static_cast<double>(lost)) - log_subsets(lost + size, size) >= named_below;
  const bool smallest = lost >= size && lost + size == scores.finite_count(); // another order, named as such
  if (lost == 0 || accident || smallest || !kernel::names_top_k(*keys, scores.all()))
    return {};
  return {fmt::format("ranks {} to {} were taken", lost + 1, lost + size), ""};
}

IndexFault fault_of_missing(const cases::AttentionRow& row, const Scores& scores) {
  const std::vector<input::Integer> indices = without_padding(row, scores);
  const std::size_t k = row.indices->numbers.size(), n = scores.size();
  const std::size_t best = std::min(k, scores.finite_count());
  std::vector<bool> kept(n, false);
  std::size_t distinct = 0;
  for (const input::Integer& index : indices) {
    if (index.negative || index.magnitude >= n || !(scores[index.magnitude] >= scores.ranked(best)))
      return {};
    distinct += kept[index.magnitude] ? 0 : 1;
    kept[index.magnitude] = true;
  }
  const std::size_t missing = best - std::min(best, distinct);
  const bool accident = missing > 1 && log_subsets(best, distinct) - log_subsets(n, distinct) >= named_below;
  if (missing == 0 || distinct == 0 || accident)
    return {};
  const char* in_place = distinct == indices.size() ? "padding stood in its place" : "another stood twice";
  if (missing == 1)
    return {fmt::format("one of the {} best keys were lost, and {}", best, in_place), ""};
  return {fmt::format("{} of the {} best keys were lost, and {}", missing, best,
                      distinct == indices.size() ? "padding stood in their places" : "others stood twice"),
          ""};
}

IndexFault fault_of_chunk(const cases::AttentionRow& row, const Scores& scores) {
  const Integers numbers = signed_numbers(row.indices->numbers);
  const std::size_t n = scores.size(), k = numbers.size();
  if (k < 2 || k > n || std::ranges::any_of(numbers, [](std::int64_t x) { return x < 0; }))
    return {};
  return {of_chunk(numbers, scores.all()), ""};
}

IndexFault fault_of_part(const Scores& scores, const std::vector<Key>& keys) {
  const std::size_t n = scores.size(), k = keys.size();
  std::vector<bool> kept(n, false);
  for (const Key key : keys)
    kept[key] = true;
  const auto [low, high] = std::ranges::minmax(keys);
  const double least = scores[*std::ranges::min_element(keys, {}, [&](Key key) { return scores[key]; })];
  std::size_t begin = 0, end = n, missed = 0; // the largest range of which they are a Top-k set
  bool of_range = true;
  for (Key key = 0; key < n; ++key) {
    if (kept[key] || !(scores[key] > least))
      continue;
    ++missed;
    of_range = of_range && (key < low || key > high);
    if (key < low)
      begin = key + 1;
    else
      end = std::min<std::size_t>(end, key);
  }
  const double outside = 1 - static_cast<double>(high - low) / static_cast<double>(n);
  if (of_range && static_cast<double>(missed) * std::log(std::max(outside, 1e-9)) < named_below)
    return {fmt::format("only keys {} to {} were considered", begin, end - 1), ""};
  std::vector<std::size_t> ranks; // of dropped keys among those above the least kept one, from 0
  std::size_t last = 0;
  for (std::size_t rank = 0; rank < n; ++rank)
    if (kept[scores.order()[rank]])
      last = rank;
    else if (ranks.empty() || ranks.back() + 1 == rank)
      ranks.push_back(rank);
  if (ranks.size() >= 4 && ranks.front() < k && k - ranks.front() >= 4 &&
      ranks.back() + (k - ranks.front()) == last)
    return {fmt::format("the keys of ranks {} to {} were dropped, as of an overflowed bucket",
                        ranks.front() + 1, ranks.back() + 1),
            ""};
  return {};
}

} // namespace tailmass::verify::causes
