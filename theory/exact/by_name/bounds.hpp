// The bounds of section 2 as named quantities.
#pragma once

#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/by_name/quantity.hpp"

namespace tailmass {

/// Whether the bounds from ordered scores speak about the case.
inline bool has_gap(const Case& c) {
  return c.head.is_top_k() && c.head.size() < c.scores->finite_count();
}

/// The first block without masked keys, or null.
inline const Block* finite_block(const Case& c) {
  const auto& blocks = c.blocks->all();
  const auto found =
      std::ranges::find_if(blocks, [&](const Block& block) { return exact::all_finite(*c.scores, block); });
  return found == blocks.end() ? nullptr : &*found;
}

/// n_b ((U - m) e^L + (m - L) e^U)/(U - L) in units of e^{s_(1)}, n_b e^m if L = U.
template <class R>
R block_chord(Evaluator<R>& row, const Block& block) {
  using std::exp;
  const R count = row.precision()(block.keys.size());
  const R mean = exact::block_mean(row, block);
  if (block.lower == block.upper)
    return R(count * exp(mean));
  const R top(row.scores().ranked(1));
  const R low = R(R(block.lower) - top), high = R(R(block.upper) - top);
  return R(count *
           ((high - mean) * exact::weight_of_score(row, block.lower) +
            (mean - low) * exact::weight_of_score(row, block.upper)) /
           R(high - low));
}

using Ranks = std::vector<std::size_t>;

/// G/(A + G), the tail's segments at `tail_end` and the head's at the other end.
template <class R>
R segmented_tail_mass(Evaluator<R>& row, const Ranks& head, const Ranks& tail, exact::End tail_end) {
  using exact::End;
  const R kept = exact::segment_sum(row, head, tail_end == End::largest ? End::smallest : End::largest);
  const R dropped = exact::segment_sum(row, tail, tail_end);
  return R(dropped / R(kept + dropped));
}

/// Those of the reference table.
template <class R>
std::vector<Quantity<R>> gap_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  using exact::End;
  return {
      {"boundary_gap", Condition::itself,
       [](Row& row, const Case& c) { return has_gap(c) ? N{exact::gap(row, c.head.size())} : N{}; }},
      {"gap_bound", Condition::itself,
       [](Row& row, const Case& c) {
         const std::size_t k = c.head.size();
         return has_gap(c) ? N{exact::gap_bound(row, k, c.scores->finite_count() - k, k)} : N{};
       }},
      {"gap_bound_simple", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         const std::size_t k = c.head.size();
         const R odds = R(row.precision()(c.scores->finite_count() - k) / row.precision()(k));
         return N{R(odds / exact::exp_gap(row, k))};
       }},
      {"gap_threshold", Condition::odds,
       [](Row& row, const Case& c) {
         using std::log;
         const Precision<R>& at = row.precision();
         const std::size_t k = c.head.size();
         if (!has_gap(c))
           return N{};
         const R count_odds = R(at(c.scores->finite_count() - k) / at(k));
         return N{R(log(count_odds) + log(R((at(1.0) - at(*c.epsilon)) / at(*c.epsilon))))};
       }},
      {"gap_lower_bound", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         const std::size_t k = c.head.size();
         return N{segmented_tail_mass(row, {0, k}, {k, c.scores->finite_count()}, End::smallest)};
       }},
      {"gap_lower_bound_sharper", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         const std::size_t k = c.head.size();
         Ranks tail{k, k + 1};
         if (k + 1 < c.scores->finite_count())
           tail.push_back(c.scores->finite_count());
         return N{segmented_tail_mass(row, {0, k}, tail, End::smallest)};
       }},
      {"multi_gap_bound", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         return N{segmented_tail_mass(row, {0, c.head.size()}, c.checkpoints->tail, End::largest)};
       }},
      {"multi_gap_known", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         const std::size_t k = c.head.size();
         const Ranks tail =
             exact::known_gap_checkpoints(k, c.checkpoints->known_gaps, c.scores->finite_count());
         return N{segmented_tail_mass(row, {0, k}, tail, End::largest)};
       }},
      {"multi_gap_two_sided", Condition::itself,
       [](Row& row, const Case& c) {
         if (!has_gap(c))
           return N{};
         return N{segmented_tail_mass(row, c.checkpoints->head, c.checkpoints->tail, End::largest)};
       }},
  };
}

/// Those of the reference table; the sums and means of a block in units of e^{s_(1)}.
template <class R>
std::vector<Quantity<R>> block_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  using exact::End;
  return {
      {"blockwise_lower", Condition::itself,
       [](Row& row, const Case& c) {
         return N{exact::interval_row(row, *c.blocks, End::smallest).tail_mass};
       }},
      {"blockwise_upper", Condition::itself,
       [](Row& row, const Case& c) {
         return N{exact::interval_row(row, *c.blocks, End::largest).tail_mass};
       }},
      {"blockwise_tail_mass", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::union_row(row, *c.blocks).tail_mass}; }},
      {"block_mean_lower", Condition::exponents,
       [](Row& row, const Case& c) {
         using std::exp;
         const Block* block = finite_block(c);
         return block ? N{R(row.precision()(block->keys.size()) * exp(exact::block_mean(row, *block)))} : N{};
       }},
      {"block_sum", Condition::in_top,
       [](Row& row, const Case& c) {
         const Block* block = finite_block(c);
         return block ? N{exact::block_sum(row, *block)} : N{};
       }},
      {"block_mean_chord", Condition::exponents,
       [](Row& row, const Case& c) {
         const Block* block = finite_block(c);
         return block ? N{block_chord(row, *block)} : N{};
       }},
      {"block_mean_upper", Condition::exponents,
       [](Row& row, const Case& c) {
         using std::exp;
         const Block* block = finite_block(c);
         if (!block)
           return N{};
         const R width = R(R(block->upper) - R(block->lower));
         const R exponent = R(exact::block_mean(row, *block) + width * width / row.precision()(8.0));
         return N{R(row.precision()(block->keys.size()) * exp(exponent))};
       }},
  };
}

} // namespace tailmass
