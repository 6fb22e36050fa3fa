// One pass over the values, and what its moments give.
#include "theory/fast/outputs.hpp"

#include "theory/fast/side_moments.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

/// |x| of a vector: within the length of its radii, and (d + 4) u of itself.
Enclosure length(const EnclosedVector& x) {
  const double d = static_cast<double>(x.size());
  double squares = 0, radii = 0;
  for (const Enclosure& each : x) {
    squares += each.value * each.value;
    radii += each.radius * each.radius;
  }
  const double value = std::sqrt(squares);
  return sane({value, (std::sqrt(radii) * (1 + (d + 4) * unit_double) + value * (d + 4) * unit_double) *
                              (1 + 0x1p-20) +
                          d * 0x1p-530});
}

/// c + x, c exact.
EnclosedVector shifted_by(const std::vector<double>& c, const EnclosedVector& x) {
  EnclosedVector result(c.size());
  for (std::size_t a = 0; a < c.size(); ++a)
    result[a] = Enclosure{c[a], 0} + x[a];
  return result;
}

template <class T, class U>
class Pass {
public:
  Pass(std::span<const T> scores, std::size_t k, std::span<const U> values)
      : scores_(scores), values_(values), cut_(truncation(scores, k)) {
    if (values.empty() || values.size() % scores.size() != 0)
      throw DomainError(std::to_string(values.size()) + " values are no rows for " +
                        std::to_string(scores.size()) + " keys");
    centre_ = guess_of_head_mean();
  }

  Outputs run() {
    MomentSums<U> head(centre_, cut_.head.top);
    const bool has_tail = !cut_.tail.empty();
    MomentSums<U> tail(centre_, has_tail ? cut_.dropped : 0);
    // Keys that tie with the last kept one are kept from the first one on.
    std::size_t ties = cut_.k - static_cast<std::size_t>(std::ranges::count_if(scores_, [&](T score) {
                         return static_cast<double>(score) > cut_.kept;
                       }));
    for (std::size_t key = 0; key < scores_.size(); ++key) {
      const auto score = static_cast<double>(scores_[key]);
      if (score == -std::numeric_limits<double>::infinity())
        continue;
      const bool tied = score == cut_.kept && ties > 0;
      ties -= tied ? 1 : 0;
      (score > cut_.kept || tied ? head : tail).add(key, score, value_of(key));
    }
    head.finish();
    tail.finish();
    const SideMoments of_head = head.moments(cut_.head);
    Outputs result;
    result.tail_mass = cut_.tail_mass();
    result.truncated = shifted_by(centre_, of_head.offset);
    result.head_variance = of_head.variance;
    if (has_tail)
      with_tail(result, of_head, tail);
    else
      without_tail(result);
    return result;
  }

private:
  [[nodiscard]] std::size_t dimension() const { return values_.size() / scores_.size(); }
  /// From the first head keys, so that few values can be the farthest from the mean; or the value of a
  /// largest score where these overflow.
  [[nodiscard]] std::vector<double> guess_of_head_mean() const {
    constexpr std::size_t enough = 64;
    std::vector<double> sum(dimension());
    double total = 0;
    for (std::size_t key = 0, met = 0; key < scores_.size() && met < enough; ++key) {
      const auto score = static_cast<double>(scores_[key]);
      if (score < cut_.kept || score == -std::numeric_limits<double>::infinity())
        continue;
      ++met;
      const double weight = std::exp(score - cut_.head.top);
      total += weight;
      for (std::size_t a = 0; a < dimension(); ++a)
        sum[a] += weight * static_cast<double>(value_of(key)[a]);
    }
    for (double& each : sum)
      each /= total;
    const auto finite = [](double x) { return std::isfinite(x); };
    if (std::ranges::all_of(sum, finite))
      return sum;
    const auto top = static_cast<std::size_t>(std::ranges::max_element(scores_) - scores_.begin());
    std::vector<double> value(value_of(top), value_of(top) + dimension());
    if (!std::ranges::all_of(value, finite))
      throw DomainError("value is NaN or infinite", top);
    return value;
  }
  [[nodiscard]] const U* value_of(std::size_t key) const { return values_.data() + key * dimension(); }

  void without_tail(Outputs& result) const {
    result.full = result.truncated;
    result.variance = result.head_variance;
    result.error.assign(dimension(), {});
  }

  void with_tail(Outputs& result, const SideMoments& of_head, const MomentSums<U>& tail) const {
    const SideMoments of_tail = tail.moments(cut_.tail);
    const Enclosure tau = result.tail_mass, kept = cut_.head_mass();
    EnclosedVector apart(dimension());
    EnclosedVector offset(dimension()); // of the full output
    result.error.resize(dimension());
    for (std::size_t a = 0; a < dimension(); ++a) {
      apart[a] = of_tail.offset[a] + Enclosure{-of_head.offset[a].value, of_head.offset[a].radius};
      result.error[a] = tau * apart[a];
      offset[a] = of_head.offset[a] + result.error[a];
    }
    result.tail = shifted_by(centre_, of_tail.offset);
    result.full = shifted_by(centre_, offset);
    const Enclosure distance = length(apart);
    result.error_norm = tau * distance;
    result.tail_variance = of_tail.variance;
    result.variance = kept * of_head.variance + tau * of_tail.variance + tau * kept * (distance * distance);
    result.variance_bound = root(quotient(cut_.tail, cut_.head) * result.variance);
    result.centre_distance_bound = tau * farthest_from(of_head.offset, tail);
  }

  /// max |v_j - mu_H| over the keys added, mu_H = c + x. Only keys within |x| of the farthest from c may be
  /// it. Their distances from the rounded mu_H are off by its rounding and the radii of x, and by (d + 6) u.
  [[nodiscard]] Enclosure farthest_from(const EnclosedVector& x, const MomentSums<U>& side) const {
    const double d = static_cast<double>(dimension());
    const Enclosure moved = length(x);
    const EnclosedVector mean = shifted_by(centre_, x);
    std::vector<double> middle(dimension());
    std::ranges::transform(mean, middle.begin(), &Enclosure::value);
    const double largest = *std::ranges::max_element(side.distances());
    const double least = largest * (1 - 4 * (d + 6) * unit_double) - 0x1p-498 -
                         2 * (moved.value + moved.radius) * (1 + 0x1p-20);
    MomentSums<U> far(middle, 0);
    for (std::size_t i = 0; i < side.keys().size(); ++i)
      if (!(side.distances()[i] < least))
        far.add(side.keys()[i], 0, value_of(side.keys()[i]));
    far.finish();
    const double distance = *std::ranges::max_element(far.distances());
    return sane({distance,
                 (2 * (d + 6) * unit_double * distance + length_of_radii(mean)) * (1 + 0x1p-20) + 0x1p-499});
  }
  static double length_of_radii(const EnclosedVector& x) {
    double squares = 0;
    for (const Enclosure& each : x)
      squares += each.radius * each.radius;
    return std::sqrt(squares) * (1 + 0x1p-20) + static_cast<double>(x.size()) * 0x1p-530;
  }

  std::span<const T> scores_;
  std::span<const U> values_;
  Truncation cut_;
  std::vector<double> centre_;
};

} // namespace

template <class T, class U>
Outputs truncated_outputs(std::span<const T> scores, std::size_t k, std::span<const U> values) {
  return Pass<T, U>(scores, k, values).run();
}

template Outputs truncated_outputs(std::span<const float>, std::size_t, std::span<const float>);
template Outputs truncated_outputs(std::span<const float>, std::size_t, std::span<const double>);
template Outputs truncated_outputs(std::span<const double>, std::size_t, std::span<const float>);
template Outputs truncated_outputs(std::span<const double>, std::size_t, std::span<const double>);

} // namespace tailmass::fast
