// Both ends of a kernel's error bounds by sums of positive terms.
#include "verify/kernel/enclosed_attention.hpp"

#include "theory/fast/distribution/accumulator.hpp"
#include "theory/fast/kernels/weighted_rows.hpp"
#include "theory/fast/outputs/side_moments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tailmass::verify::kernel {

namespace {

constexpr double u = fast::unit_double;
/// What a few roundings of positive terms take from a result, or may have added.
constexpr double down = 1 - 0x1p-45, up = 1 + 0x1p-45;
constexpr double tiny_weight = 0x1p-980;
constexpr double far = 200, of_far = 0x1p-140; // e^-100 < 2^-144

/// sum a_i b_i, in lanes that do not wait for each other.
double dot(std::span<const double> a, std::span<const double> b) {
  std::array<double, 8> lanes{};
  std::size_t i = 0;
  for (; i + lanes.size() <= a.size(); i += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] += a[i + lane] * b[i + lane];
  for (; i < a.size(); ++i)
    lanes[i % lanes.size()] += a[i] * b[i];
  return std::accumulate(lanes.begin(), lanes.end(), 0.0);
}

/// (1 + a)(1 + b) - 1.
double both(double a, double b) {
  return a + b + a * b;
}
/// 1/(1 - y) - 1.
double inverse(double y) {
  return y / (1 - y);
}
/// -ln(1 - y) for y <= 1/2, from below with rest 1 and from above with rest 2.
double minus_log(double y, double rest) {
  return y * (1 + y * (0.5 + y * rest * (1.0 / 3)));
}

} // namespace

bool has_nine_digits(const EnclosedNumber& number) {
  return std::abs(number.value) >= 0x1p-18 * number.magnitude;
}

Verdict verdict(double stored, const EnclosedNumber& number) {
  if (!std::isfinite(number.value) || !(number.most < std::numeric_limits<double>::infinity()))
    return Verdict::open;
  if (!std::isfinite(stored))
    return Verdict::exceeded;
  const double error = std::abs(stored - number.value);
  if (error <= number.least * (1 - 0x1p-50))
    return Verdict::held;
  return error > number.most * (1 + 0x1p-50) ? Verdict::exceeded : Verdict::open;
}

double error_ratio(double stored, const EnclosedNumber& number) {
  const double error = std::abs(stored - number.value), bound = 0.5 * number.least + 0.5 * number.most;
  return error == 0 ? 0 : std::isnan(error) ? std::numeric_limits<double>::infinity() : error / bound;
}

EnclosedNumber in_base_2(const EnclosedNumber& natural) {
  // log2 e is off by less than u of itself, the product by another.
  const double value = natural.value * fast::log2_e, off = 0x1p-51 * std::abs(value);
  return {value, natural.least * fast::log2_e * down - off, natural.most * fast::log2_e * up + off,
          natural.magnitude * fast::log2_e};
}

EnclosedAttention::EnclosedAttention(std::span<const double> scores, const KernelArithmetic& arithmetic,
                                     std::span<const double> errors)
    : arithmetic_(arithmetic), n_(scores.size()), largest_(fast::extremes_of(scores.data(), n_).largest),
      weights_(n_), roundings_(static_cast<double>(n_ + 64) * 2 * u) {
  const double base = fast::base_for(largest_);
  const fast::Scale scale{base, fast::exponent_of(largest_, base)};
  for (std::size_t first = 0; first < n_; first += fast::block_size)
    fast::weights_block(scores.data() + first, std::min(fast::block_size, n_ - first), scale,
                        weights_.data() + first);
  fast::Accumulator sums(largest_);
  sums.add_precisely(scores.data(), n_);
  sum_ = sums.sum();
  const fast::Enclosure partition = quotient(sum_, fast::one(scale));
  partition_ = partition.value;
  partition_error_ = partition.radius / partition.value;
  const double a = arithmetic_.accumulation.unit_roundoff;
  if (!(partition_error_ <= 0x1p-46) || !fine_enough(n_, arithmetic_) ||
      !fine_enough(2 * product_roundings(n_, arithmetic_), a)) // gamma <= 1/2
    return;
  enclose_growths(scores, errors);
  known_ = known_ && mean_excess(upper_, arithmetic_.weights.unit_roundoff) * up < 0.5;
}

void EnclosedAttention::enclose_growths(std::span<const double> scores, std::span<const double> errors) {
  std::vector<double> own(errors.begin(), errors.end()); // d_i; empty where all are 0
  if (arithmetic_.conversion > 0) {
    own.resize(n_);
    for (std::size_t i = 0; i < n_; ++i)
      own[i] += arithmetic_.conversion * std::abs(scores[i]);
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    const double beyond = own[i] - (largest_ - scores[i]);
    if (scores[i] == largest_)
      lower_.reach = std::max(lower_.reach, own[i] * down);
    if (beyond > 0)
      upper_.reach = std::max(upper_.reach, beyond + 0x1p-45 * own[i]);
  }
  const auto grows = [&](double reach) { return growth(n_, arithmetic_, std::abs(largest_) + reach, reach); };
  const Growth<double> least_growth = grows(lower_.reach), most_growth = grows(upper_.reach);
  std::vector<double> exponents(n_); // of e_i less the constant, at either end
  for (std::size_t i = 0; i < n_; ++i)
    exponents[i] = most_growth.of_distance * (largest_ - scores[i]);
  for (std::size_t i = 0; i < own.size(); ++i)
    exponents[i] += most_growth.of_error * own[i];
  lower_.growths.resize(n_);
  upper_.growths.resize(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    const double y = std::min(1.0, (exponents[i] + least_growth.constant) * down);
    lower_.growths[i] = y * (1 + y * (0.5 + y * (1.0 / 6))) * down;
  }
  const auto most_of = [&](double exponent) { return (exponent + most_growth.constant) * up; };
  for (std::size_t i = 0; i < n_; ++i) {
    const double y = most_of(exponents[i]);
    upper_.growths[i] = y <= 1 ? y * (1 + y * (0.5 + y * 0.25)) * up : 0;
  }
  known_ = true;
  if (!(most_of(fast::extremes_of(exponents.data(), n_).largest) <= 1))
    for (std::size_t i = 0; i < n_; ++i) {
      const double x = largest_ - scores[i], y = most_of(exponents[i]);
      known_ = known_ && (y <= 1 || (x >= far && std::isfinite(x) && y <= x / 2));
    }
  lower_.excess = dot(weights_, lower_.growths) / partition_ * (1 - roundings_) * down;
  upper_.excess =
      dot(weights_, upper_.growths) / partition_ * (1 + roundings_) * up + static_cast<double>(n_) * of_far;
}

/// e', where every weight is rounded once more.
double EnclosedAttention::mean_excess(const End& end, double weight_roundoff) const {
  const double lost =
      lost_of_weight(arithmetic_) + (arithmetic_.sums_rounded_weights ? lost_of_rounded(arithmetic_) : 0);
  return both(end.excess, weight_roundoff) + static_cast<double>(n_) * lost;
}

/// C - 1.
double EnclosedAttention::common(const End& end) const {
  const double a = arithmetic_.accumulation.unit_roundoff, w = arithmetic_.weights.unit_roundoff;
  const double stored = both(arithmetic_.result.unit_roundoff,
                             gamma<double>(arithmetic_.merges + 1, arithmetic_.part.unit_roundoff));
  const double above = both(both(both(w, a), arithmetic_.dequantisation),
                            both(stored, gamma<double>(product_roundings(n_, arithmetic_), a)));
  return both(above,
              both(inverse(mean_excess(end, w)), inverse(gamma<double>(sum_roundings(n_, arithmetic_), a))));
}

/// The bound of a log-sum-exp of magnitude `size`, `logarithm` being ln Z.
double EnclosedAttention::log_bound(const End& end, double logarithm, double size) const {
  const double a = arithmetic_.accumulation.unit_roundoff, rest = &end == &lower_ ? 1 : 2;
  const double w = arithmetic_.sums_rounded_weights ? arithmetic_.weights.unit_roundoff : 0;
  const double sum = minus_log(mean_excess(end, w), rest) +
                     minus_log(gamma<double>(sum_roundings(n_, arithmetic_), a), rest);
  const double kernel = sum + gamma<double>(16, a) * (1 + std::abs(largest_) + end.reach + logarithm + sum);
  return kernel + arithmetic_.result.unit_roundoff * (size + kernel) + arithmetic_.result.underflow;
}

EnclosedNumber EnclosedAttention::log_sum_exp() const {
  if (!known_)
    return {};
  const fast::Enclosure log = sum_.log();
  const double size = std::abs(log.value);
  const double off = log.radius + 4 * u * (size + std::abs(largest_)), logarithm = log.value - largest_;
  return {log.value,
          log_bound(lower_, std::max(0.0, logarithm - off), std::max(0.0, size - log.radius)) * down -
              log.radius * up,
          log_bound(upper_, std::max(0.0, logarithm + off), size + log.radius) * up + log.radius * up,
          1 + std::abs(largest_)};
}

std::vector<EnclosedNumber> EnclosedAttention::means(const Values& values, std::span<const Key> keys) const {
  const std::size_t dimension = values.dimension();
  std::vector<EnclosedNumber> found(dimension);
  if (!known_)
    return found;
  const double n = static_cast<double>(n_), blocks = n / fast::most_weighted_rows + 1;
  const double rho =
      (fast::sum_error<double>() + (12 + blocks * blocks * u) * u + partition_error_) * (1 + 0x1p-20);
  const double least_common = common(lower_) * down, most_common = common(upper_) * up;
  const double f = lost_of_weight(arithmetic_), lost = f + lost_of_rounded(arithmetic_);
  std::vector<double> sums(4 * dimension);
  const fast::WeightedSums at{sums.data(), sums.data() + dimension, sums.data() + 2 * dimension,
                              sums.data() + 3 * dimension};
  std::vector<fast::WeightedRow> rows;
  const auto add = [&] {
    fast::add_weighted_rows(rows, dimension, at);
    rows.clear();
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const double p = weights_[i] / partition_;
    const double least = both(lower_.growths[i], least_common), most = both(upper_.growths[i], most_common);
    rows.push_back(
        {values.of(keys[i]).data(), weights_[i],
         p * (least * (1 - 0x1p-40) - rho) + (1 + least_common) * lost * down - tiny_weight,
         p * (most * (1 + 0x1p-40) + rho) + (1 + most_common) * (lost + of_far) * up + tiny_weight});
    if (rows.size() == fast::most_weighted_rows)
      add();
  }
  add();
  const double underflow = n * f + static_cast<double>(arithmetic_.merges + 1) * arithmetic_.part.underflow,
               result = arithmetic_.result.underflow;
  for (std::size_t axis = 0; axis < dimension; ++axis)
    found[axis] = {(at.high[axis] + at.low[axis]) / partition_,
                   at.least[axis] - roundings_ * at.most[axis] +
                       ((1 + least_common) * underflow + result) * (1 - 0x1p-39),
                   at.most[axis] * (1 + roundings_) +
                       ((1 + most_common) * underflow + result) * (1 + 0x1p-39),
                   at.most[axis] / most_common};
  return found;
}

} // namespace tailmass::verify::kernel
