// k_epsilon by brackets around the threshold.
#include "theory/fast/distribution/k_epsilon.hpp"

#include "theory/fast/distribution/row_histogram.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace tailmass::fast {

namespace {

/// An interval of non-negative numbers in one unit.
struct Range {
  double low = 0;
  double high = 0;
};

/// A sum in units of another one: their ratio, widened by its radius and the rounding of both ends.
Range in_unit(const ScaledSum& sum, const ScaledSum& unit) {
  const Enclosure ratio = quotient(sum, unit);
  return {std::max(0.0, (ratio.value - ratio.radius) * (1 - 0x1p-51)),
          (ratio.value + ratio.radius) * (1 + 0x1p-51)};
}

/// Below it a quotient's numbers may be subnormal, and lose what the margins speak of.
constexpr double least_quotient = 0x1p-960;

/// floor(n eps) exactly, n < 2^53: a product that was rounded up to a whole number is one too large.
std::size_t whole_part_of(std::size_t n, double epsilon) {
  const double count = static_cast<double>(n);
  const double product = count * epsilon;
  const double whole = std::floor(product);
  const bool rounded_up = whole == product && std::fma(count, epsilon, -product) < 0;
  return static_cast<std::size_t>(whole) - (rounded_up ? 1 : 0);
}

/// A bracket keeps a small part of what it was chosen from, and a missed one takes a pass or two more: far
/// fewer than these in any row. Beyond, nothing is told.
constexpr int most_passes = 128;

template <class T>
class Search {
public:
  Search(std::span<const T> x, double epsilon)
      : active_(x), n_(x.size()), epsilon_(epsilon), base_(base_for(some_top(x))), below_(base_) {}

  KEpsilon run() {
    std::optional<Bracket<T>> side; // where a bracket missed the threshold
    int passes = 0;
    for (bool alike = false; active_.size() > few;) {
      if (++passes > most_passes)
        return {1, n_};
      const Bracket<T> bracket = side ? *side : around(alike);
      Split<T> parts = split(active_, bracket, base_);
      Accumulator below = below_;
      below.merge(parts.below);
      Accumulator with_between = below;
      add_between(with_between, bracket, parts);
      if (!unit_) {
        Accumulator all = with_between;
        all.merge(parts.above);
        set_unit(all);
      }
      const Range lesser = in_unit(below.sum(), *unit_);
      const Range greater = in_unit(with_between.sum(), *unit_);
      const bool all = above_count_ + parts.above_count == 0; // then the greater one is Z
      if (all && bracket.one_key() && below.sum().empty())
        return constant(parts.between_count); // decided even where both sides are equal
      if (lesser.low > epsilon_) {
        side = bracket.below();
      } else if (greater.high <= epsilon_ && !all) {
        side = bracket.above();
      } else if (lesser.high > epsilon_ || (greater.low <= epsilon_ && !all)) {
        return {1, n_}; // an end of the bracket is too near to tell
      } else {
        side.reset();
        above_count_ += parts.above_count;
        if (bracket.one_key())
          return among_equal(bracket.low, parts.between_count, lesser);
        below_ = below;
        alike = parts.between.size() > active_.size() / 2;
        kept_ = std::move(parts.between);
        active_ = kept_;
      }
    }
    return among_few();
  }

private:
  static void add_between(Accumulator& sums, Bracket<T> bracket, const Split<T>& parts) {
    if (bracket.one_key())
      sums.add_equal(static_cast<double>(bracket.low), parts.between_count);
    else
      sums.add_precisely(parts.between.data(), parts.between.size());
  }

  /// Z, by a pass of its own.
  void measure() {
    Accumulator all(base_);
    all.add_precisely(active_.data(), active_.size());
    set_unit(all);
  }
  void set_unit(const Accumulator& all) {
    unit_ = all.sum();
    if (unit_->empty())
      throw DomainError(n_ == 0 ? "empty row of scores" : "every key of the row is masked");
  }

  /// A bracket that most likely holds the threshold: where in the histogram of what is left the weights add
  /// up to what eps Z leaves for it. Z is only guessed at first, unless few scores hold most of it: a sample
  /// tells too little then for a narrow bracket.
  Bracket<T> around(bool alike) {
    // Below this much under the largest score, n weights are no more than eps times its own.
    const RowHistogram<T> histogram(active_,
                                    std::log(static_cast<double>(active_.size())) - std::log(epsilon_) + 1);
    using Mass = typename RowHistogram<T>::Mass;
    if (!unit_) {
      const Mass all = histogram.mass();
      if (std::isfinite(histogram.top()) && all.low > 0.8 * all.high)
        return chosen(histogram, {epsilon_ * all.low, epsilon_ * all.high}, alike);
      measure();
    }
    if (!std::isfinite(histogram.top()))
      return histogram.middle({});
    const double unit = quotient(*unit_, exponential(histogram.top())).value;
    const double target = (epsilon_ - quotient(below_.sum(), *unit_).value) * unit;
    return chosen(histogram, {target, target}, alike);
  }
  static Bracket<T> chosen(const RowHistogram<T>& histogram, typename RowHistogram<T>::Mass target,
                           bool alike) {
    const Bracket<T> bracket = histogram.of_mass(target);
    return alike ? histogram.middle(bracket) : bracket;
  }

  /// Sorts what is left: the scores below sum to at most eps Z, with these to more.
  KEpsilon among_few() {
    std::vector<double> last(active_.begin(), active_.end());
    check_scores(last.data(), last.size());
    std::ranges::sort(last);
    if (!unit_) {
      Accumulator all(base_);
      all.add_precisely(last.data(), last.size());
      set_unit(all);
    }
    const auto finite = std::ranges::upper_bound(last, -std::numeric_limits<double>::infinity());
    if (above_count_ == 0 && below_.sum().empty() && *finite == last.back())
      return constant(static_cast<std::size_t>(last.end() - finite));
    // Weights in the unit of the largest; what is below the kernel's floor may be anything up to it.
    ScaledSum top = exponential(last.back());
    top.high = 1;
    top.relative = 0;
    std::vector<double> weights(last.size());
    weights_block(last.data(), last.size(), {top.base, top.exponent}, weights.data());
    const Range unit = in_unit(top, *unit_);
    const Range below = in_unit(below_.sum(), *unit_);
    const double slack = sum_error<double>() + static_cast<double>(few + 8) * unit_double;
    constexpr double subnormal = 2 * std::numeric_limits<double>::denorm_min(); // four roundings among them
    std::size_t surely = 0, perhaps = 0;
    double sum = 0;
    for (std::size_t i = 0; i < last.size(); ++i) {
      sum += weights[i];
      if (below.high + unit.high * sum * (1 + slack) + subnormal <= epsilon_ * (1 - slack))
        surely = i + 1;
      if (below.low + unit.low * std::max(0.0, sum - 0x1p-980) * (1 - slack) <=
          epsilon_ * (1 + slack) + subnormal)
        perhaps = i + 1;
    }
    const std::size_t all = above_count_ + last.size();
    return {all - std::min(perhaps, all - 1), all - surely}; // tau_0 = 1
  }

  /// ceil(n_f (1 - eps)) of a row with one finite score only.
  [[nodiscard]] KEpsilon constant(std::size_t finite) const {
    const std::size_t k = finite - whole_part_of(finite, epsilon_);
    return {k, k};
  }

  /// The bracket is one key, held c times, of which fewer are dropped: as many as eps Z - T has room for.
  [[nodiscard]] KEpsilon among_equal(T key, std::size_t count, Range below) const {
    const Range weight = in_unit(exponential(static_cast<double>(key)), *unit_);
    if (epsilon_ < least_quotient)
      return {1, n_};
    const double margin = 1 + 8 * unit_double;
    const double surely = (epsilon_ - below.high) / (weight.high * margin) / margin;
    const double perhaps = (epsilon_ - below.low) / weight.low * margin * margin;
    const auto most = static_cast<double>(count - 1);
    const std::size_t all = above_count_ + count;
    return {all - static_cast<std::size_t>(std::floor(std::min(perhaps, most))),
            all - static_cast<std::size_t>(std::floor(std::min(surely, most)))};
  }

  std::span<const T> active_; // what may still be the threshold
  std::vector<T> kept_;
  std::size_t n_;
  double epsilon_;
  double base_;
  std::size_t above_count_ = 0;   // scores above `active_`
  Accumulator below_;             // the scores below it
  std::optional<ScaledSum> unit_; // Z, once it is known
};

} // namespace

template <class T>
KEpsilon k_epsilon(std::span<const T> x, double epsilon) {
  const AssumedArithmetic assumed;
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  try {
    return Search<T>(x, epsilon).run();
  } catch (const DomainError&) {
    check_scores(x.data(), x.size()); // names the key by its place in the row
    throw;
  }
}

template KEpsilon k_epsilon(std::span<const float>, double);
template KEpsilon k_epsilon(std::span<const double>, double);

} // namespace tailmass::fast
