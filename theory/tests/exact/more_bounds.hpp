// The other quantities that the bounds are made from by name, for the agreement of number types.
#pragma once

#include "theory/quantities/blocks.hpp"
#include "theory/quantities/definitions.hpp"
#include "theory/quantities/gaps.hpp"

namespace tailmass {

/// Others of the same headers.
template <class R>
std::vector<Quantity<R>> more_bound_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  using exact::End;
  return {
      {"ranked_weight", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::ranked_weight(row, c.scores->finite_count())}; }},
      {"exp_gap", Condition::itself,
       [](Row& row, const Case& c) {
         return stable::has_gap(c) ? N{exact::exp_gap(row, c.head.size())} : N{};
       }},
      {"unmoved_row", Condition::itself,
       [](Row& row, const Case&) {
         const exact::MovedRow<R> moved = exact::unmoved_row(row);
         return N{moved.tail_mass(), moved.head_mass()};
       }},
      {"segment_sum", Condition::itself,
       [](Row& row, const Case& c) {
         if (!stable::has_gap(c))
           return N{};
         return N{exact::segment_sum(row, c.checkpoints->head, End::largest),
                  exact::segment_sum(row, c.checkpoints->tail, End::smallest)};
       }},
      {"interval_row", Condition::itself,
       [](Row& row, const Case& c) {
         return N{exact::interval_row(row, *c.blocks, End::smallest).head_mass(),
                  exact::interval_row(row, *c.blocks, End::largest).head_mass()};
       }},
      {"union_row", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::union_row(row, *c.blocks).head_mass()}; }},
      {"block_mean", Condition::itself,
       [](Row& row, const Case& c) {
         const Block* block = stable::finite_block(c);
         return block ? N{exact::block_mean(row, *block)} : N{};
       }},
      {"weight_of_score", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::weight_of_score(row, c.scores->ranked(1) - 0.375)}; }},
      {"exponential_sum", Condition::itself,
       [](Row& row, const Case& c) {
         const std::span<const double> all = c.scores->all();
         const double unit = c.scores->ranked(1) - 0.25;
         return N{exact::exponential_sum({all.begin(), all.end()}, unit, row.precision())};
       }},
  };
}

} // namespace tailmass
