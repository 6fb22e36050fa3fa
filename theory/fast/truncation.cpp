// Head and tail sums by a bracket around the k-th largest score.
#include "theory/fast/truncation.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>

namespace tailmass::fast {

namespace {

/// A bracket that most likely holds the k-th largest of n scores: 3 standard deviations of its rank in the
/// sample to both sides.
template <class T>
Bracket<T> bracket_of_rank(const std::vector<T>& sample, std::size_t k, std::size_t n) {
  const double m = static_cast<double>(sample.size());
  const double share_above = static_cast<double>(k) / static_cast<double>(n);
  const double rank = m * (1 - share_above);
  const double spread = 3 * std::sqrt(m * share_above * (1 - share_above)) + 1;
  Bracket<T> bracket;
  bracket.share = std::min(1.0, 2.5 * spread / m);
  if (rank - spread >= 0)
    bracket.low = sample[static_cast<std::size_t>(rank - spread)];
  if (rank + spread < m)
    bracket.high = sample[static_cast<std::size_t>(rank + spread)];
  return bracket;
}

ScaledSum checked(const Accumulator& sums, std::size_t n) {
  if (n == 0)
    throw DomainError("empty row of scores");
  const ScaledSum sum = sums.sum();
  if (sum.empty())
    throw DomainError("every key of the row is masked");
  return sum;
}

/// 1 <= k <= n.
template <class T>
Truncation truncation_of(std::span<const T> x, std::size_t k) {
  const double base = base_for(static_cast<double>(sorted_sample(x).back()));
  Accumulator head(base), tail(base);
  std::vector<T> kept_part;
  std::span<const T> active = x;
  std::size_t wanted = k; // rank in `active`
  Truncation result{.k = k, .head = {}, .tail = {}, .kept = 0, .dropped = 0};
  Bracket<T> bracket;
  bool chosen = false; // by a bracket that missed
  for (;;) {
    if (active.size() <= few) {
      std::vector<T> last(active.begin(), active.end());
      check_scores(last.data(), last.size());
      std::ranges::sort(last, std::greater{});
      head.add_precisely(last.data(), wanted);
      tail.add_precisely(last.data() + wanted, last.size() - wanted);
      result.kept = static_cast<double>(last[wanted - 1]);
      break;
    }
    if (!chosen)
      bracket = bracket_of_rank(sorted_sample(active), wanted, active.size());
    chosen = true;
    Split<T> parts = split(active, bracket, base);
    if (wanted <= parts.above_count) {
      bracket = bracket.above();
      continue;
    }
    if (wanted > parts.above_count + parts.between_count) {
      bracket = bracket.below();
      continue;
    }
    wanted -= parts.above_count;
    head.merge(parts.above);
    tail.merge(parts.below);
    if (bracket.one_key()) {
      result.kept = static_cast<double>(bracket.low);
      head.add_equal(result.kept, wanted);
      tail.add_equal(result.kept, parts.between_count - wanted);
      break;
    }
    const bool narrowed = parts.between.size() <= active.size() / 2;
    kept_part = std::move(parts.between);
    active = kept_part;
    chosen = !narrowed;
    if (!narrowed) { // many keys of one score: try the one in the middle of the bracket
      const std::vector<T> sample = sorted_sample(active);
      const std::size_t at =
          std::min(sample.size() - 1, sample.size() * (active.size() - wanted) / active.size());
      bracket = {sample[at], sample[at], 0};
    }
  }
  result.head = checked(head, x.size());
  result.tail = tail.sum();
  result.dropped = result.tail.top;
  return result;
}

} // namespace

Enclosure Truncation::kl_divergence() const {
  const Enclosure odds = quotient(tail, head);
  if (odds.value < 0.25) {
    // ln(1 + x) has condition at most 1; its own error: log1p is within 2 u (glibc manual, as in stable/).
    const double value = std::log1p(odds.value);
    const double relative = odds.value > 0 ? odds.radius / odds.value : 0;
    if (!(relative < 0.125))
      return {odds.value, 2 * odds.radius + odds.value * odds.value};
    return enclose(value, relative + 3 * unit_double);
  }
  const Enclosure mass = head_mass();
  if (!(mass.radius < 0x1p-22 * mass.value))
    return {0, std::numeric_limits<double>::infinity()};
  const Enclosure log = logarithm(mass.value, mass.radius / mass.value * (1 + 0x1p-20));
  return {-log.value, log.radius};
}

Enclosure Truncation::boundary_gap() const {
  const double gap = kept - dropped;
  return {gap, std::isfinite(gap) ? unit_double * gap : std::numeric_limits<double>::infinity()};
}

template <class T>
Truncation truncation(std::span<const T> x, std::size_t k) {
  if (x.empty())
    throw DomainError("empty row of scores");
  if (k < 1 || k > x.size())
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(x.size()));
  try {
    return truncation_of(x, k);
  } catch (const DomainError&) {
    check_scores(x.data(), x.size()); // names the key by its place in the row
    throw;
  }
}

template <class T>
ScaledSum log_sum_exp(std::span<const T> x) {
  Accumulator sums;
  sums.add(x.data(), x.size());
  return checked(sums, x.size());
}

template Truncation truncation(std::span<const float>, std::size_t);
template Truncation truncation(std::span<const double>, std::size_t);
template ScaledSum log_sum_exp(std::span<const float>);
template ScaledSum log_sum_exp(std::span<const double>);
template ScaledSum log_sum_exp(std::span<const Half>);
template ScaledSum log_sum_exp(std::span<const BFloat>);

} // namespace tailmass::fast
