// One pass over a row that adds up what is below and above brackets and keeps what is in them.
#pragma once

#include "theory/fast/distribution/accumulator.hpp"
#include "theory/fast/distribution/store.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace tailmass::fast {

/// A closed interval of scores.
template <class T>
struct Bracket {
  T low = -std::numeric_limits<T>::infinity();
  T high = std::numeric_limits<T>::infinity();
  double share = 0; ///< of the row expected in it: room is made for that many at once

  [[nodiscard]] bool one_key() const { return low == high; }
  [[nodiscard]] Bracket above() const {
    return {std::nextafter(high, std::numeric_limits<T>::infinity()), std::numeric_limits<T>::infinity(), 0};
  }
  [[nodiscard]] Bracket below() const {
    return {-std::numeric_limits<T>::infinity(), std::nextafter(low, -std::numeric_limits<T>::infinity()), 0};
  }
};

/// Room for what is expected in a bracket of a row of n scores.
template <class T>
[[nodiscard]] std::size_t expected_in(Bracket<T> bracket, std::size_t n) {
  return std::min(n, static_cast<std::size_t>(static_cast<double>(n) * bracket.share) + block_size) + spare;
}

/// A row split by a bracket.
template <class T>
struct Split {
  Accumulator below, above;
  std::size_t below_count = 0, above_count = 0, between_count = 0;
  Store<T> between; ///< in no order; empty of a bracket of one key, which is counted only
};

/// Sums in double, of the base given. Throws DomainError for a NaN or +inf.
template <class T>
[[nodiscard]] Split<T> split(std::span<const T> x, Bracket<T> bracket, double base);

/// A row split by several brackets: what is between the ends of each, and the sums of the gaps around them,
/// the first of which is above all brackets.
template <class T>
struct Splits {
  std::vector<Store<T>> between;
  std::vector<Accumulator> gaps;
  std::vector<std::size_t> gap_counts;
};

/// One pass, block by block, by brackets that do not overlap and descend. Else as split().
template <class T>
[[nodiscard]] Splits<T> split_by_all(std::span<const T> x, std::span<const Bracket<T>> brackets, double base);

/// Rows of at most this many scores are sorted.
inline constexpr std::size_t few = 96;

} // namespace tailmass::fast
