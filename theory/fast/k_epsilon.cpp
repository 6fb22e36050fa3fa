// k_epsilon by brackets around the threshold.
#include "theory/fast/k_epsilon.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
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

template <class T>
class Search {
public:
  Search(std::span<const T> x, double epsilon)
      : active_(x), n_(x.size()), epsilon_(epsilon),
        base_(x.empty() ? 0 : base_for(static_cast<double>(sorted_sample(x).back()))), below_(base_) {}

  KEpsilon run() {
    while (true) {
      if (active_.size() <= few)
        return among_few();
      if (!unit_)
        measure();
      if (!chosen_)
        bracket_ = from_sample();
      chosen_ = true;
      Split<T> parts = split(active_, bracket_, base_, {.sum_above = false}); // Z is known
      Accumulator below = below_;
      below.merge(parts.below);
      Accumulator with_between = below;
      add_between(with_between, parts);
      const Range lesser = in_unit(below.sum(), *unit_);
      const Range greater = in_unit(with_between.sum(), *unit_);
      const bool all = above_count_ + parts.above_count == 0; // then the greater one is Z
      if (all && bracket_.one_key() && below.sum().empty())
        return constant(parts.between_count); // decided even where both sides are equal
      if (lesser.low > epsilon_) {            // the threshold is below the bracket
        above_count_ += parts.above_count + parts.between_count;
        keep(bracket_.below());
      } else if (greater.high <= epsilon_ && !all) { // above it
        below_ = with_between;
        keep(bracket_.above());
      } else if (lesser.high > epsilon_ || (greater.low <= epsilon_ && !all)) {
        return {1, n_}; // an end of the bracket is too near to tell
      } else {
        above_count_ += parts.above_count;
        if (bracket_.one_key())
          return among_equal(parts.between_count, lesser);
        below_ = below;
        narrow(std::move(parts.between));
      }
    }
  }

private:
  void add_between(Accumulator& sums, const Split<T>& parts) const {
    if (bracket_.one_key())
      sums.add_equal(static_cast<double>(bracket_.low), parts.between_count);
    else
      sums.add_precisely(parts.between.data(), parts.between.size());
  }

  /// Z, by a pass of its own: few scores hold most of it, and a sample that misses them tells too little of
  /// it for a narrow bracket.
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

  /// Goes on with the scores in one bracket; what is outside is settled.
  void keep(Bracket<T> bracket) {
    std::vector<T> rest;
    std::ranges::copy_if(active_, std::back_inserter(rest),
                         [&](T score) { return bracket.low <= score && score <= bracket.high; });
    narrow(std::move(rest));
  }

  void narrow(std::vector<T> rest) {
    chosen_ = rest.size() > active_.size() / 2;
    kept_ = std::move(rest);
    active_ = kept_;
    if (chosen_ &&
        active_.size() > few) { // perhaps many keys of one score: try the one that is in the middle
      const Bracket<T> around = from_sample();
      const std::vector<T> sample = sorted_sample(active_);
      const auto first = std::ranges::lower_bound(sample, around.low);
      const auto last = std::ranges::upper_bound(sample, around.high);
      bracket_ = {first[(last - first) / 2], first[(last - first) / 2], 0};
    }
  }

  /// A bracket that most likely holds the threshold: all is known but where in a sample of what is left the
  /// weights add up to what eps Z leaves for it, which is uncertain by the weights below.
  Bracket<T> from_sample() const {
    const std::vector<T> sample = sorted_sample(active_);
    const std::size_t m = sample.size();
    const double each = static_cast<double>(active_.size()) / static_cast<double>(m);
    const double top = static_cast<double>(sample.back());
    const double unit = quotient(*unit_, exponential(top)).value / each;
    const double target = (epsilon_ - quotient(below_.sum(), *unit_).value) * unit;
    double squares = 0, sum = 0;
    std::size_t first = 0, last = m;
    for (std::size_t i = 0; i < m; ++i) {
      const double weight = std::exp(static_cast<double>(sample[i]) - top);
      sum += weight;
      squares += weight * weight;
      const double spread = 3 * std::sqrt(squares);
      if (sum + spread + 2 * weight < target)
        first = i;
      if (i > first && sum - spread - 2 * weight > target) {
        last = i;
        break;
      }
    }
    Bracket<T> bracket;
    bracket.share = std::min(1.0, 1.25 * static_cast<double>(last - first) / static_cast<double>(m));
    if (first > 0)
      bracket.low = sample[first];
    if (last < m)
      bracket.high = sample[last];
    return bracket;
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
  [[nodiscard]] KEpsilon among_equal(std::size_t count, Range below) const {
    const Range weight = in_unit(exponential(static_cast<double>(bracket_.low)), *unit_);
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
  std::size_t above_count_ = 0; // scores above `active_`
  Accumulator below_;           // the scores below it
  std::optional<ScaledSum> unit_;
  Bracket<T> bracket_;
  bool chosen_ = false;
};

} // namespace

template <class T>
KEpsilon k_epsilon(std::span<const T> x, double epsilon) {
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
