// The least k that leaves no more than epsilon of the mass in the tail.
#include "theory/stable/distribution/k_epsilon.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/distribution/certificates.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

template <class T>
T whole(std::size_t n) {
  return rounded<T>(static_cast<double>(n));
}

/// |ln((1 - eps')/(1 - eps))|, eps' being eps rounded to T.
template <class T>
double rest_rounding(double epsilon) {
  const double moved = rounding_of<T>(epsilon);
  return moved == 0 ? 0 : padded(moved / (1 - std::max(epsilon, static_cast<double>(rounded<T>(epsilon)))));
}

/// n equal weights: the least k with n - k <= eps n.
template <class T>
KEpsilon k_epsilon_of_equal(std::size_t n, double epsilon) {
  const T own = rounded<T>(epsilon);
  const double moved = 2 * rounding_of<T>(epsilon) * static_cast<double>(n);
  const auto excess = [&](std::size_t k) {
    return static_cast<double>(std::fma(-own, whole<T>(n), whole<T>(n - k)));
  };
  std::size_t k = 1;
  while (excess(k) > 0)
    ++k;
  // No comparison is needed for n - n <= eps n and for n > eps n.
  const bool enough = moved == 0 || k == n || excess(k) < -moved;
  const bool needed = moved == 0 || k == 1 || excess(k - 1) > moved;
  return {k, enough && needed};
}

} // namespace

template <class T>
KEpsilon k_epsilon(const Scores& scores, double epsilon) {
  const AssumedArithmetic assumed;
  const std::size_t finite = scores.finite_count();
  if (scores.ranked(finite) == scores.ranked(1))
    return k_epsilon_of_equal<T>(finite, epsilon);

  const T top = rounded<T>(scores.ranked(1));
  std::vector<T> tails(finite + 1, T(0)); // tails[k] = T_k
  CompensatedSum<T> sum;
  for (std::size_t k = finite; k-- > 0;) {
    sum.add(exp_pair(two_difference(rounded<T>(scores.ranked(k + 1)), top)));
    tails[k] = sum.value();
  }
  const T threshold = rounded<T>(epsilon) * tails[0];
  const double error =
      widened(exponential_error<T> + one_sign_error<T>(finite) + 2 * score_rounding<T>(scores));
  const double threshold_error = error + unit_roundoff<T> + rounding_of<T>(epsilon) / epsilon;
  const double lost = 2 * static_cast<double>(finite + 1) * smallest_subnormal<T>;
  // Twice what the derivation gives: the margins are themselves rounded.
  const auto margin = [&](std::size_t k) {
    return k == finite ? 0.0
                       : 2 * (error * static_cast<double>(tails[k]) +
                              threshold_error * static_cast<double>(threshold) + lost);
  };
  const auto excess = [&](std::size_t k) {
    return static_cast<double>(tails[k]) - static_cast<double>(threshold);
  };

  std::size_t k = 1;
  while (k < finite && tails[k] > threshold)
    ++k;
  // T_0 = Z > eps Z and T_{n_f} = 0 <= eps Z need no comparison.
  const bool enough = k == finite || excess(k) <= -margin(k);
  const bool needed = k == 1 || excess(k - 1) > margin(k - 1);
  return {k, std::isfinite(error) && enough && needed};
}

template <class T>
std::size_t k_epsilon_at_least(const Scores& scores, double epsilon) {
  const AssumedArithmetic assumed;
  const Split<T> rest = top_split<T>(scores, scores.finite());
  const Estimate<T> share{
      (1 - rounded<T>(epsilon)) * (1 + rest.odds),
      {widened(rest.error + 3 * unit_roundoff<T> + rest_rounding<T>(epsilon)), 2 * smallest_subnormal<T>}};
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(lower(share))));
}

template <class T>
std::size_t k_epsilon_at_most(const Scores& scores, double epsilon) {
  const AssumedArithmetic assumed;
  const std::size_t finite = scores.finite_count();
  const Estimate<T> keys{whole<T>(finite) * (1 - rounded<T>(epsilon)),
                         {widened(2 * unit_roundoff<T> + rest_rounding<T>(epsilon)), smallest_subnormal<T>}};
  const T most = std::ceil(upper(keys));
  return most < whole<T>(finite) ? static_cast<std::size_t>(most) : finite;
}

template std::size_t k_epsilon_at_least<float>(const Scores&, double);
template std::size_t k_epsilon_at_least<double>(const Scores&, double);
template std::size_t k_epsilon_at_most<float>(const Scores&, double);
template std::size_t k_epsilon_at_most<double>(const Scores&, double);
template KEpsilon k_epsilon<float>(const Scores&, double);
template KEpsilon k_epsilon<double>(const Scores&, double);

} // namespace tailmass::stable
