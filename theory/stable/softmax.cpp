// Sums of exponentials, head and tail mass, and what follows from them at once.
#include "theory/stable/softmax.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

constexpr double u = unit_roundoff;

template <class TermAt>
ExponentialSum sum_of(std::size_t size, const TermAt& term_at, double beta) {
  ExponentialSum result;
  std::size_t terms = 0;
  bool counted = false;
  for (std::size_t i = 0; i < size; ++i) {
    const Term term = term_at(i);
    result.top = std::max(result.top, term.score);
    terms += std::isfinite(term.score) ? 1 : 0;
    counted = counted || term.count != 1;
  }
  if (terms == 0)
    return {};
  CompensatedSum sum;
  for (std::size_t i = 0; i < size; ++i)
    if (const Term term = term_at(i); std::isfinite(term.score))
      sum.add(term.count * exp_pair(scaled_difference(term.score, result.top, beta)));
  result.sum = sum.value();
  if (terms > 1)
    result.error = widened((counted ? 4 : 3) * u) + one_sign_error(terms);
  return result;
}

} // namespace

Pair scaled_difference(double a, double b, double beta) {
  Pair difference = two_difference(a, b);
  if (beta == 1 || difference.high == 0)
    return difference;
  if (std::isinf(difference.high)) {
    difference = two_difference(a / 2, b / 2);
    beta *= 2;
  }
  Pair product = two_product(beta, difference.high);
  if (std::isinf(product.high))
    return {product.high, 0};
  product.low = std::fma(beta, difference.low, product.low);
  return product;
}

double exp_pair(Pair x) {
  const double power = std::exp(x.high);
  return std::isinf(power) ? power : std::fma(power, x.low, power);
}

double scaled_exponential(Pair x, double r) {
  if (std::abs(x.high) <= 600)
    return exp_pair(x) * r;
  const double root = exp_pair({x.high / 2, x.low / 2});
  return root * r * root;
}

double scaled_exponential_error(double high) {
  return (std::abs(high) <= 600 ? 4 : 8) * u;
}

ExponentialSum exponential_sum(std::span<const Term> terms, double beta) {
  return sum_of(
      terms.size(), [&](std::size_t i) { return terms[i]; }, beta);
}

ExponentialSum exponential_sum(const Scores& scores, std::span<const Key> keys, double beta) {
  return sum_of(
      keys.size(),
      [&](std::size_t i) {
        return Term{scores[keys[i]], 1};
      },
      beta);
}

Split split(const ExponentialSum& head, const ExponentialSum& tail, double beta) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (tail.empty())
    return {0, infinity, 0};
  if (head.empty())
    return {infinity, 0, 0};
  const Pair x = scaled_difference(tail.top, head.top, beta);
  return {scaled_exponential(x, tail.sum / head.sum),
          scaled_exponential({-x.high, -x.low}, head.sum / tail.sum),
          widened(head.error + tail.error + u + scaled_exponential_error(x.high))};
}

Estimate Split::tail_mass() const {
  const double tail = odds <= 1 ? odds / (1 + odds) : 1 / (1 + inverse_odds);
  const double head = inverse_odds <= 1 ? inverse_odds / (1 + inverse_odds) : 1 / (1 + odds);
  if (tail == 0 && std::isinf(inverse_odds))
    return {0, {0, error == 0 ? 0 : smallest_subnormal}};
  return {tail, {widened(head * error + 2 * u), smallest_subnormal}};
}

Estimate Split::head_mass() const {
  return Split{inverse_odds, odds, error}.tail_mass();
}

Split head_tail_split(const Case& c, double beta) {
  return split(exponential_sum(*c.scores, c.head.finite_head(), beta),
               exponential_sum(*c.scores, c.head.finite_tail(), beta), beta);
}

Split top_split(const Scores& scores, std::span<const Key> keys) {
  return split(exponential_sum(scores, keys.first(1)), exponential_sum(scores, keys.subspan(1)));
}

Estimate log1p_odds(const Split& s) {
  return {std::log1p(s.odds),
          {widened(s.error + libm_error), s.odds == 0 && s.error == 0 ? 0 : 2 * smallest_subnormal}};
}

Estimate tail_mass(const Case& c) {
  return head_tail_split(c).tail_mass();
}

Estimate tail_mass_at(const Case& c, double beta) {
  return head_tail_split(c, beta).tail_mass();
}

Estimate largest_probability(const Case& c) {
  return top_split(*c.scores, c.scores->finite()).head_mass();
}

Estimate log_sum_exp(const Case& c) {
  const Estimate rest = log1p_odds(top_split(*c.scores, c.scores->finite()));
  return {c.scores->ranked(1) + rest.value,
          {u, widened(rest.bound.relative * rest.value) + 2 * rest.bound.absolute}};
}

Estimate entropy(const Case& c) {
  const Scores& s = *c.scores;
  const std::span<const Key> others = s.finite().subspan(1);
  if (others.empty())
    return {0, {}};
  const double top = s.ranked(1), second = s.ranked(2);
  const Split rest = top_split(s, s.finite());
  const Estimate log_partition = log1p_odds(rest), rest_mass = rest.tail_mass();
  const double subnormals = 0x1p11 * smallest_subnormal;
  if (rest_mass.value == 0)
    return {log_partition.value, {log_partition.bound.relative, subnormals}};
  CompensatedSum gaps, weights;
  for (const Key key : others)
    if (const double weight = exp_pair(two_difference(s[key], second)); weight > 0) {
      gaps.add(weight * (top - s[key]));
      weights.add(weight);
    }
  const double mean_error = 5 * u + 3 * u + 2 * one_sign_error(others.size()) + u;
  const double term_error = std::max(log_partition.bound.relative, rest_mass.bound.relative + mean_error + u);
  return {log_partition.value + rest_mass.value * (gaps.value() / weights.value()),
          {widened(term_error + u), subnormals}};
}

} // namespace tailmass::stable
