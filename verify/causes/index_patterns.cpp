// Integers that were a Top-k set once, and Top-k sets of a part of the keys.
#include "verify/attention/padding.hpp"
#include "verify/causes/index_suspects.hpp"
#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>

namespace tailmass::verify::causes {

namespace {

using Integers = std::vector<std::int64_t>;

/// The indices as numbers with a sign; empty where one does not fit.
Integers signed_numbers(const std::vector<input::Integer>& indices) {
  Integers numbers;
  for (const input::Integer& index : indices) {
    if (index.magnitude > std::uint64_t{1} << 62)
      return {};
    const auto magnitude = static_cast<std::int64_t>(index.magnitude);
    numbers.push_back(index.negative ? -magnitude : magnitude);
  }
  return numbers;
}

/// Whether these are distinct keys and a Top-k set of the scores.
bool are_top_k(const Integers& numbers, std::span<const double> scores) {
  std::vector<bool> named(scores.size(), false);
  std::vector<Key> keys;
  for (const std::int64_t number : numbers) {
    if (number < 0 || static_cast<std::size_t>(number) >= scores.size() ||
        named[static_cast<std::size_t>(number)])
      return false;
    named[static_cast<std::size_t>(number)] = true;
    keys.push_back(static_cast<Key>(number));
  }
  return !keys.empty() && kernel::names_top_k(keys, scores);
}

template <class Change>
Integers changed(const Integers& numbers, const Change& change) {
  Integers others;
  for (const std::int64_t number : numbers)
    others.push_back(change(number));
  return others;
}

/// Indices of two words each of which only the lower ones fitted, the upper ones being 0.
bool are_words(const Integers& numbers, std::span<const double> scores) {
  Integers lower;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i % 2 == 1 && numbers[i] != 0)
      return false;
    if (i % 2 == 0)
      lower.push_back(numbers[i]);
  }
  return numbers.size() >= 4 && are_top_k(lower, scores);
}

/// How many of the last indices are 0 where the others are a Top-k set.
std::size_t zeros_behind(const Integers& numbers, std::span<const double> scores) {
  std::size_t zeros = 0;
  while (zeros < numbers.size() && numbers[numbers.size() - 1 - zeros] == 0)
    ++zeros;
  if (zeros < 2)
    return 0;
  const auto written = numbers.end() - static_cast<std::ptrdiff_t>(zeros);
  if (are_top_k({numbers.begin(), written}, scores))
    return zeros;
  return are_top_k({numbers.begin(), written + 1}, scores) ? zeros - 1 : 0; // key 0 itself
}

/// Whether they are those of a Top-k set modulo 2^bits.
bool wrapped(const Integers& numbers, const std::vector<Key>& right, int bits) {
  const std::int64_t mask = (std::int64_t{1} << bits) - 1;
  Integers stored = changed(numbers, [&](std::int64_t x) { return x & mask; }), expected;
  for (const Key key : right)
    expected.push_back(static_cast<std::int64_t>(key) & mask);
  std::ranges::sort(stored);
  std::ranges::sort(expected);
  const auto fits = [&](std::int64_t x) { return x >= -(mask + 1) / 2 && x <= mask; };
  return std::ranges::all_of(numbers, fits) && stored == expected &&
         std::ranges::any_of(right, [&](Key key) { return key > mask / 2; });
}

/// The least that may have been added to each key of a Top-k set, modulo n or not; 0 where nothing was.
std::int64_t offset(const Integers& numbers, const std::vector<Key>& right, std::size_t n, bool modulo) {
  std::vector<bool> kept(n, false);
  for (const Key key : right)
    kept[key] = true;
  const auto count = static_cast<std::int64_t>(n);
  std::int64_t least = 0;
  for (const Key key : right) {
    const std::int64_t added = numbers.front() - static_cast<std::int64_t>(key);
    const bool fits = added != 0 && std::ranges::all_of(numbers, [&](std::int64_t number) {
                        std::int64_t own = number - added;
                        if (modulo)
                          own = ((own % count) + count) % count;
                        return own >= 0 && own < count && kept[static_cast<std::size_t>(own)];
                      });
    if (fits && (least == 0 || std::abs(added) < std::abs(least)))
      least = added;
  }
  return least;
}

/// How many chunks are tried, and ln of how many sets of k there are among n.
constexpr double most_chunks = 22;
double log_subsets(std::size_t n, std::size_t k) {
  const auto of_n = static_cast<double>(n), of_k = static_cast<double>(k);
  return of_k >= of_n ? 0 : std::lgamma(of_n + 1) - std::lgamma(of_k + 1) - std::lgamma(of_n - of_k + 1);
}

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

namespace {

/// Whether they are those of a short head counted from 1, the -1 of its padding too, which became 0.
bool all_counted_from_1(const Integers& numbers, const Scores& scores) {
  Integers keys = changed(numbers, [](std::int64_t x) { return x - 1; });
  std::erase(keys, -1);
  return keys.size() < numbers.size() && keys.size() == scores.finite_count() &&
         are_top_k(keys, scores.all());
}

/// The indices that are no padding.
std::vector<input::Integer> without_padding(const cases::AttentionRow& row, const Scores& scores) {
  const std::vector<bool> padding = attention::padding_among(
      row.indices->numbers, scores.size(), !scores.masked(0), row.declared.padding, row.indices->dtype);
  std::vector<input::Integer> indices;
  for (std::size_t i = 0; i < padding.size(); ++i)
    if (!padding[i])
      indices.push_back(row.indices->numbers[i]);
  return indices;
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

namespace {

IndexFault fault_of(const Integers& numbers, const Scores& scores) {
  const std::size_t n = scores.size(), k = numbers.size();
  if (k < 2 || k > n)
    return {};
  if (std::ranges::adjacent_find(numbers, std::ranges::not_equal_to()) == numbers.end())
    return {fmt::format("indices were never written: all are {}", numbers.front()), ""};
  if (are_words(numbers, scores.all()))
    return {"64-bit indices were read as words of 32 bits: every second one is 0", ""};
  if (const std::size_t zeros = zeros_behind(numbers, scores.all()); zeros > 0)
    return {fmt::format("the last {} of {} indices were never written: they are 0", zeros, k), ""};
  if (std::ranges::all_of(numbers, [](std::int64_t x) { return x % 2 == 0; }) &&
      are_top_k(changed(numbers, [](std::int64_t x) { return x / 2; }), scores.all()))
    return {"every index were doubled", ""};
  const std::span<const Key> order = scores.order();
  const std::vector<Key> right(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k));
  for (const int bits : {8, 16})
    if (n > std::size_t{1} << (bits - 1) && wrapped(numbers, right, bits))
      return {fmt::format("indices were narrowed to {} bits", bits), ""};
  if (are_top_k(changed(numbers, [](std::int64_t x) { return x - 1; }), scores.all()))
    return {"keys were counted from 1", ""};
  const auto of_k = static_cast<double>(k);
  if (std::log(of_k) + (of_k - 1) * std::log(of_k / static_cast<double>(n)) < named_below)
    for (const bool modulo : {false, true})
      if (const std::int64_t added = offset(numbers, right, n, modulo); added != 0)
        return {
            fmt::format("{} were added to every index{}", added, modulo ? fmt::format(", modulo {}", n) : ""),
            ""};
  return {};
}

} // namespace

IndexFault fault_of_integers(const cases::AttentionRow& row, const Scores& scores) {
  const Integers all = signed_numbers(row.indices->numbers);
  if (all_counted_from_1(all, scores))
    return {"keys were counted from 1", ""};
  IndexFault found = fault_of(all, scores);
  if (const Integers named = signed_numbers(without_padding(row, scores));
      found.cause.empty() && named.size() < all.size())
    return fault_of(named, scores);
  return found;
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
