// The list of certificates, and what evaluates them.
#include "verify/campaign/certificates.hpp"

#include "theory/exact/blocks/certified_pages.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/certified_k.hpp"

#include <algorithm>

namespace tailmass {

namespace {

using exact::PageSummary;
using exact::RankedWeights;
using Epsilons = std::span<const double>;
using Sizes = std::vector<std::size_t>;

template <class SizeAt>
Sizes at_each(Epsilons epsilons, const SizeAt& size_at) {
  Sizes sizes(epsilons.size());
  std::ranges::transform(epsilons, sizes.begin(), size_at);
  return sizes;
}

Sizes by_count(const RankedWeights& weights, Epsilons epsilons) {
  const std::size_t finite = weights.scores().finite_count();
  return at_each(epsilons, [&](double epsilon) { return exact::ceil_of_rest(finite, epsilon); });
}

template <std::size_t (*k_by)(const RankedWeights&, double)>
Sizes by_ranks(const RankedWeights& weights, Epsilons epsilons) {
  return at_each(epsilons, [&](double epsilon) { return k_by(weights, epsilon); });
}

template <std::size_t gaps>
Sizes by_known_gaps(const RankedWeights& weights, Epsilons epsilons) {
  return at_each(epsilons, [&](double epsilon) { return exact::k_by_known_gaps(weights, gaps, epsilon); });
}

template <std::size_t page_size, PageSummary summary>
Sizes by_pages(const RankedWeights& weights, Epsilons epsilons) {
  const exact::Pages pages(weights.scores(), page_size, summary);
  return at_each(epsilons, [&](double epsilon) { return pages.certified(epsilon); });
}

constexpr Certificate list[] = {
    {"count-bound", "k-epsilon", "the number of finite scores alone: ceil(n_f (1 - eps))", by_count},
    {"gap-bound-simple", "gap-bound-simple", "k, n_f and the boundary gap",
     by_ranks<exact::k_by_simple_gap_bound>},
    {"gap-bound", "gap-bound", "k, n_f and the boundary gap", by_ranks<exact::k_by_gap_bound>},
    {"multi-gap-2", "multi-gap-bound", "the first 2 gaps from s_(k) down", by_known_gaps<2>},
    {"multi-gap-8", "multi-gap-bound", "the first 8 gaps from s_(k) down", by_known_gaps<8>},
    {"multi-gap-32", "multi-gap-bound", "the first 32 gaps from s_(k) down", by_known_gaps<32>},
    {"doubling-gaps", "multi-gap-two-sided", "scores 1, 2, 4, .. ranks from the boundary, both ways",
     by_ranks<exact::k_by_doubling_gaps>},
    {"pages-16", "blockwise-bounds", "least and largest score of pages of 16 keys",
     by_pages<16, PageSummary::interval>},
    {"pages-64", "blockwise-bounds", "least and largest score of pages of 64 keys",
     by_pages<64, PageSummary::interval>},
    {"page-means-16", "block-mean-bounds", "least, largest and mean score of pages of 16 keys",
     by_pages<16, PageSummary::mean>},
    {"page-means-64", "block-mean-bounds", "least, largest and mean score of pages of 64 keys",
     by_pages<64, PageSummary::mean>},
};

} // namespace

std::span<const Certificate> certificates() {
  return list;
}

std::vector<ById<std::size_t>> certified_sizes(const Scores& scores, std::span<const double> epsilons) {
  const RankedWeights weights(scores);
  std::vector<ById<std::size_t>> result(epsilons.size());
  for (const Certificate& certificate : list) {
    const Sizes sizes = certificate.sizes(weights, epsilons);
    for (std::size_t i = 0; i < epsilons.size(); ++i)
      result[i].emplace_back(certificate.id, sizes[i]);
  }
  return result;
}

} // namespace tailmass
