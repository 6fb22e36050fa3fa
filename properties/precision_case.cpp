// Generated cases of a given size, and their checksum.
#include "properties/precision_case.hpp"

#include "properties/regimes/regimes.hpp"
#include "verify/case_document.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tailmass {

namespace {

constexpr std::size_t most_keys_with_values = 4096;
constexpr std::size_t most_value_entries = std::size_t{1} << 13U;

std::size_t rank_for(const Recipe& recipe, std::size_t n) {
  switch (recipe.head) {
  case HeadRule::one:
    return 1;
  case HeadRule::two:
    return std::min<std::size_t>(2, n);
  case HeadRule::half:
    return std::max<std::size_t>(1, n / 2);
  case HeadRule::all_but_one:
    return std::max<std::size_t>(1, n - 1);
  default: {
    const double share = (static_cast<double>(recipe.k) - 0.5) / static_cast<double>(recipe.n);
    return std::clamp<std::size_t>(1 + static_cast<std::size_t>(share * static_cast<double>(n)), 1, n);
  }
  }
}

class Hash {
public:
  void add(std::uint64_t word) {
    for (unsigned byte = 0; byte < 64; byte += 8)
      state_ = (state_ ^ ((word >> byte) & 0xFFU)) * 0x100000001B3U;
  }
  void add(double x) { add(std::bit_cast<std::uint64_t>(x)); }
  void add(std::span<const double> numbers) {
    add(static_cast<std::uint64_t>(numbers.size()));
    for (const double x : numbers)
      add(x);
  }
  [[nodiscard]] std::uint64_t state() const { return state_; }

private:
  std::uint64_t state_ = 0xCBF29CE484222325U;
};

} // namespace

Recipe sized_recipe(const Regime& regime, std::uint64_t seed, std::size_t n, std::uint64_t index) {
  Recipe recipe = draw_recipe(regime, seed, index);
  recipe.k = rank_for(recipe, n);
  recipe.n = n;
  recipe.dimension = std::min(recipe.dimension, std::max<std::size_t>(1, most_value_entries / n));
  return recipe;
}

std::optional<Case> case_at(const GeneratedPlace& place) {
  const Regime* regime = find_regime(place.regime);
  if (!regime || place.n == 0)
    return std::nullopt;
  const Recipe recipe = sized_recipe(*regime, place.seed, place.n, place.index);
  Case c = grow(recipe);
  if (place.n > most_keys_with_values)
    c.values = nullptr;
  return with_all_parts(std::move(c), recipe);
}

std::string checksum_of(const Case& c) {
  Hash hash;
  hash.add(c.scores->all());
  std::vector<Key> head(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(head); // the order among ties is no part of a case
  for (const Key key : head)
    hash.add(static_cast<std::uint64_t>(key));
  if (c.values)
    for (Key key = 0; key < c.values->keys(); ++key)
      hash.add(c.values->of(key));
  hash.add(c.epsilon.value_or(0));
  hash.add(c.perturbed);
  return hexadecimal(hash.state());
}

} // namespace tailmass
