// Sizes of the kept sets that two heads may share.
#include "theory/exact/distribution/shared_sets.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tailmass::exact {

namespace {

using Set = unsigned; ///< of dropped keys, a bit each

/// The masses of all sets under one head, at 128 bits.
std::vector<Ball> masses(const std::vector<double>& scores) {
  const Ball top = Ball(*std::ranges::max_element(scores)).at_precision(128);
  std::vector<Ball> of_set(std::size_t{1} << scores.size(), Ball().at_precision(128));
  for (std::size_t key = 0; key < scores.size(); ++key)
    for (Set set = 0; set < 1U << key; ++set)
      of_set[set | 1U << key] =
          std::isfinite(scores[key]) ? of_set[set] + exp(Ball(scores[key]) - top) : of_set[set];
  const Ball all = of_set.back();
  for (Ball& mass : of_set)
    mass /= all;
  return of_set;
}

/// Sum over the pairs of a key of each head of e^{s_i + s'_j} (first [i in set] + second [j in set] - limit),
/// of the sign of first P(set) + second P'(set) - limit.
int exact_sign(const TwoHeads& heads, Set set, int first, int second, const Ball& limit) {
  std::vector<ExponentialTerm> terms;
  for (std::size_t i = 0; i < heads.first.size(); ++i)
    for (std::size_t j = 0; j < heads.second.size(); ++j)
      if (std::isfinite(heads.first[i]) && std::isfinite(heads.second[j]))
        terms.push_back(
            {Ball(heads.first[i]) + Ball(heads.second[j]),
             Ball(first * static_cast<int>(set >> i & 1U) + second * static_cast<int>(set >> j & 1U)) -
                 limit});
  const std::optional<int> sign = sign_of_sum(std::move(terms));
  if (!sign)
    throw TooClose("a tail mass of two heads is within 2^-4096 of epsilon");
  return *sign;
}

} // namespace

SharedSizes shared_sizes(const TwoHeads& heads, double epsilon) {
  const std::size_t n = heads.first.size();
  const std::vector<Ball> p = masses(heads.first), q = masses(heads.second);
  const auto at_most = [&](Set set, int first, int second, const Ball& limit) {
    const Ball mass = Ball(first) * p[set] + Ball(second) * q[set];
    if (certainly_less(mass, limit))
      return true;
    return !certainly_less(limit, mass) && exact_sign(heads, set, first, second, limit) <= 0;
  };
  const Ball eps(epsilon), twice = Ball(2) * eps;
  SharedSizes sizes{n, n, n, n, n};
  for (Set dropped = 0; dropped < 1U << n; ++dropped) {
    const std::size_t size = n - static_cast<std::size_t>(std::popcount(dropped));
    const auto enter = [&](std::size_t& least, bool does) {
      least = does ? std::min(least, size) : least;
      return does;
    };
    const bool first = enter(sizes.of_first, at_most(dropped, 1, 0, eps));
    const bool second = enter(sizes.of_second, at_most(dropped, 0, 1, eps));
    enter(sizes.of_both, first && second);
    enter(sizes.of_mean, at_most(dropped, 1, 1, twice));
    enter(sizes.of_share, at_most(dropped, 1, 1, eps));
  }
  return sizes;
}

} // namespace tailmass::exact
