// The certified searches in double.
#include "theory/stable/search/search.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/scored_keys.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::stable {

namespace {

void require_epsilon(double epsilon) {
  if (!(epsilon > 0 && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
}

/// Entry t: sum of n_j e^{U_j} over the cells but the first t, in the order of opening.
std::vector<ExponentialSum<double>> unseen_sums(const Cells& cells) {
  const std::span<const std::size_t> order = cells.by_upper();
  std::vector<ExponentialSum<double>> sums(order.size() + 1);
  for (std::size_t t = order.size(); t-- > 0;) {
    const Cell& cell = cells.all()[order[t]];
    ExponentialSum<double>& sum = sums[t];
    const ExponentialSum<double>& rest = sums[t + 1];
    sum = {cell.upper, static_cast<double>(cell.keys.size()), 0};
    if (!rest.empty()) {
      sum.sum += rest.sum * exp_pair(two_difference(rest.top, cell.upper));
      sum.error = rest.error + 5 * unit_roundoff<>;
    }
  }
  return sums;
}

/// 1/(1 + k/rest e^gap), rounded up.
double tail_of_gap(double gap, std::size_t k, std::size_t rest) {
  const double odds = static_cast<double>(rest) / static_cast<double>(k) * std::exp(-gap);
  const double tail = odds / (1 + odds);
  const double upper = std::nextafter(tail * (1 + 8 * unit_roundoff<>), infinity) + 4 * smallest_subnormal<>;
  return upper < 1 ? upper : 1; // also where e^-gap is out of range
}

/// The largest bound of an unopened cell after `opened` cells; -inf without one.
double largest_unopened(const Cells& cells, std::size_t opened) {
  return opened == cells.all().size() ? -infinity : cells.all()[cells.by_upper()[opened]].upper;
}

/// The first `count` keys as the head of a result.
void keep(SearchResult& result, const std::vector<ScoredKey>& sorted, std::size_t count) {
  for (std::size_t i = 0; i < std::min(count, sorted.size()); ++i)
    result.head.push_back(sorted[i].key);
}

/// Shrinks the head from all scored keys to the least size from k on that keeps the tail mass within epsilon.
void choose_head(SearchResult& result, const ScoredKeys& scored, ScoredSums sums,
                 const ExponentialSum<double>& unseen, double epsilon, std::size_t k) {
  const std::vector<ScoredKey> sorted = scored.sorted();
  sums.clear_outside();
  std::size_t size = sorted.size();
  result.tail_mass = sums.tail_mass(unseen);
  while (size > k) {
    sums.add_outside(sorted[size - 1].score);
    const double tail_mass = sums.tail_mass(unseen);
    if (!(tail_mass <= epsilon))
      break;
    result.tail_mass = tail_mass;
    --size;
  }
  keep(result, sorted, size);
  result.certified = true;
}

} // namespace

SearchResult mc_search(const QueryKeys& query_keys, const Cells& cells, double epsilon, std::size_t k,
                       const KeyScores* known) {
  const AssumedArithmetic assumed;
  require_epsilon(epsilon);
  if (k < 1)
    throw DomainError("a search needs k >= 1");
  const std::vector<ExponentialSum<double>> unseen = unseen_sums(cells);
  ScoredKeys scored(k, query_keys.unmasked().size());
  ScoredSums sums;
  SearchResult result;
  for (const std::size_t index : cells.by_upper()) {
    for (const Key key : cells.all()[index].keys) {
      const ScoredKey next{key, known ? known->of(key) : key_score(query_keys, key)};
      sums.add_scored(next.score);
      if (const ScoredKey* outside = scored.add(next))
        sums.add_outside(outside->score);
    }
    const ExponentialSum<double>& rest = unseen[++result.cells_opened];
    result.trace.push_back({.keys_scored = scored.size(),
                            .k = scored.head_size(),
                            .gap = -infinity,
                            .tail_mass = sums.tail_mass(rest)});
    ScoredSums all_kept = sums;
    all_kept.clear_outside();
    if (all_kept.tail_mass(rest) <= epsilon) {
      choose_head(result, scored, sums, rest, epsilon, k);
      break;
    }
  }
  result.keys_scored = scored.size();
  result.exhausted = result.cells_opened == cells.all().size();
  if (result.head.size() > result.trace.back().k) // the head has grown
    result.trace.push_back({result.keys_scored, result.head.size(), -infinity, result.tail_mass});
  return result;
}

SearchResult delta_k_search(const QueryKeys& query_keys, const Cells& cells, std::size_t k, double epsilon,
                            const KeyScores* known) {
  const AssumedArithmetic assumed;
  require_epsilon(epsilon);
  const std::size_t finite = query_keys.unmasked().size();
  if (k < 1 || k >= finite)
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(finite - 1) +
                      ", below the number of unmasked keys");
  ScoredKeys scored(k, finite);
  SearchResult result;
  for (const std::size_t index : cells.by_upper()) {
    for (const Key key : cells.all()[index].keys)
      scored.add({key, known ? known->of(key) : key_score(query_keys, key)});
    ++result.cells_opened;
    SearchStep step{.keys_scored = scored.size(), .k = scored.head_size(), .gap = -infinity, .tail_mass = 1};
    if (scored.head_size() == k) {
      const KeyScore least{scored.least_of_head().value, scored.error()};
      const double next = std::max(scored.largest_outside(), largest_unopened(cells, result.cells_opened));
      step.gap = std::nextafter(least.lower() - next, -infinity);
      step.tail_mass = tail_of_gap(step.gap, k, finite - k);
    }
    result.trace.push_back(step);
    if (step.tail_mass <= epsilon)
      break;
  }
  const std::vector<ScoredKey> sorted = scored.sorted();
  keep(result, sorted, k);
  result.keys_scored = scored.size();
  result.exhausted = result.cells_opened == cells.all().size();
  SearchStep& last = result.trace.back();
  if (result.exhausted) {
    ScoredSums sums;
    for (const ScoredKey& key : sorted)
      sums.add_scored(key.score);
    for (const ScoredKey& key : std::span(sorted).subspan(k))
      sums.add_outside(key.score);
    last.tail_mass = std::min(last.tail_mass, sums.tail_mass({}));
  }
  result.tail_mass = last.tail_mass;
  result.certified = last.tail_mass <= epsilon;
  result.exact_top_k = last.gap >= 0;
  return result;
}

} // namespace tailmass::stable
