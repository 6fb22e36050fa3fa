// Divergences between P and its truncation P^, each a well-conditioned function of the odds of the tail.
#include "theory/stable/divergences.hpp"

#include <numbers>

namespace tailmass::stable {

namespace {

constexpr double u = unit_roundoff;

} // namespace

Estimate total_variation(const Case& c) {
  return tail_mass(c);
}

Estimate kl_divergence(const Case& c) {
  const ExponentialSum head = exponential_sum(*c.scores, c.head.finite_head());
  const ExponentialSum tail = exponential_sum(*c.scores, c.head.finite_tail());
  if (!tail.empty() && tail.top - head.top > 600)
    return {tail.top - head.top + std::log(tail.sum / head.sum),
            {widened(2 * u + libm_error + (head.error + tail.error + u) / 600), 0}};
  return log1p_odds(split(head, tail));
}

Estimate chi_squared(const Case& c) {
  const Split s = head_tail_split(c);
  return {s.odds, {s.error, s.odds == 0 && s.error == 0 ? 0 : smallest_subnormal}};
}

Estimate hellinger_squared(const Case& c) {
  const Split s = head_tail_split(c);
  const Estimate tail = s.tail_mass(), head = s.head_mass();
  const double root_error = head.bound.relative / 2 + u;
  return {tail.value / (1 + std::sqrt(head.value)),
          {widened(tail.bound.relative + root_error / 2 + 2 * u), 2 * tail.bound.absolute}};
}

Estimate jensen_shannon(const Case& c) {
  const Split s = head_tail_split(c);
  const double tail = s.tail_mass().value, head = s.head_mass().value;
  if (tail == 0)
    return {0, s.tail_mass().bound};
  const double head_term = head == 0 ? 0 : head * kl_divergence(c).value;
  const double mixed_term = (1 + head) * -std::log1p(-tail / 2);
  return {(tail * std::numbers::ln2 - head_term + mixed_term) / 2,
          {widened(s.error + 4 * 8 * u + 5 * u), 8 * smallest_subnormal}};
}

} // namespace tailmass::stable
