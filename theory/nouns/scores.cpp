// Domain check and ordering of a row of scores.
#include "theory/nouns/scores.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/not_finite.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

namespace tailmass {

Scores::Scores(std::vector<double> scores) : scores_(std::move(scores)) {
  const AssumedArithmetic assumed;
  if (scores_.empty())
    throw DomainError("empty row of scores");
  if (scores_.size() > std::numeric_limits<Key>::max())
    throw DomainError("row of " + std::to_string(scores_.size()) + " scores is too long");
  finite_count_ = scores_.size() - not_finite_in(scores_);
  if (finite_count_ < scores_.size())
    for (std::size_t key = 0; key < scores_.size(); ++key)
      if (!(scores_[key] < std::numeric_limits<double>::infinity()))
        throw DomainError(std::isnan(scores_[key]) ? "score is NaN" : "score is +inf", key);
  if (finite_count_ == 0)
    throw DomainError("every key of the row is masked");
}

namespace {

/// A score beside its key: where scores are looked up by key, long rows wait for memory.
struct Placed {
  std::uint64_t place; ///< rises as scores fall; of equal ones the same
  Key key;
};

std::uint64_t place_of(double score) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63; // and -0 is 0
  const auto bits = std::bit_cast<std::uint64_t>(score);
  return (bits & sign) != 0 && bits != sign ? bits : ~(bits & ~sign) ^ sign;
}

/// Sorts by places, digit by digit from the last, and leaves equal ones as they are.
void sort_by_digits(std::vector<Placed>& placed) {
  constexpr std::size_t digits = 8, values = 256;
  std::array<std::array<std::size_t, values>, digits> counts{};
  const auto digit = [](std::uint64_t place, std::size_t at) { return place >> (8 * at) & (values - 1); };
  for (const Placed& each : placed)
    for (std::size_t at = 0; at < digits; ++at)
      ++counts[at][digit(each.place, at)];
  std::vector<Placed> sorted(placed.size());
  for (std::size_t at = 0; at < digits; ++at) {
    if (counts[at][digit(placed.front().place, at)] == placed.size())
      continue; // all have the same
    std::array<std::size_t, values> begins{};
    std::exclusive_scan(counts[at].begin(), counts[at].end(), begins.begin(), std::size_t{0});
    for (const Placed& each : placed)
      sorted[begins[digit(each.place, at)]++] = each;
    placed.swap(sorted);
  }
}

std::vector<Key> descending(std::span<const double> scores) {
  constexpr std::size_t few = 256; // which comparisons sort sooner
  std::vector<Placed> placed(scores.size());
  for (std::size_t key = 0; key < scores.size(); ++key)
    placed[key] = {place_of(scores[key]), static_cast<Key>(key)};
  if (placed.size() < few)
    std::ranges::sort(placed, {}, [](const Placed& each) { return std::pair(each.place, each.key); });
  else
    sort_by_digits(placed);
  std::vector<Key> keys(scores.size());
  std::ranges::transform(placed, keys.begin(), &Placed::key);
  return keys;
}

} // namespace

std::span<const Key> Scores::order() const {
  std::call_once(order_->once, [this] { order_->keys = descending(scores_); });
  return order_->keys;
}

bool Scores::masked(std::size_t key) const {
  return std::isinf(scores_[key]);
}

} // namespace tailmass
