// A row of scores beside a perturbed one, in double.
#include "theory/stable/perturbation.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// s'_i - s_i.
Pair<double> error_of(const Case& c, Key key) {
  return two_difference(c.perturbed[key], (*c.scores)[key]);
}
Pair<double> negated(Pair<double> x) {
  return {-x.high, -x.low};
}
/// Of normalised pairs.
bool less(Pair<double> x, Pair<double> y) {
  return x.high != y.high ? x.high < y.high : x.low < y.low;
}

struct Range {
  Pair<double> least;
  Pair<double> largest;
  [[nodiscard]] Pair<double> farthest() const {
    return less(largest, negated(least)) ? negated(least) : largest;
  }
};
Range range_of(const Case& c, std::span<const Key> keys) {
  if (keys.empty())
    return {};
  Range range{error_of(c, keys.front()), error_of(c, keys.front())};
  for (const Key key : keys.subspan(1)) {
    const Pair<double> error = error_of(c, key);
    range.least = std::min(range.least, error, less);
    range.largest = std::max(range.largest, error, less);
  }
  return range;
}

/// A sum of pairs as a pair, off by at most `error`.
class PairSum {
public:
  PairSum& add(Pair<double> x) {
    for (const double term : {x.high, x.low}) {
      sum_.add(term);
      size_ += std::abs(term);
      ++terms_;
    }
    return *this;
  }
  [[nodiscard]] Pair<double> pair() const { return sum_.pair(); }
  [[nodiscard]] double error() const {
    return size_ == 0 ? 0 : padded(compensated_error<double>(terms_) * size_);
  }

private:
  CompensatedSum<double> sum_;
  double size_ = 0;
  std::size_t terms_ = 0;
};

/// a - b in terms of which the large ones have cancelled already.
PairSum difference(Pair<double> a, Pair<double> b) {
  return PairSum().add(two_difference(a.high, b.high)).add(two_difference(a.low, b.low));
}

Estimate<> tanh_of_half(double x, ErrorBound of_x) {
  const double e = std::expm1(x);
  if (std::isinf(e))
    return {1, {unit_roundoff<>, 0}}; // 2 e^{-709} at most is left of 1
  return {e / (e + 2),
          {widened(of_x.relative + libm_error<> + 2 * unit_roundoff<>),
           of_x.absolute / 2 + 2 * smallest_subnormal<>}};
}

std::vector<Term> perturbed_terms(const Case& c, std::span<const Key> keys) {
  std::vector<Term> terms;
  for (const Key key : keys)
    terms.push_back({c.perturbed[key], 1});
  return terms;
}

/// The keys of finite score, those of the Top-k set of s' first.
std::vector<Key> by_perturbed(const Case& c) {
  std::vector<Key> keys(c.scores->finite().begin(), c.scores->finite().end());
  std::ranges::sort(keys, [&](Key a, Key b) {
    return c.perturbed[a] != c.perturbed[b] ? c.perturbed[a] > c.perturbed[b]
                                            : (*c.scores)[a] < (*c.scores)[b];
  });
  return keys;
}

/// The first k of some keys against the others, under s.
Split<double> split_after(const Case& c, std::span<const Key> keys) {
  const std::size_t k = std::min(c.head.size(), keys.size());
  return split(exponential_sum<double>(*c.scores, keys.first(k)),
               exponential_sum<double>(*c.scores, keys.subspan(k)));
}

/// e^{exponent} tail/head.
Estimate<> raised_odds(const ExponentialSum<double>& head, const ExponentialSum<double>& tail,
                       PairSum exponent) {
  if (tail.empty())
    return {0, {}};
  exponent.add(two_difference(tail.top, head.top));
  const Pair<double> x = exponent.pair();
  if (!(exponent.error() <= unit_roundoff<>))
    return {nan, {}};
  return {scaled_exponential(x, tail.sum / head.sum),
          {widened(head.error + tail.error + unit_roundoff<> + scaled_exponential_error(x.high) +
                   exponent.error()),
           smallest_subnormal<>}};
}

/// Masses p_i of the finite keys under some scores, within a relative `error` and 2 smallest_subnormal<>.
struct Masses {
  std::vector<double> of; ///< by position in `keys`
  double error = 0;
};
Masses masses(std::span<const Key> keys, std::span<const double> scores) {
  std::vector<Term> others;
  const Key top = *std::ranges::max_element(keys, {}, [&](Key key) { return scores[key]; });
  for (const Key key : keys)
    if (key != top)
      others.push_back({scores[key], 1});
  const Term largest{scores[top], 1};
  const Estimate<> p_max =
      split(exponential_sum<double>(std::span(&largest, 1)), exponential_sum<double>(others)).head_mass();
  Masses result{.of = {}, .error = widened(3 * unit_roundoff<> + p_max.bound.relative + unit_roundoff<>)};
  for (const Key key : keys)
    result.of.push_back(exp_pair(two_difference(scores[key], scores[top])) * p_max.value);
  return result;
}

/// TV(P, P') for w > 40.
Estimate<> far_apart(const Case& c) {
  const std::span<const Key> keys = c.scores->finite();
  const Masses before = masses(keys, c.scores->all()), after = masses(keys, c.perturbed);
  CompensatedSum<double> excess;
  for (std::size_t i = 0; i < keys.size(); ++i)
    excess.add(std::max(0.0, after.of[i] - before.of[i]));
  return {excess.value(),
          {widened(unit_roundoff<> + one_sign_error<double>(keys.size())),
           padded(before.error + after.error) + static_cast<double>(4 * keys.size()) * smallest_subnormal<>}};
}

} // namespace

Estimate<> score_error(const Case& c) {
  return {range_of(c, c.scores->finite()).farthest().high, {unit_roundoff<>, 0}};
}
Estimate<> score_error_head(const Case& c) {
  return {range_of(c, c.head.finite_head()).farthest().high, {unit_roundoff<>, 0}};
}
Estimate<> score_error_tail(const Case& c) {
  return {range_of(c, c.head.finite_tail()).farthest().high, {unit_roundoff<>, 0}};
}

Estimate<> score_error_spread(const Case& c) {
  const Range range = range_of(c, c.scores->finite());
  const PairSum spread = difference(range.largest, range.least);
  return {spread.pair().high, {unit_roundoff<>, spread.error()}};
}

Estimate<> tv_error_bound(const Case& c) {
  const Estimate<> error = score_error(c);
  return tanh_of_half(error.value, error.bound);
}
Estimate<> tv_spread_bound(const Case& c) {
  const Estimate<> spread = score_error_spread(c);
  return tanh_of_half(spread.value / 2,
                      {spread.bound.relative, spread.bound.absolute / 2 + smallest_subnormal<>});
}

Estimate<> tv_perturbed(const Case& c) {
  const std::span<const Key> keys = c.scores->finite();
  const double n = static_cast<double>(keys.size());
  const Range range = range_of(c, keys);
  if (!(difference(range.largest, range.least).pair().high <= 40))
    return far_apart(c);
  const Masses p = masses(keys, c.scores->all());
  std::vector<double> x(keys.size());
  double exponent_error = 0;
  CompensatedSum<double> mean;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const PairSum exponent = difference(error_of(c, keys[i]), range.least);
    const Pair<double> e = exponent.pair();
    const double power = std::expm1(e.high);
    x[i] = std::fma(e.low, 1 + power, power);
    mean.add(p.of[i] * x[i]);
    exponent_error = std::max(exponent_error, exponent.error());
  }
  const double average = mean.value();
  CompensatedSum<double> excess;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (x[i] > average)
      excess.add(p.of[i] * (x[i] - average));
  const double mean_error =
      p.error + 3 * unit_roundoff<> + unit_roundoff<> + one_sign_error<double>(keys.size());
  const double share = average / (1 + average);
  const double subnormals = 8 * n * smallest_subnormal<> * (1 + *std::ranges::max_element(x));
  return {excess.value() / (1 + average),
          {widened(p.error + 4 * unit_roundoff<> + one_sign_error<double>(keys.size()) + mean_error * share),
           padded((3 * unit_roundoff<> + mean_error) * share + 4 * exponent_error) + subnormals}};
}

Estimate<> tail_mass_perturbed(const Case& c) {
  return split(exponential_sum<double>(perturbed_terms(c, c.head.finite_head())),
               exponential_sum<double>(perturbed_terms(c, c.head.finite_tail())))
      .tail_mass();
}

Estimate<> tail_odds_bound(const Case& c) {
  const PairSum exponent = PairSum()
                               .add(range_of(c, c.head.finite_head()).farthest())
                               .add(range_of(c, c.head.finite_tail()).farthest());
  return raised_odds(exponential_sum<double>(perturbed_terms(c, c.head.finite_head())),
                     exponential_sum<double>(perturbed_terms(c, c.head.finite_tail())), exponent);
}

Estimate<> kept_mass_perturbed(const Case& c) {
  return split_after(c, by_perturbed(c)).head_mass();
}
Estimate<> lost_mass_perturbed(const Case& c) {
  return split_after(c, by_perturbed(c)).tail_mass();
}

Estimate<> kept_mass_bound(const Case& c) {
  const Pair<double> d = range_of(c, c.scores->finite()).farthest();
  const Estimate<> kept = split_after(c, c.scores->finite()).head_mass();
  return {exp_pair({-2 * d.high, -2 * d.low}) * kept.value,
          {widened(4 * unit_roundoff<> + kept.bound.relative), 4 * smallest_subnormal<>}};
}

Estimate<> lost_mass_bound(const Case& c) {
  const std::span<const Key> keys = c.scores->finite();
  const std::size_t k = std::min(c.head.size(), keys.size());
  const Pair<double> d = range_of(c, keys).farthest();
  const Estimate<> odds =
      raised_odds(exponential_sum<double>(*c.scores, keys.first(k)),
                  exponential_sum<double>(*c.scores, keys.subspan(k)), PairSum().add(d).add(d));
  const Estimate<> kept = split_after(c, keys).head_mass();
  return {odds.value * kept.value,
          {widened(odds.bound.relative + kept.bound.relative + unit_roundoff<>), 2 * odds.bound.absolute}};
}

} // namespace tailmass::stable
