// The least k that leaves no more than epsilon of the mass in the tail.
#include "theory/stable/k_epsilon.hpp"

#include <vector>

namespace tailmass::stable {

namespace {

double whole(std::size_t n) {
  return static_cast<double>(n);
}

/// n equal weights: the least k with n - k <= eps n.
std::size_t k_epsilon_of_equal(std::size_t n, double epsilon) {
  std::size_t k = 1;
  while (std::fma(-epsilon, whole(n), whole(n - k)) > 0)
    ++k;
  return k;
}

} // namespace

KEpsilon k_epsilon(const Scores& scores, double epsilon) {
  const std::size_t finite = scores.finite_count();
  const double top = scores.ranked(1);
  if (scores.ranked(finite) == top)
    return {k_epsilon_of_equal(finite, epsilon), true};

  std::vector<double> tails(finite + 1, 0.0); // tails[k] = T_k
  CompensatedSum sum;
  for (std::size_t k = finite; k-- > 0;) {
    sum.add(exp_pair(two_difference(scores.ranked(k + 1), top)));
    tails[k] = sum.value();
  }
  const double threshold = epsilon * tails[0];
  const double error = widened(3 * unit_roundoff + one_sign_error(finite));
  const double lost = 2 * whole(finite + 1) * smallest_subnormal;
  // Twice what the derivation gives: the margins are themselves rounded.
  const auto margin = [&](std::size_t k) {
    return k == finite ? 0.0 : 2 * (error * tails[k] + (error + unit_roundoff) * threshold + lost);
  };

  std::size_t k = 1;
  while (k < finite && tails[k] > threshold)
    ++k;
  // T_0 = Z > eps Z and T_{n_f} = 0 <= eps Z need no comparison.
  const bool enough = k == finite || tails[k] <= threshold - margin(k);
  const bool needed = k == 1 || tails[k - 1] > threshold + margin(k - 1);
  return {k, enough && needed};
}

} // namespace tailmass::stable
