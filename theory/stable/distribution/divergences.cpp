// Divergences between P and its truncation P^, each a well-conditioned function of the odds of the tail.
#include "theory/stable/distribution/divergences.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <numbers>

namespace tailmass::stable {

template <class T>
Estimate<T> total_variation(const Case& c) {
  const AssumedArithmetic assumed;
  return tail_mass<T>(c);
}

template <class T>
Masses<T> masses_of(const Case& c) {
  const ExponentialSum<T> head = exponential_sum<T>(*c.scores, c.head.finite_head());
  const ExponentialSum<T> tail = exponential_sum<T>(*c.scores, c.head.finite_tail());
  return {head, tail, split(head, tail)};
}

template <class T>
Estimate<T> kl_divergence(const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const ExponentialSum<T>&head = masses.head, &tail = masses.tail;
  const T apart = tail.top - head.top;
  if (!tail.empty() && apart > easy_exponent<T>)
    return {apart + std::log(tail.sum / head.sum),
            {widened(2 * u + libm_error<T> +
                     (head.error + tail.error + u) / static_cast<double>(easy_exponent<T>)),
             0}};
  return log1p_odds(masses.odds);
}
template <class T>
Estimate<T> kl_divergence(const Case& c) {
  const AssumedArithmetic assumed;
  return kl_divergence(masses_of<T>(c));
}

template <class T>
Estimate<T> chi_squared(const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  const Split<T>& s = masses.odds;
  return {s.odds, {widened(s.error), s.odds == 0 && s.error == 0 ? 0 : smallest_subnormal<T>}};
}
template <class T>
Estimate<T> chi_squared(const Case& c) {
  const AssumedArithmetic assumed;
  return chi_squared(masses_of<T>(c));
}

template <class T>
Estimate<T> hellinger_squared(const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  const Split<T>& s = masses.odds;
  const Estimate<T> tail = s.tail_mass(), head = s.head_mass();
  return {tail.value / (1 + std::sqrt(head.value)),
          {widened(s.error + 6 * unit_roundoff<T>), 2 * tail.bound.absolute}};
}
template <class T>
Estimate<T> hellinger_squared(const Case& c) {
  const AssumedArithmetic assumed;
  return hellinger_squared(masses_of<T>(c));
}

template <class T>
Estimate<T> jensen_shannon(const Masses<T>& masses) {
  const AssumedArithmetic assumed;
  const Split<T>& s = masses.odds;
  const T tail = s.tail_mass().value, head = s.head_mass().value;
  if (tail == 0)
    return {0, s.tail_mass().bound};
  const T head_term = head == 0 ? 0 : head * kl_divergence(masses).value;
  const T mixed_term = (1 + head) * -std::log1p(-tail / 2);
  return {(tail * std::numbers::ln2_v<T> - head_term + mixed_term) / 2,
          {widened(s.error + (4 * 8 + 5) * unit_roundoff<T>), 8 * smallest_subnormal<T>}};
}
template <class T>
Estimate<T> jensen_shannon(const Case& c) {
  const AssumedArithmetic assumed;
  return jensen_shannon(masses_of<T>(c));
}

template Masses<float> masses_of(const Case&);
template Masses<double> masses_of(const Case&);
template Estimate<float> kl_divergence(const Masses<float>&);
template Estimate<double> kl_divergence(const Masses<double>&);
template Estimate<float> chi_squared(const Masses<float>&);
template Estimate<double> chi_squared(const Masses<double>&);
template Estimate<float> hellinger_squared(const Masses<float>&);
template Estimate<double> hellinger_squared(const Masses<double>&);
template Estimate<float> jensen_shannon(const Masses<float>&);
template Estimate<double> jensen_shannon(const Masses<double>&);
template Estimate<float> total_variation(const Case&);
template Estimate<double> total_variation(const Case&);
template Estimate<float> kl_divergence(const Case&);
template Estimate<double> kl_divergence(const Case&);
template Estimate<float> chi_squared(const Case&);
template Estimate<double> chi_squared(const Case&);
template Estimate<float> hellinger_squared(const Case&);
template Estimate<double> hellinger_squared(const Case&);
template Estimate<float> jensen_shannon(const Case&);
template Estimate<double> jensen_shannon(const Case&);

} // namespace tailmass::stable
