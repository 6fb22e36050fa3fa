// Integers that were a Top-k set once.
#include "verify/causes/index_numbers.hpp"
#include "verify/causes/index_suspects.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>

namespace tailmass::verify::causes {

namespace {

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

/// Whether so many keys of n would hardly be by accident what one of some moduli makes of them; one is of too
/// many faults.
bool no_accident(std::ptrdiff_t keys, double moduli, std::size_t n) {
  const auto w = static_cast<double>(keys);
  return keys >= 2 &&
         std::log(moduli) + std::lgamma(w + 1) - w * std::log(static_cast<double>(n)) < named_below;
}

/// Whether both are the same numbers in some order.
bool same_numbers(Integers some, Integers others) {
  const auto sum = [](const Integers& numbers) { // modulo 2^64; it tells most others without sorting them
    return std::accumulate(
        numbers.begin(), numbers.end(), std::uint64_t{0},
        [](std::uint64_t all, std::int64_t x) { return all + static_cast<std::uint64_t>(x); });
  };
  if (sum(some) != sum(others))
    return false;
  std::ranges::sort(some);
  std::ranges::sort(others);
  return some == others;
}

/// Whether they are those of a Top-k set of n keys modulo 2^bits, and hardly any others would be: some became
/// negative, or several were reduced.
bool wrapped(const Integers& numbers, const std::vector<Key>& right, int bits, std::size_t n) {
  const std::int64_t mask = (std::int64_t{1} << bits) - 1;
  const Integers stored = changed(numbers, [&](std::int64_t x) { return x & mask; });
  Integers expected;
  for (const Key key : right)
    expected.push_back(static_cast<std::int64_t>(key) & mask);
  const auto fits = [&](std::int64_t x) { return x >= -(mask + 1) / 2 && x <= mask; };
  const bool sign = std::ranges::any_of(numbers, [](std::int64_t x) { return x < 0; });
  const auto reduced = std::ranges::count_if(right, [&](Key key) { return key > mask; });
  return std::ranges::all_of(numbers, fits) && same_numbers(stored, expected) &&
         (sign || no_accident(reduced, 2, n));
}

constexpr std::int64_t least_modulus = 16;

/// Whether they are those of a Top-k set of n keys modulo a number, and hardly any others would be.
bool are_modulo(const Integers& numbers, const std::vector<Key>& right, std::int64_t modulus, std::size_t n) {
  Integers expected;
  for (const Key key : right)
    expected.push_back(static_cast<std::int64_t>(key) % modulus);
  const auto reduced =
      std::ranges::count_if(right, [&](Key key) { return static_cast<std::int64_t>(key) >= modulus; });
  const double moduli = std::log2(static_cast<double>(n) / static_cast<double>(least_modulus)) + 1;
  return same_numbers(numbers, expected) && no_accident(reduced, moduli, n);
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

/// Whether they are those of a short head counted from 1, the -1 of its padding too, which became 0.
bool all_counted_from_1(const Integers& numbers, const Scores& scores) {
  Integers keys = changed(numbers, [](std::int64_t x) { return x - 1; });
  std::erase(keys, -1);
  return keys.size() < numbers.size() && keys.size() == scores.finite_count() &&
         are_top_k(keys, scores.all());
}

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
  std::string widths; // of keys that all lie in the last bytes of a range both
  for (const int bits : {8, 16})
    if (n > std::size_t{1} << (bits - 1) && wrapped(numbers, right, bits, n))
      widths += fmt::format("{}{}", widths.empty() ? "" : " or to ", bits);
  if (!widths.empty())
    return {fmt::format("indices were narrowed to {} bits", widths), ""};
  for (std::int64_t modulus = least_modulus; modulus < static_cast<std::int64_t>(n); modulus *= 2)
    if (are_modulo(numbers, right, modulus, n))
      return {fmt::format("keys were counted modulo {}, as in tiles of so many", modulus), ""};
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

} // namespace tailmass::verify::causes
