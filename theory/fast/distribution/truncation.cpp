// Head and tail sums from a row cut at its k-th largest scores.
#include "theory/fast/distribution/truncation.hpp"

#include "theory/fast/distribution/cuts.hpp"
#include "theory/fast/distribution/row_histogram.hpp"
#include "theory/fast/kernels/unmasked.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>

namespace tailmass::fast {

namespace {

ScaledSum checked(const Accumulator& sums, std::size_t n) {
  if (n == 0)
    throw DomainError("empty row of scores");
  const ScaledSum sum = sums.sum();
  if (sum.empty())
    throw DomainError("every key of the row is masked");
  return sum;
}

/// Sums over all segments before each cut, from the top, or after it, from the bottom.
std::vector<ScaledSum> heads_of(const Cuts& cuts, double base) {
  std::vector<ScaledSum> heads;
  Accumulator sums(base);
  for (std::size_t j = 0; j < cuts.kept.size(); ++j) {
    sums.merge(cuts.segments[j]);
    heads.push_back(sums.sum());
  }
  return heads;
}
std::vector<ScaledSum> tails_of(const Cuts& cuts, double base) {
  std::vector<ScaledSum> tails(cuts.kept.size());
  Accumulator sums(base);
  for (std::size_t j = cuts.kept.size(); j-- > 0;) {
    sums.merge(cuts.segments[j + 1]);
    tails[j] = sums.sum();
  }
  return tails;
}

template <class T>
std::vector<Truncation> truncations_of(std::span<const T> x, std::span<const std::size_t> ks) {
  std::vector<std::size_t> ranks(ks.begin(), ks.end());
  std::ranges::sort(ranks);
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  const double base = base_for(some_top(x));
  const Cuts cuts = cut(x, ranks, base);
  const std::vector<ScaledSum> heads = heads_of(cuts, base), tails = tails_of(cuts, base);
  const std::size_t finite = unmasked_in(x.data(), x.size());
  std::vector<Truncation> result;
  for (const std::size_t k : ks) {
    const auto j = static_cast<std::size_t>(std::ranges::lower_bound(ranks, k) - ranks.begin());
    if (heads[j].empty())
      throw DomainError("every key of the row is masked");
    result.push_back({.k = k,
                      .finite = finite,
                      .head = heads[j],
                      .tail = tails[j],
                      .kept = cuts.kept[j],
                      .dropped = tails[j].top});
  }
  return result;
}

} // namespace

Enclosure Truncation::boundary_gap() const {
  const AssumedArithmetic assumed;
  const double gap = kept - dropped;
  return {gap, std::isfinite(gap) ? unit_double * std::abs(gap) : std::numeric_limits<double>::infinity()};
}

template <class T>
std::vector<Truncation> truncations(std::span<const T> x, std::span<const std::size_t> ks) {
  const AssumedArithmetic assumed;
  if (x.empty())
    throw DomainError("empty row of scores");
  for (const std::size_t k : ks)
    if (k < 1 || k > x.size())
      throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(x.size()));
  try {
    return truncations_of(x, ks);
  } catch (const DomainError&) {
    check_scores(x.data(), x.size()); // names the key by its place in the row
    throw;
  }
}

template <class T>
Truncation truncation(std::span<const T> x, std::size_t k) {
  const AssumedArithmetic assumed;
  return truncations(x, std::span<const std::size_t>(&k, 1)).front();
}

template <class T>
Truncation truncation(std::span<const T> head, std::span<const T> tail) {
  const AssumedArithmetic assumed;
  const Extremes of_head = extremes_of(head.data(), head.size()),
                 of_tail = extremes_of(tail.data(), tail.size());
  const double largest = std::max(of_head.largest, of_tail.largest);
  if (of_head.nan || of_tail.nan || largest == std::numeric_limits<double>::infinity()) {
    check_scores(head.data(), head.size());
    check_scores(tail.data(), tail.size());
  }
  const std::size_t finite_head = unmasked_in(head.data(), head.size());
  const double base = base_for(largest);
  Accumulator kept(base), dropped(base);
  kept.add_precisely(head.data(), head.size());
  dropped.add_precisely(tail.data(), tail.size());
  if (kept.sum().empty())
    throw DomainError("no kept key has a finite score");
  return {.k = head.size(),
          .finite = finite_head + unmasked_in(tail.data(), tail.size()),
          .head = kept.sum(),
          .tail = dropped.sum(),
          .kept = finite_head == head.size() ? of_head.least : -std::numeric_limits<double>::infinity(),
          .dropped = of_tail.largest};
}

template <class T>
ScaledSum log_sum_exp(std::span<const T> x) {
  const AssumedArithmetic assumed;
  Accumulator sums;
  sums.add(x.data(), x.size());
  return checked(sums, x.size());
}

template std::vector<Truncation> truncations(std::span<const float>, std::span<const std::size_t>);
template std::vector<Truncation> truncations(std::span<const double>, std::span<const std::size_t>);
template Truncation truncation(std::span<const float>, std::size_t);
template Truncation truncation(std::span<const double>, std::size_t);
template Truncation truncation(std::span<const float>, std::span<const float>);
template Truncation truncation(std::span<const double>, std::span<const double>);
template ScaledSum log_sum_exp(std::span<const float>);
template ScaledSum log_sum_exp(std::span<const double>);
template ScaledSum log_sum_exp(std::span<const Half>);
template ScaledSum log_sum_exp(std::span<const BFloat>);

} // namespace tailmass::fast
