// What several regimes draw.
#pragma once

#include "properties/regimes/regime.hpp"

#include <initializer_list>

namespace tailmass::properties::regimes {

/// One of them, each as likely.
[[nodiscard]] double pick(RandomStream& random, std::initializer_list<double> choices);

/// n independent scores N(0, sigma^2).
[[nodiscard]] std::vector<double> normal_scores(std::size_t n, double sigma, RandomStream& random);

/// Puts them into a random order.
void shuffle(std::vector<double>& scores, RandomStream& random);

/// The scores in descending order, as `change` leaves them, in a random order again.
template <class Change>
[[nodiscard]] std::vector<double> changed_by_rank(std::vector<double> scores, RandomStream& random,
                                                  const Change& change);

} // namespace tailmass::properties::regimes

#include <algorithm>
#include <functional>

namespace tailmass::properties::regimes {

template <class Change>
std::vector<double> changed_by_rank(std::vector<double> scores, RandomStream& random, const Change& change) {
  std::ranges::sort(scores, std::greater<>{});
  change(scores);
  shuffle(scores, random);
  return scores;
}

} // namespace tailmass::properties::regimes
