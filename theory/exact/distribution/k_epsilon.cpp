// k_epsilon by bisection over cumulative sums of balls.
#include "theory/exact/distribution/k_epsilon.hpp"

#include "theory/nouns/domain_error.hpp"

#include <cmath>
#include <optional>

namespace tailmass::exact {

namespace {

constexpr long last_bits = 4096; // where the judge ends too

/// The least of the ranks from `from` on of which this holds, as of all after it; `to` where of none before.
template <class Holds>
std::size_t first_of(std::size_t from, std::size_t to, const Holds& holds) {
  while (from < to)
    if (const std::size_t middle = from + (to - from) / 2; holds(middle))
      to = middle;
    else
      from = middle + 1;
  return from;
}

} // namespace

TailSums::TailSums(const Scores& scores, long precision)
    : bits(precision), sums(scores.finite_count() + 1, Ball().at_precision(precision)) {
  const std::size_t n = scores.finite_count();
  const Ball top = Ball(scores.ranked(1)).at_precision(bits);
  Ball weight;
  for (std::size_t rank = n; rank >= 1; --rank) {
    if (rank == n || scores.ranked(rank) != scores.ranked(rank + 1))
      weight = exp(Ball(scores.ranked(rank)).at_precision(bits) - top);
    sums[rank - 1] = sums[rank] + weight;
  }
}

// Equality tau_k = eps says sum over the tail of (1 - eps) e^{s_i} = sum over the head of eps e^{s_i}: a
// vanishing sum of exponentials with rational exponents and rational coefficients (doubles are rational). By
// Lindemann and Weierstrass the coefficients of distinct exponents vanish one by one. Scores held by the head
// alone have the coefficient
// -(their number) eps, by the tail alone (their number)(1 - eps), and neither is 0; only the boundary score
// may have keys on both sides. So all finite scores are equal, and then tau_k = (n_f - k)/n_f: whole-number
// arithmetic.
//
// For other rows the sign of the sum is found by climbing in precision. What can be nearly 0 without end in
// sight is a leading coefficient that vanishes, c ties at the top of which the head holds k < c with c eps =
// c - k, beside scores that are far below (a finite mask of -1e9). All remaining coefficients are then
// positive, so that tau_k > eps; this too is decided in whole numbers. Else the largest terms do not cancel,
// unless each score was chosen to cancel what those before it leave: some 45 bits a key.
KEpsilonRange k_epsilon_range(const Scores& scores, double epsilon, const TailSums& first) {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  const std::size_t n = scores.finite_count();
  const std::size_t ties = top_ties(scores);
  if (ties == n)
    return {ceil_of_rest(n, epsilon), ceil_of_rest(n, epsilon)};
  std::size_t above = 0; // tau of it is above epsilon: tau_0 = 1
  std::size_t below = n; // tau of it is at most epsilon: tau_n = 0
  std::optional<TailSums> finer;
  for (long bits = first.bits; bits <= last_bits; bits *= 2) {
    if (bits > first.bits)
      finer.emplace(scores, bits);
    const std::vector<Ball>& sums = finer ? finer->sums : first.sums;
    const Ball allowed = Ball(epsilon) * sums[0];
    const auto is_above = [&](std::size_t k) {
      return (k < ties && is_share(ties - k, ties, epsilon)) || certainly_less(allowed, sums[k]);
    };
    above = first_of(above + 1, below, [&](std::size_t k) { return !is_above(k); }) - 1;
    below = first_of(above + 1, below, [&](std::size_t k) { return certainly_less(sums[k], allowed); });
    if (below - above == 1)
      break;
  }
  return {above + 1, below};
}

std::size_t k_epsilon(const Scores& scores, double epsilon, const TailSums& first) {
  const KEpsilonRange range = k_epsilon_range(scores, epsilon, first);
  if (!range.certain())
    throw TooClose("k_epsilon is one of " + std::to_string(range.at_least) + ".." +
                   std::to_string(range.at_most) + ": a tail mass is within 2^-" + std::to_string(last_bits) +
                   " of epsilon");
  return range.at_most;
}

KEpsilonRange k_epsilon_range(const Scores& scores, double epsilon) {
  return k_epsilon_range(scores, epsilon, TailSums(scores));
}

std::size_t k_epsilon(const Scores& scores, double epsilon) {
  return k_epsilon(scores, epsilon, TailSums(scores));
}

std::size_t whole_part(std::size_t n, double epsilon) {
  const double count = static_cast<double>(n);
  const double product = count * epsilon;
  const double whole = std::floor(product);
  // Rounding is monotone and whole numbers are doubles, so that only a product rounded up to one can mislead.
  const bool rounded_up = whole == product && std::fma(count, epsilon, -product) < 0;
  return static_cast<std::size_t>(whole) - (rounded_up ? 1 : 0);
}

bool is_share(std::size_t part, std::size_t n, double epsilon) {
  // One rounding at the end: n eps - part is a multiple of epsilon's ulp, so that it is not rounded to 0.
  return std::fma(static_cast<double>(n), epsilon, -static_cast<double>(part)) == 0;
}

std::size_t ceil_of_rest(std::size_t n, double epsilon) {
  return n - whole_part(n, epsilon); // ceil(n - x) = n - floor(x)
}

std::size_t top_ties(const Scores& scores) {
  std::size_t ties = 1;
  while (ties < scores.finite_count() && scores.ranked(ties + 1) == scores.ranked(1))
    ++ties;
  return ties;
}

bool epsilon_given(const Case& c) {
  return c.epsilon && 0 < *c.epsilon && *c.epsilon < 1;
}

} // namespace tailmass::exact
