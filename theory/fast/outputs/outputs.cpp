// One pass over the values, and what its moments give.
#include "theory/fast/outputs/outputs.hpp"

#include "theory/fast/outputs/side_moments.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

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

/// c + x, c exact and perhaps padded.
EnclosedVector shifted_by(const std::vector<double>& c, const EnclosedVector& x) {
  EnclosedVector result(x.size());
  for (std::size_t a = 0; a < x.size(); ++a)
    result[a] = Enclosure{c[a], 0} + x[a];
  return result;
}

template <class T, class U>
class Pass {
public:
  Pass(std::span<const T> scores, std::size_t k, std::span<const U> values)
      : scores_(scores), values_(values), cut_(truncation(scores, k)),
        distances_(std::make_unique_for_overwrite<double[]>(scores.size())) {
    if (values.empty() || values.size() % scores.size() != 0)
      throw DomainError(std::to_string(values.size()) + " values are no rows for " +
                        std::to_string(scores.size()) + " keys");
  }

  Outputs run() {
    const bool has_tail = !cut_.tail.empty();
    MomentSums head(dimension(), cut_.head.top);
    MomentSums tail(dimension(), has_tail ? cut_.dropped : 0);
    centre_ = guess_of_head_mean(head.scale());
    centre_.resize(padded(dimension()));
    add_all(head, tail);
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
  /// Near the mean of the head, so that few values can be the farthest from it: the mean of a few hundred
  /// values of the head, of one wherever the weights before it pass another such share of their sum. Or the
  /// value of a largest score where these overflow.
  [[nodiscard]] std::vector<double> guess_of_head_mean(Scale scale) const {
    const std::size_t samples = std::clamp<std::size_t>(scores_.size() / 16, 64, 1024);
    const double each = quotient(cut_.head, one(scale)).value / static_cast<double>(samples);
    std::vector<double> sum(dimension());
    double scores[block_size], weights[block_size];
    double passed = 0, taken = 0;
    for (std::size_t first = 0; first < scores_.size(); first += block_size) {
      const std::size_t count = std::min(block_size, scores_.size() - first);
      std::copy_n(scores_.begin() + static_cast<std::ptrdiff_t>(first), count, scores);
      weights_block(scores, count, scale, weights);
      for (std::size_t i = 0; i < count; ++i) {
        if (scores[i] < cut_.kept)
          continue;
        passed += weights[i] / each;
        if (passed < taken + 0.5)
          continue;
        const double times = std::floor(passed - taken + 0.5);
        taken += times;
        for (std::size_t a = 0; a < dimension(); ++a)
          sum[a] += times * static_cast<double>(value_of(first + i)[a]);
      }
    }
    for (double& x : sum)
      x /= taken;
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

  /// All keys, block by block. Those that tie with the last kept one are kept from the first one on.
  void add_all(MomentSums& head, MomentSums& tail) {
    std::size_t ties = cut_.k - static_cast<std::size_t>(std::ranges::count_if(scores_, [&](T score) {
                         return static_cast<double>(score) > cut_.kept;
                       }));
    double scores[most_rows], weights[most_rows], of_tail[most_rows];
    const Moments* sides[most_rows];
    for (std::size_t first = 0; first < scores_.size(); first += most_rows) {
      const std::size_t count = std::min(most_rows, scores_.size() - first);
      for (std::size_t i = 0; i < count; ++i) {
        scores[i] = static_cast<double>(scores_[first + i]);
        const bool tied = scores[i] == cut_.kept && ties > 0;
        ties -= tied ? 1 : 0;
        sides[i] = scores[i] == -std::numeric_limits<double>::infinity() ? nullptr
                   : scores[i] > cut_.kept || tied                       ? &head.block()
                                                                         : &tail.block();
      }
      weights_block(scores, count, head.scale(), weights);
      weights_block(scores, count, tail.scale(), of_tail);
      for (std::size_t i = 0; i < count; ++i)
        weights[i] = sides[i] == &tail.block() ? of_tail[i] : weights[i];
      double* const distances = distances_.get() + first;
      moments_block(value_of(first), count, dimension(), centre_.data(), weights, sides, distances);
      for (std::size_t i = 0; i < count; ++i) {
        if (sides[i] == nullptr) {
          distances[i] = -1; // not in the tail either
          continue;
        }
        check_value(first + i, distances[i]);
        distances[i] = distance_bound(distances[i], dimension());
        (sides[i] == &tail.block() ? tail : head).count(distances[i]);
        if (sides[i] == &head.block())
          distances[i] = -1;
      }
      head.close_block();
      tail.close_block();
    }
  }
  void check_value(std::size_t key, double square) const {
    if (!std::isfinite(square) &&
        !std::all_of(value_of(key), value_of(key) + dimension(), [](U x) { return std::isfinite(x); }))
      throw DomainError("value is NaN or infinite", key);
  }

  void without_tail(Outputs& result) const {
    result.full = result.truncated;
    result.variance = result.head_variance;
    result.error.assign(dimension(), {});
  }

  void with_tail(Outputs& result, const SideMoments& of_head, const MomentSums& tail) const {
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

  /// max |v_j - mu_H| over the tail, mu_H = c + x. Only keys within |x| of the farthest from c may be
  /// it. Their distances from the rounded mu_H are off by its rounding and the radii of x, and by (d + 6) u.
  [[nodiscard]] Enclosure farthest_from(const EnclosedVector& x, const MomentSums& side) const {
    const double d = static_cast<double>(dimension());
    const Enclosure moved = length(x);
    const EnclosedVector mean = shifted_by(centre_, x);
    std::vector<double> middle(padded(dimension()));
    std::ranges::transform(mean, middle.begin(), &Enclosure::value);
    const double least = side.farthest() * (1 - 4 * (d + 6) * unit_double) - 0x1p-498 -
                         2 * (moved.value + moved.radius) * (1 + 0x1p-20);
    double distance = 0;
    for (std::size_t key = 0; key < scores_.size(); ++key)
      if (distances_[key] >= 0 && !(distances_[key] < least))
        distance =
            std::max(distance, distance_bound(squared_distance(value_of(key), dimension(), middle.data()),
                                              dimension()));
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
  std::vector<double> centre_; // padded
  /// Bounds of the tail keys' distances from the centre; -1 of other keys.
  std::unique_ptr<double[]> distances_;
};

} // namespace

template <class T, class U>
Outputs truncated_outputs(std::span<const T> scores, std::size_t k, std::span<const U> values) {
  const AssumedArithmetic assumed;
  return Pass<T, U>(scores, k, values).run();
}

template Outputs truncated_outputs(std::span<const float>, std::size_t, std::span<const float>);
template Outputs truncated_outputs(std::span<const float>, std::size_t, std::span<const double>);
template Outputs truncated_outputs(std::span<const double>, std::size_t, std::span<const float>);
template Outputs truncated_outputs(std::span<const double>, std::size_t, std::span<const double>);

} // namespace tailmass::fast
