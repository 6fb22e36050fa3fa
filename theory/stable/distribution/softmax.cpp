// Sums of exponentials, head and tail mass, and what follows from them at once.
#include "theory/stable/distribution/softmax.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

template <class T, class TermAt>
ExponentialSum<T> sum_of(std::size_t size, const TermAt& term_at, double beta) {
  const T b = rounded<T>(beta);
  const double beta_moved = rounding_of<T>(beta);
  ExponentialSum<T> result;
  std::size_t terms = 0;
  bool counted = false;
  double moved = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Term term = term_at(i);
    result.top = std::max(result.top, rounded<T>(term.score));
    terms += std::isfinite(term.score) ? 1 : 0;
    counted = counted || term.count != 1;
    moved = std::max(moved, rounding_of<T>(term.score));
  }
  if (terms == 0)
    return {};
  CompensatedSum<T> sum;
  double farthest = 0;
  for (std::size_t i = 0; i < size; ++i)
    if (const Term term = term_at(i); std::isfinite(term.score)) {
      const T score = rounded<T>(term.score);
      const Pair<T> exponent = scaled_difference(score, result.top, b);
      sum.add(static_cast<T>(term.count) * exp_pair(exponent));
      if (beta_moved != 0 && exponent.high >= vanishing_exponent<T>)
        farthest = std::max(farthest, static_cast<double>(result.top) - static_cast<double>(score));
    }
  result.sum = sum.value();
  if (terms > 1)
    result.error = exponential_error<T> + (counted ? unit_roundoff<T> : 0) + one_sign_error<T>(terms);
  result.error += beta * moved + beta_moved * farthest;
  return result;
}

} // namespace

template <class T>
Pair<T> scaled_difference(T a, T b, T beta) {
  Pair<T> difference = two_difference(a, b);
  if (beta == 1 || difference.high == 0)
    return difference;
  if (std::isinf(difference.high)) {
    difference = two_difference(a / 2, b / 2);
    beta *= 2;
  }
  Pair<T> product = two_product(beta, difference.high);
  if (std::isinf(product.high))
    return {product.high, 0};
  product.low = std::fma(beta, difference.low, product.low);
  return product;
}

template <class T>
T exp_pair(Pair<T> x) {
  const T power = std::exp(x.high);
  return std::isinf(power) ? power : std::fma(power, x.low, power);
}

template <class T>
T scaled_exponential(Pair<T> x, T r) {
  if (std::abs(x.high) <= easy_exponent<T>)
    return exp_pair(x) * r;
  const T root = exp_pair<T>({x.high / 2, x.low / 2});
  return root * r * root;
}

template <class T>
double scaled_exponential_error(T high) {
  return (std::abs(high) <= easy_exponent<T> ? 1 : 2) * (exponential_error<T> + unit_roundoff<T>);
}

template <class T>
ExponentialSum<T> exponential_sum(std::span<const Term> terms, double beta) {
  const AssumedArithmetic assumed;
  return sum_of<T>(
      terms.size(), [&](std::size_t i) { return terms[i]; }, beta);
}

template <class T>
ExponentialSum<T> exponential_sum(const Scores& scores, std::span<const Key> keys, double beta) {
  const AssumedArithmetic assumed;
  return sum_of<T>(
      keys.size(),
      [&](std::size_t i) {
        return Term{scores[keys[i]], 1};
      },
      beta);
}

template <class T>
Split<T> split(const ExponentialSum<T>& head, const ExponentialSum<T>& tail, double beta) {
  const AssumedArithmetic assumed;
  if (tail.empty())
    return {0, T(infinity), 0};
  if (head.empty())
    return {T(infinity), 0, 0};
  const Pair<T> x = scaled_difference(tail.top, head.top, rounded<T>(beta));
  const double beta_moved = rounding_of<T>(beta);
  const double apart = std::abs(static_cast<double>(tail.top) - static_cast<double>(head.top));
  const double error = head.error + tail.error + unit_roundoff<T> + scaled_exponential_error(x.high) +
                       (beta_moved == 0 ? 0 : beta_moved * apart);
  const bool vanishes =
      std::abs(static_cast<double>(x.high)) - error > static_cast<double>(-vanishing_exponent<T>);
  return {scaled_exponential<T>(x, tail.sum / head.sum),
          scaled_exponential<T>({-x.high, -x.low}, head.sum / tail.sum),
          vanishes ? std::min(error, unit_roundoff<T>) : error};
}

template <class T>
Estimate<T> Split<T>::tail_mass() const {
  const AssumedArithmetic assumed;
  const T tail = odds <= 1 ? odds / (1 + odds) : 1 / (1 + inverse_odds);
  const T head = inverse_odds <= 1 ? inverse_odds / (1 + inverse_odds) : 1 / (1 + odds);
  if (tail == 0 && std::isinf(inverse_odds))
    return {0, {0, error == 0 ? 0 : smallest_subnormal<T> * std::max(1.0, (1 + widened(error)) / 2)}};
  return {tail,
          {padded(static_cast<double>(head) * widened(error)) + widened(2 * unit_roundoff<T>),
           smallest_subnormal<T>}};
}

template <class T>
Estimate<T> Split<T>::head_mass() const {
  const AssumedArithmetic assumed;
  return Split<T>{inverse_odds, odds, error}.tail_mass();
}

template <class T>
Split<T> head_tail_split(const Case& c, double beta) {
  const AssumedArithmetic assumed;
  return split(exponential_sum<T>(*c.scores, c.head.finite_head(), beta),
               exponential_sum<T>(*c.scores, c.head.finite_tail(), beta), beta);
}

template <class T>
Split<T> top_split(const Scores& scores, std::span<const Key> keys) {
  const AssumedArithmetic assumed;
  return split(exponential_sum<T>(scores, keys.first(1)), exponential_sum<T>(scores, keys.subspan(1)));
}

template <class T>
Estimate<T> log1p_odds(const Split<T>& s) {
  const AssumedArithmetic assumed;
  return {std::log1p(s.odds),
          {widened(s.error + libm_error<T>), s.odds == 0 && s.error == 0 ? 0 : 2 * smallest_subnormal<T>}};
}

template <class T>
double score_rounding(std::span<const double> scores) {
  const AssumedArithmetic assumed;
  double moved = 0;
  for (const double score : scores)
    moved = std::max(moved, rounding_of<T>(score));
  return moved;
}
template <class T>
double score_rounding(const Scores& scores) {
  const AssumedArithmetic assumed;
  return score_rounding<T>(scores.all());
}

template <class T>
Estimate<T> tail_mass(const Case& c) {
  const AssumedArithmetic assumed;
  return head_tail_split<T>(c).tail_mass();
}

template <class T>
Estimate<T> tail_mass_at(const Case& c, double beta) {
  const AssumedArithmetic assumed;
  return head_tail_split<T>(c, beta).tail_mass();
}

template <class T>
Estimate<T> largest_probability(const Case& c) {
  const AssumedArithmetic assumed;
  return top_split<T>(*c.scores, c.scores->finite()).head_mass();
}

template <class T>
Estimate<T> log_sum_exp(const Case& c) {
  const AssumedArithmetic assumed;
  const Estimate<T> rest = log1p_odds(top_split<T>(*c.scores, c.scores->finite()));
  const double top = c.scores->ranked(1);
  return {rounded<T>(top) + rest.value,
          {unit_roundoff<T>, padded(rest.bound.relative * static_cast<double>(rest.value)) +
                                 2 * rest.bound.absolute + 2 * rounding_of<T>(top)}};
}

template <class T>
Estimate<T> entropy(const Case& c) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const Scores& s = *c.scores;
  const std::span<const Key> others = s.finite().subspan(1);
  if (others.empty())
    return {0, {}};
  const T top = rounded<T>(s.ranked(1)), second = rounded<T>(s.ranked(2));
  const Split<T> rest = top_split<T>(s, s.finite());
  const Estimate<T> log_partition = log1p_odds(rest), rest_mass = rest.tail_mass();
  const double subnormals = 0x1p11 * smallest_subnormal<T>;
  const double moved = 2 * score_rounding<T>(s);
  if (rest_mass.value == 0)
    return {log_partition.value, {log_partition.bound.relative, subnormals * (1 + moved)}};
  CompensatedSum<T> gaps, weights;
  for (const Key key : others)
    if (const T score = rounded<T>(s[key]), weight = exp_pair(two_difference(score, second)); weight > 0) {
      gaps.add(weight * (top - score));
      weights.add(weight);
    }
  const double mean_error = 2 * exponential_error<T> + 2 * u + 2 * one_sign_error<T>(others.size()) + u;
  const double term_error = std::max(rest.error + libm_error<T>, rest.error + 2 * u + mean_error + moved + u);
  const double in_gaps =
      moved == 0 ? 0 : moved * static_cast<double>(rest_mass.value) * (1 + widened(2 * term_error));
  return {log_partition.value + rest_mass.value * (gaps.value() / weights.value()),
          {widened(term_error + u), subnormals * (1 + moved) + in_gaps}};
}

template struct Split<float>;
template struct Split<double>;
template Pair<float> scaled_difference(float, float, float);
template Pair<double> scaled_difference(double, double, double);
template float exp_pair(Pair<float>);
template double exp_pair(Pair<double>);
template float scaled_exponential(Pair<float>, float);
template double scaled_exponential(Pair<double>, double);
template double scaled_exponential_error(float);
template double scaled_exponential_error(double);
template ExponentialSum<float> exponential_sum(std::span<const Term>, double);
template ExponentialSum<double> exponential_sum(std::span<const Term>, double);
template ExponentialSum<float> exponential_sum(const Scores&, std::span<const Key>, double);
template ExponentialSum<double> exponential_sum(const Scores&, std::span<const Key>, double);
template Split<float> split(const ExponentialSum<float>&, const ExponentialSum<float>&, double);
template Split<double> split(const ExponentialSum<double>&, const ExponentialSum<double>&, double);
template Split<float> head_tail_split(const Case&, double);
template Split<double> head_tail_split(const Case&, double);
template Split<float> top_split(const Scores&, std::span<const Key>);
template Split<double> top_split(const Scores&, std::span<const Key>);
template Estimate<float> log1p_odds(const Split<float>&);
template Estimate<double> log1p_odds(const Split<double>&);
template double score_rounding<float>(std::span<const double>);
template double score_rounding<double>(std::span<const double>);
template double score_rounding<float>(const Scores&);
template double score_rounding<double>(const Scores&);
template Estimate<float> tail_mass(const Case&);
template Estimate<double> tail_mass(const Case&);
template Estimate<float> tail_mass_at(const Case&, double);
template Estimate<double> tail_mass_at(const Case&, double);
template Estimate<float> largest_probability(const Case&);
template Estimate<double> largest_probability(const Case&);
template Estimate<float> log_sum_exp(const Case&);
template Estimate<double> log_sum_exp(const Case&);
template Estimate<float> entropy(const Case&);
template Estimate<double> entropy(const Case&);

} // namespace tailmass::stable
