// Enclosures first, then balls.
#include "verify/kernel/kernel_sums.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::verify::kernel {

namespace {

using Outcome = Judged::Outcome;

/// The ranges of a matrix over all of its keys, which its rows share.
struct RangesOfAll {
  explicit RangesOfAll(const Values& values) {
    std::vector<Key> keys(values.keys());
    std::iota(keys.begin(), keys.end(), Key{0});
    ranges = value_ranges(values, keys);
  }
  std::vector<ValueRange> ranges;
};

/// Of a number that no ball bounds either.
Judged without_bound() {
  return {.outcome = Outcome::unbounded, .by_balls = true};
}

/// What an enclosure settles of a number; nothing where it leaves it open, or where it is wrong and too few
/// digits are known of what it should be to be told.
std::optional<Judged> settled(double stored, const EnclosedNumber& number) {
  const Verdict found = verdict(stored, number);
  if (found == Verdict::open || (found == Verdict::exceeded && !has_nine_digits(number)))
    return std::nullopt;
  Judged result{.outcome = found == Verdict::held ? Outcome::held : Outcome::exceeded,
                .ratio = error_ratio(stored, number),
                .value = number.value,
                .bound = 0.5 * number.least + 0.5 * number.most};
  if (found == Verdict::exceeded)
    result.expected = {Ball(number.value), Ball(result.bound)};
  return result;
}

/// The log-sum-exp of a base, of the natural one: a kernel that scales by log2 e where it would not have to
/// rounds no more often than the bound allows for, relative to each term.
Expected in_base(attention::Declarations::LseBase base, Expected natural) {
  if (base == attention::Declarations::LseBase::e)
    return natural;
  const Ball ln2 = log(Precision<Ball>{128}(2.0));
  return {natural.value / ln2, natural.bound / ln2};
}

} // namespace

KernelSums::KernelSums(const cases::AttentionRow& row, std::span<const Key> keys,
                       const KernelArithmetic& arithmetic, bool certain, bool with_sink)
    : row_(row), arithmetic_(arithmetic), sum_(summation(row, keys, arithmetic, with_sink)),
      certain_(certain), enclosed_(sum_.scores, arithmetic, sum_.errors) {}

const KernelAttention& KernelSums::attention() const {
  if (!attention_)
    attention_.emplace(sum_.scores, arithmetic_, sum_.errors);
  return *attention_;
}
const KernelHull& KernelSums::hull() const {
  if (!hull_)
    hull_.emplace(sum_.scores, arithmetic_, sum_.errors);
  return *hull_;
}

const ValueRange& KernelSums::range(std::size_t axis) const {
  if (ranges_.empty()) {
    const Values& values = *row_.values;
    ranges_ = sum_.valued == values.keys() ? values.derived<RangesOfAll>().ranges
                                           : value_ranges(values, std::span(sum_.keys).first(sum_.valued));
    if (sum_.valued < sum_.keys.size()) // a sink's value is 0
      for (ValueRange& each : ranges_)
        each = {std::min(each.least, 0.0), std::max(each.most, 0.0), each.magnitudes};
  }
  return ranges_[axis];
}

Judged KernelSums::log_sum_exp(double stored) const {
  const attention::Declarations::LseBase base = row_.declared.lse_base;
  const EnclosedNumber enclosed = enclosed_.log_sum_exp();
  if (std::optional<Judged> found =
          settled(stored, base == attention::Declarations::LseBase::e ? enclosed : in_base_2(enclosed)))
    return *std::move(found);
  if (!std::isfinite(stored) || attention().bounded())
    return judged(stored, in_base(base, attention().log_sum_exp()));
  const std::optional<Expected> hull_of_sums = hull().log_sum_exp();
  const std::optional<Expected> range = hull_of_sums ? hull_of_sums : hull().any_log_sum_exp();
  if (!range || (!hull_of_sums && within(stored, in_base(base, *range))))
    return without_bound();
  Judged found = judged(stored, in_base(base, *range));
  found.by_range = true;
  return found;
}

std::vector<Judged> KernelSums::means(std::span<const double> stored) const {
  const Values& values = *row_.values;
  // Of keys that are not certain, a mean tells only what a NaN should have been.
  const auto needs_mean = [&](double x) { return certain_ || !std::isfinite(x); };
  std::vector<EnclosedNumber> enclosed(stored.size());
  if (std::ranges::any_of(stored, needs_mean))
    enclosed = enclosed_.means(values, std::span(sum_.keys).first(sum_.valued));
  std::vector<Judged> found;
  found.reserve(stored.size());
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    std::optional<Judged> number;
    if (needs_mean(stored[axis]))
      number = settled(stored[axis], enclosed[axis]);
    found.push_back(number ? *std::move(number) : mean_by_balls(stored[axis], axis));
  }
  return found;
}

Judged KernelSums::mean_by_balls(double stored, std::size_t axis) const {
  if (!std::isfinite(stored) || (certain_ && attention().bounded()))
    return judged(stored, attention().mean(values_of(*row_.values, sum_, axis)));
  const ValueRange& values = range(axis);
  if (!certain_ && values.least <= stored && stored <= values.most) // inside whatever range they have
    return {.outcome = Outcome::unbounded};
  const std::optional<Expected> hull_of_values = hull().mean(values);
  if (!hull_of_values || (!certain_ && within(stored, *hull_of_values)))
    return without_bound();
  Judged found = judged(stored, *hull_of_values);
  found.by_range = true;
  return found;
}

} // namespace tailmass::verify::kernel
