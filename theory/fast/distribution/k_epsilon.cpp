// k_epsilon by brackets around the threshold.
#include "theory/fast/distribution/k_epsilon.hpp"

#include "theory/fast/distribution/row_histogram.hpp"
#include "theory/fast/distribution/search_sums.hpp"
#include "theory/fast/distribution/weighted_block.hpp"
#include "theory/fast/kernels/unmasked.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <type_traits>

namespace tailmass::fast {

namespace {

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

template <class Sums>
class Search {
public:
  using T = typename Sums::Score;
  using Sum = typename Sums::Sum;

  Search(std::span<const T> x, double epsilon, Sums sums)
      : active_(x), n_(x.size()), epsilon_(epsilon), sums_(sums), below_(sums.nothing()) {}

  KEpsilon run() {
    Bracket<T> side; // where a bracket missed the threshold
    bool missed = false;
    int passes = 0;
    for (bool alike = false; active_.size() > few;) {
      if (++passes > most_passes)
        return {1, n_};
      const Bracket<T> bracket = missed ? side : around(alike);
      missed = false;
      auto parts = sums_.split(active_, bracket);
      Sum below = below_;
      below.merge(parts.below);
      Sum with_between = below;
      if (bracket.one_key())
        with_between.add_equal(static_cast<double>(bracket.low), parts.between_count);
      else
        sums_.add(with_between, std::span<const T>(parts.between));
      if (!unit_)
        set_unit(sums_.all_of(parts, with_between));
      if (!unit_)
        return {1, n_};
      const Range lesser = in_unit(below, *unit_);
      const Range greater = in_unit(with_between, *unit_);
      const bool all = above_count_ + parts.above_count == 0; // then the greater one is Z
      if (all && bracket.one_key() && sums_.empty(below))
        return constant(parts.between_count); // decided even where both sides are equal
      if (lesser.low > epsilon_) {
        side = bracket.below();
        missed = true;
      } else if (greater.high <= epsilon_ && !all) {
        side = bracket.above();
        missed = true;
      } else if (lesser.high > epsilon_ || (greater.low <= epsilon_ && !all)) {
        return {1, n_}; // an end of the bracket is too near to tell
      } else {
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
  /// Z, by a pass of its own.
  void measure() {
    Sum all = sums_.nothing();
    sums_.add(all, active_);
    set_unit(all);
  }
  void set_unit(const Sum& all) {
    if (!sums_.known(all))
      return;
    unit_ = all.sum();
    if (unit_->empty())
      throw DomainError(n_ == 0 ? "empty row of scores" : "every key of the row is masked");
  }

  /// A bracket that most likely holds the threshold: where in the histogram of what is left the weights add
  /// up to what eps Z leaves for it. Z is only guessed at first, unless few scores hold most of it: a sample
  /// tells too little then for a narrow bracket.
  Bracket<T> around(bool alike) {
    // Below this much under the largest score, n weights are no more than eps times its own.
    const double reach = std::log(static_cast<double>(active_.size())) - std::log(epsilon_) + 1;
    if constexpr (std::is_same_v<Sums, Quick<T>>)
      if (!alike && active_.size() <= most_in_call)
        return around_by_weights(reach);
    const RowHistogram<T> histogram(active_, reach);
    using Mass = typename RowHistogram<T>::Mass;
    if (!unit_) {
      const Mass all = histogram.mass();
      if (std::isfinite(histogram.top()) && all.low > 0.25 * all.high)
        return chosen(histogram, {epsilon_ * all.low, epsilon_ * all.high}, alike);
      measure();
    }
    if (!unit_ || !std::isfinite(histogram.top()))
      return histogram.middle({});
    const double unit = quotient(*unit_, exponential(histogram.top())).value;
    const double target = (epsilon_ - in_unit(below_, *unit_).high) * unit;
    return chosen(histogram, {target, target}, alike);
  }

  /// The same where a block is left, whose weights are all looked at.
  Bracket<T> around_by_weights(double reach) {
    const WeightedBlock<T> block(active_, sums_.exponent);
    if (!unit_)
      set_unit(block.all());
    return unit_ ? block.bracket((epsilon_ - in_unit(below_, *unit_).high) * unit_->high, reach)
                 : Bracket<T>();
  }

  static Bracket<T> chosen(const RowHistogram<T>& histogram, typename RowHistogram<T>::Mass target,
                           bool alike) {
    const Bracket<T> bracket = histogram.of_mass(target);
    return alike ? histogram.middle(bracket) : bracket;
  }

  /// Sorts what is left: the scores below sum to at most eps Z, with these to more.
  KEpsilon among_few() {
    std::array<double, few> room; // NOLINT(*-member-init): filled here
    const std::span<double> last(room.begin(), std::ranges::copy(active_, room.begin()).out);
    check_scores(last.data(), last.size());
    std::ranges::sort(last);
    if (!unit_) {
      Sum all = sums_.nothing();
      sums_.add(all, std::span<const double>(last));
      set_unit(all);
    }
    if (!unit_)
      return {1, n_};
    const auto finite = std::ranges::upper_bound(last, -std::numeric_limits<double>::infinity());
    if (above_count_ == 0 && sums_.empty(below_) && *finite == last.back())
      return constant(static_cast<std::size_t>(last.end() - finite));
    // Weights in the unit of the largest; what is below the kernel's floor may be anything up to it.
    ScaledSum top = exponential(last.back());
    top.high = 1;
    top.relative = 0;
    std::array<double, few> weights; // NOLINT(*-member-init): filled here
    weights_block(last.data(), last.size(), {top.base, top.exponent}, weights.data());
    const Range unit = in_unit(top, *unit_);
    const Range below = in_unit(below_, *unit_);
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
  Store<T> kept_;
  std::size_t n_;
  double epsilon_;
  Sums sums_;
  std::size_t above_count_ = 0;   // scores above `active_`
  Sum below_;                     // the scores below it
  std::optional<ScaledSum> unit_; // Z, once it is known
};

} // namespace

template <class T>
KEpsilon k_epsilon(std::span<const T> x, double epsilon) {
  const AssumedArithmetic assumed;
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  const double top = some_top(x);
  try {
    const auto exponent = quick_exponent(top);
    if (exponent && x.size() > few)
      if (const KEpsilon found = Search(x, epsilon, Quick<T>{*exponent}).run(); found.certain())
        return found;
    KEpsilon found = Search(x, epsilon, Precise<T>{base_for(top)}).run();
    if (!found.certain()) // k_eps <= n_f, as tau is 0 there
      found.at_most = std::min(found.at_most, unmasked_in(x.data(), x.size()));
    return found;
  } catch (const DomainError&) {
    check_scores(x.data(), x.size()); // names the key by its place in the row
    throw;
  }
}

template KEpsilon k_epsilon(std::span<const float>, double);
template KEpsilon k_epsilon(std::span<const double>, double);

} // namespace tailmass::fast
