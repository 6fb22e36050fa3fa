// Summaries of blocks.
#include "theory/fast/blocks/blocks.hpp"

#include "theory/fast/gaps/gap_bounds.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

BlockSummary summary_of(const double* x, std::size_t n) {
  return summarise_block(x, n);
}
BlockSummary summary_of(const float* x, std::size_t n) {
  alignas(64) double wide[block_size];
  promote_block(x, n, wide);
  return summarise_block(wide, n);
}

Enclosure mean_of(const BlockSummary& all) {
  if (all.finite == 0)
    return {};
  const double n = static_cast<double>(all.finite);
  const double mean = (all.high + all.low) / n;
  if (!std::isfinite(mean))
    return {0, std::numeric_limits<double>::infinity()};
  const double farthest = std::max(std::abs(all.least), std::abs(all.largest));
  return {mean, (2 * unit_double * std::abs(mean) + n * n * 0x1p-102 * farthest) * (1 + 0x1p-20) +
                    2 * std::numeric_limits<double>::denorm_min()};
}

/// `first` is the place of the block in its row.
template <class T>
BlockFacts facts_at(std::span<const T> block, std::size_t first) {
  BlockFacts facts{.count = block.size(), .mean = {}};
  BlockSummary all;
  for (std::size_t from = 0; from < block.size(); from += block_size) {
    const std::size_t count = std::min(block_size, block.size() - from);
    const BlockSummary part = summary_of(block.data() + from, count);
    if (part.invalid)
      check_scores(block.data() + from, count, first + from);
    facts.least = std::min(facts.least, part.least);
    facts.largest = std::max(facts.largest, part.largest);
    all.finite += part.finite;
    const double sum = all.high + part.high;
    const double other = sum - all.high;
    all.low += (all.high - (sum - other)) + (part.high - other) + part.low;
    all.high = sum;
  }
  all.least = facts.least;
  all.largest = facts.largest;
  facts.finite = all.finite;
  facts.mean = mean_of(all);
  return facts;
}

} // namespace

template <class T>
BlockFacts facts_of(std::span<const T> row) {
  const AssumedArithmetic assumed;
  return facts_at(row, 0);
}

template <class T>
std::vector<BlockFacts> facts_of_blocks(std::span<const T> row, std::size_t block) {
  const AssumedArithmetic assumed;
  if (block == 0)
    throw DomainError("blocks of no key");
  std::vector<BlockFacts> facts;
  for (std::size_t first = 0; first < row.size(); first += block)
    facts.push_back(facts_at(row.subspan(first, std::min(block, row.size() - first)), first));
  return facts;
}

BlockInterval interval_of(const BlockFacts& facts, bool in_head) {
  const double masked = -std::numeric_limits<double>::infinity();
  return {facts.count, facts.finite == facts.count ? facts.least : masked, facts.largest, in_head};
}

BlockwiseBounds blockwise_bounds(std::span<const BlockInterval> blocks) {
  const AssumedArithmetic assumed;
  std::vector<Level> lower_head, upper_head, lower_tail, upper_tail;
  for (const BlockInterval& block : blocks) {
    (block.in_head ? lower_head : lower_tail).push_back({block.lower, block.count});
    (block.in_head ? upper_head : upper_tail).push_back({block.upper, block.count});
  }
  return {tail_mass_of(upper_head, lower_tail), tail_mass_of(lower_head, upper_tail)};
}

template BlockFacts facts_of(std::span<const float>);
template BlockFacts facts_of(std::span<const double>);
template std::vector<BlockFacts> facts_of_blocks(std::span<const float>, std::size_t);
template std::vector<BlockFacts> facts_of_blocks(std::span<const double>, std::size_t);

} // namespace tailmass::fast
