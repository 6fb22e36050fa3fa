// What certificates in theorems' files are made of.
#pragma once

#include "theory/exact/blocks/certified_pages.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/theorems/theorem.hpp"

namespace tailmass {

/// Returns the sizes of a bound that takes one epsilon at a time.
template <std::size_t (*k_by)(const exact::RankedWeights&, double epsilon)>
std::vector<std::size_t> at_each(const exact::RankedWeights& weights, std::span<const double> epsilons) {
  std::vector<std::size_t> sizes;
  for (const double epsilon : epsilons)
    sizes.push_back(k_by(weights, epsilon));
  return sizes;
}

/// Returns the keys of the fewest pages of consecutive keys that a bound from their summaries certifies.
template <std::size_t page_size, exact::PageSummary summary>
std::vector<std::size_t> by_pages(const exact::RankedWeights& weights, std::span<const double> epsilons) {
  const exact::Pages pages(weights.scores(), page_size, summary, weights.by_balls());
  std::vector<std::size_t> sizes;
  for (const double epsilon : epsilons)
    sizes.push_back(pages.certified(epsilon));
  return sizes;
}

} // namespace tailmass
