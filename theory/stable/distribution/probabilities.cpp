// Weights over their sum.
#include "theory/stable/distribution/probabilities.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

namespace tailmass::stable {

template <class T>
std::vector<Estimate<T>> softmax(const Case& c) {
  const AssumedArithmetic assumed;
  const Scores& s = *c.scores;
  std::vector<Estimate<T>> probabilities(s.size(), {0, {}});
  if (s.finite_count() == 1) {
    probabilities[s.finite().front()] = {1, {}};
    return probabilities;
  }
  const ExponentialSum<T> all = exponential_sum<T>(s, s.finite());
  for (const Key key : s.finite()) {
    const T weight = exp_pair(two_difference(rounded<T>(s[key]), all.top));
    const double relative =
        widened(exponential_error<T> + all.error + rounding_of<T>(s[key]) + unit_roundoff<T>);
    probabilities[key] = {weight / all.sum, {relative, padded(2 * (1 + relative) * smallest_subnormal<T>)}};
  }
  return probabilities;
}

template std::vector<Estimate<float>> softmax(const Case&);
template std::vector<Estimate<double>> softmax(const Case&);

} // namespace tailmass::stable
