// Numbers of a floating format that are certainly not below, or not above, what they stand for.
#include "theory/stable/distribution/certificates.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

namespace tailmass::stable {

namespace {

double up(double x) {
  return std::nextafter(x, infinity);
}
double down(double x) {
  return std::nextafter(x, -infinity);
}

template <class T>
double absolute_error(const Estimate<T>& x, Underflow underflow) {
  return x.bound.absolute * (underflow_unit<T>(underflow) / smallest_subnormal<T>); // by a power of two
}

template <class T>
bool certifies(const Estimate<T>& x, double absolute) {
  return std::isfinite(x.value) && x.bound.relative < 1 && std::isfinite(absolute);
}

} // namespace

template <class T>
T upper(const Estimate<T>& x, Underflow underflow) {
  const AssumedArithmetic assumed;
  const double absolute = absolute_error(x, underflow);
  if (!certifies(x, absolute))
    return std::numeric_limits<T>::infinity();
  const double bound = x.bound.relative == 0 && absolute == 0
                           ? static_cast<double>(x.value)
                           : up(up(static_cast<double>(x.value) + absolute) / down(1 - x.bound.relative));
  const T nearest = rounded<T>(bound);
  return static_cast<double>(nearest) >= bound ? nearest
                                               : std::nextafter(nearest, std::numeric_limits<T>::infinity());
}

template <class T>
T lower(const Estimate<T>& x, Underflow underflow) {
  const AssumedArithmetic assumed;
  const double absolute = absolute_error(x, underflow);
  if (!certifies(x, absolute))
    return 0;
  const double bound = x.bound.relative == 0 && absolute == 0
                           ? static_cast<double>(x.value)
                           : down(down(static_cast<double>(x.value) - absolute) / up(1 + x.bound.relative));
  if (!(bound > 0))
    return 0;
  const T nearest = rounded<T>(bound);
  return static_cast<double>(nearest) <= bound ? nearest : std::nextafter(nearest, T(0));
}

template <class T>
Estimate<T> tail_mass_by_row_maximum(const Case& c, Underflow underflow) {
  const AssumedArithmetic assumed;
  const Scores& s = *c.scores;
  const T top = rounded<T>(s.ranked(1));
  std::size_t underflown = 0;
  const auto sum_of = [&](std::span<const Key> keys) {
    CompensatedSum<T> sum;
    for (const Key key : keys) {
      const T weight = exp_pair(two_difference(rounded<T>(s[key]), top));
      const bool below = weight < std::numeric_limits<T>::min();
      underflown += below ? 1 : 0;
      if (!below || underflow == Underflow::gradual)
        sum.add(weight);
    }
    return sum.value();
  };
  const std::span<const Key> head = c.head.finite_head(), tail = c.head.finite_tail();
  if (tail.empty())
    return {0, {}};
  const T kept = sum_of(head);
  underflown = 0; // beside a weight of 1 in the head, what is lost there is nothing
  const T dropped = sum_of(tail);
  const double error = 2 * exponential_error<T> + one_sign_error<T>(head.size()) +
                       one_sign_error<T>(tail.size()) + 2 * score_rounding<T>(s);
  const T tail_mass = dropped / (kept + dropped);
  const bool flushed = underflow == Underflow::flushed && tail_mass < std::numeric_limits<T>::min();
  return {flushed ? T(0) : tail_mass,
          {widened(error + 2 * unit_roundoff<T>),
           padded(static_cast<double>(2 * underflown + 1) * underflow_unit<T>(underflow))}};
}

template float upper(const Estimate<float>&, Underflow);
template double upper(const Estimate<double>&, Underflow);
template float lower(const Estimate<float>&, Underflow);
template double lower(const Estimate<double>&, Underflow);
template Estimate<float> tail_mass_by_row_maximum(const Case&, Underflow);
template Estimate<double> tail_mass_by_row_maximum(const Case&, Underflow);

} // namespace tailmass::stable
