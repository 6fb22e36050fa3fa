// The total variation between softmax of a row and of a perturbed one.
#include "theory/stable/perturbation/perturbed_variation.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/perturbation/score_errors.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

constexpr int farthest_near = 40; ///< the largest spread whose power is formed

template <class T>
constexpr double power_error =
    libm_error<T> + unit_roundoff<T> + farthest_near* farthest_near* unit_roundoff<T>* unit_roundoff<T>;

/// Masses p_i of the finite keys under some scores, within a relative `error` and 2 smallest_subnormal.
template <class T>
struct KeyMasses {
  std::vector<T> of; ///< by position in `keys`
  double error = 0;
};
template <class T>
KeyMasses<T> key_masses(std::span<const Key> keys, std::span<const double> scores) {
  std::vector<Term> others;
  const auto score = [&](Key key) { return rounded<T>(scores[key]); };
  const Key top = *std::ranges::max_element(keys, {}, score);
  for (const Key key : keys)
    if (key != top)
      others.push_back({static_cast<double>(score(key)), 1});
  const Term largest{static_cast<double>(score(top)), 1};
  const Estimate<T> p_max =
      split(exponential_sum<T>(std::span(&largest, 1)), exponential_sum<T>(others)).head_mass();
  KeyMasses<T> result{.of = {},
                      .error = widened(exponential_error<T> + p_max.bound.relative + unit_roundoff<T>)};
  for (const Key key : keys)
    result.of.push_back(exp_pair(two_difference(score(key), score(top))) * p_max.value);
  return result;
}

/// For w > farthest_near.
template <class T>
Estimate<T> far_apart(const Case& c) {
  const std::span<const Key> keys = c.scores->finite();
  const KeyMasses<T> before = key_masses<T>(keys, c.scores->all()), after = key_masses<T>(keys, c.perturbed);
  CompensatedSum<T> excess;
  for (std::size_t i = 0; i < keys.size(); ++i)
    excess.add(std::max(T(0), after.of[i] - before.of[i]));
  return {
      excess.value(),
      {widened(unit_roundoff<T> + one_sign_error<T>(keys.size())),
       padded(before.error + after.error) + static_cast<double>(4 * keys.size()) * smallest_subnormal<T>}};
}

/// For w <= farthest_near, given the least error.
template <class T>
Estimate<T> near(const Case& c, Pair<T> least) {
  constexpr double u = unit_roundoff<T>;
  const std::span<const Key> keys = c.scores->finite();
  const KeyMasses<T> p = key_masses<T>(keys, c.scores->all());
  std::vector<T> x(keys.size());
  double exponent_error = 0;
  CompensatedSum<T> mean;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const PairSum<T> exponent = difference(error_of<T>(c, keys[i]), least);
    const Pair<T> e = exponent.pair();
    const T power = std::expm1(e.high);
    x[i] = std::fma(e.low, 1 + power, power);
    mean.add(p.of[i] * x[i]);
    exponent_error = std::max(exponent_error, exponent.error());
  }
  const T average = mean.value();
  CompensatedSum<T> excess;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (x[i] > average)
      excess.add(p.of[i] * (x[i] - average));
  const double one_sign = one_sign_error<T>(keys.size());
  const double mean_error = p.error + power_error<T> + u + one_sign;
  const double share = static_cast<double>(average / (1 + average));
  const double subnormals = 8 * static_cast<double>(keys.size()) * smallest_subnormal<T> *
                            (1 + static_cast<double>(*std::ranges::max_element(x)));
  return {excess.value() / (1 + average),
          {widened(p.error + 4 * u + one_sign + mean_error * share),
           padded((power_error<T> + mean_error) * share + 4 * exponent_error) + subnormals}};
}

} // namespace

template <class T>
Estimate<T> tv_perturbed(const Case& c) {
  const AssumedArithmetic assumed;
  const ErrorRange<T> range = error_range<T>(c, c.scores->finite());
  const T spread = difference(range.largest, range.least).pair().high;
  Estimate<T> result = spread <= farthest_near ? near(c, range.least) : far_apart<T>(c);
  result.bound.absolute += padded(error_rounding<T>(c) / 2 * (1 + result.bound.relative));
  return result;
}

template Estimate<float> tv_perturbed(const Case&);
template Estimate<double> tv_perturbed(const Case&);

} // namespace tailmass::stable
