// blockwise-bounds: score intervals of blocks of keys bound the tail mass on both sides.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/moved_rows.hpp"

namespace tailmass {
namespace {

using exact::End;

/// The bound that has the tail at `tail_end` of its intervals: U_tail/(L_head + U_tail) or L_tail/(U_head +
/// L_tail).
struct TrueBound {
  template <class R>
  static exact::MovedRow<R> row_at(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
    return exact::interval_row(row, blocks, tail_end);
  }
};

template <class Bound = TrueBound>
struct BlockwiseBounds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const exact::MovedRow<R> tau = exact::union_row(row, *c.blocks);
    const exact::MovedRow<R> lower = Bound::row_at(row, *c.blocks, End::smallest);
    const exact::MovedRow<R> upper = Bound::row_at(row, *c.blocks, End::largest);
    tail_mass_at_most(out, "L_tail/(U_head + L_tail) <= tau", lower, tau, at);
    tail_mass_at_most(out, "tau <= U_tail/(L_head + U_tail)", tau, upper, at);
    if (!c.finer_blocks || !refines(*c.finer_blocks, *c.blocks))
      return;
    tail_mass_at_most(out, "refining does not loosen the lower bound", lower,
                      Bound::row_at(row, *c.finer_blocks, End::smallest), at);
    tail_mass_at_most(out, "refining does not loosen the upper bound",
                      Bound::row_at(row, *c.finer_blocks, End::largest), upper, at);
  }
};

/// The bound with term(block, end) as the sum of a block that is taken at an end of its interval.
template <class R, class Term>
exact::MovedRow<R> false_row(Evaluator<R>& row, const Blocks& blocks, End tail_end, End head_end,
                             const Term& term) {
  const exact::MovedRow<R> scores = exact::interval_row(row, blocks, tail_end);
  return exact::moved_row<R>(scores.head, scores.tail, [&blocks, tail_end, head_end, term] {
    exact::TwoSums<R> sums{R(0), R(0)};
    for (const Block& block : blocks.all())
      (block.in_head ? sums.head : sums.tail) += term(block, block.in_head ? head_end : tail_end);
    return sums;
  });
}

End opposite(End end) {
  return end == End::largest ? End::smallest : End::largest;
}

struct CountsDropped {
  template <class R>
  static exact::MovedRow<R> row_at(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
    return false_row(row, blocks, tail_end, opposite(tail_end), [&row](const Block& block, End end) {
      return exact::weight_of_score(row, exact::end_of(block, end));
    });
  }
};

struct EndsSwapped {
  template <class R>
  static exact::MovedRow<R> row_at(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
    return false_row(row, blocks, tail_end, tail_end, [&row](const Block& block, End end) {
      return R(row.precision()(block.keys.size()) * exact::weight_of_score(row, exact::end_of(block, end)));
    });
  }
};

struct BlockMeans {
  template <class R>
  static exact::MovedRow<R> row_at(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
    return false_row(row, blocks, tail_end, opposite(tail_end), [&row](const Block& block, End end) {
      using std::exp;
      const R weight = exact::all_finite(row.scores(), block)
                           ? R(exp(exact::block_mean(row, block)))
                           : exact::weight_of_score(row, exact::end_of(block, end));
      return R(row.precision()(block.keys.size()) * weight);
    });
  }
};

struct MasksIgnored {
  template <class R>
  static exact::MovedRow<R> row_at(Evaluator<R>& row, const Blocks& blocks, End tail_end) {
    return false_row(row, blocks, tail_end, opposite(tail_end), [&row](const Block& block, End end) {
      double score = exact::end_of(block, end);
      if (std::isinf(score))
        for (const Key key : block.keys)
          score = std::max(score, row.scores()[key]);
      return R(row.precision()(block.keys.size()) * exact::weight_of_score(row, score));
    });
  }
};

/// The refinement claim turned round.
struct CoarserIsBetter {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("refining does not tighten the upper bound", [&] {
      return Both<R>{exact::interval_row(row, *c.blocks, End::largest).tail_mass(),
                     exact::interval_row(row, *c.finer_blocks, End::largest).tail_mass()};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }, Without::meaningless},
};

/// One block a line, tight, refined into single keys.
Case block_case(std::vector<double> scores, const std::vector<std::vector<Key>>& head,
                const std::vector<std::vector<Key>>& tail) {
  Case c = top_k_case(std::move(scores), 1);
  std::vector<Block> coarse, fine;
  for (const bool in_head : {true, false})
    for (const std::vector<Key>& keys : in_head ? head : tail) {
      for (const Key key : keys)
        fine.push_back(tight_block(*c.scores, {key}, in_head, coarse.size()));
      coarse.push_back(tight_block(*c.scores, keys, in_head));
    }
  c.blocks = std::make_shared<const Blocks>(*c.scores, std::move(coarse));
  c.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(fine));
  return c;
}
Case constant_blocks() {
  return block_case({1, 1, 2, 0, 0, masked}, {{0, 1}, {2}}, {{3, 4}, {5}});
}
Case spread_blocks() {
  return block_case({2, 0, 1, -4}, {{0, 1}}, {{2, 3}});
}

const Mutant mutants[] = {
    {"tightened-lower", "0.99 tau above the lower bound", sides_of<Tightened<BlockwiseBounds<>, 0>>(),
     constant_blocks},
    {"tightened-upper", "0.99 of the upper bound", sides_of<Tightened<BlockwiseBounds<>, 1>>(),
     constant_blocks},
    {"tightened-refined-lower", "0.99 of the refined lower bound",
     sides_of<Tightened<BlockwiseBounds<>, 2>>(), constant_blocks},
    {"tightened-coarse-upper", "0.99 of the upper bound above the refined one",
     sides_of<Tightened<BlockwiseBounds<>, 3>>(), constant_blocks},
    {"coarser-is-better", "refining claimed not to tighten", sides_of<CoarserIsBetter>(), spread_blocks},
    {"counts-dropped", "e^{U_b} for n_b e^{U_b}", sides_of<BlockwiseBounds<CountsDropped>>(),
     [] {
       return block_case({0, 0, 0, 0}, {{0}}, {{1, 2, 3}});
     }},
    {"ends-swapped", "L and U of the head exchanged", sides_of<BlockwiseBounds<EndsSwapped>>(),
     [] {
       return block_case({2, 0, 1, 1}, {{0, 1}}, {{2, 3}});
     }},
    {"block-means", "e^m of the block mean for e^U and e^L", sides_of<BlockwiseBounds<BlockMeans>>(),
     [] {
       return block_case({0, 5, -5}, {{0}}, {{1, 2}});
     }},
    {"masks-ignored", "the largest finite score for -inf", sides_of<BlockwiseBounds<MasksIgnored>>(),
     [] {
       return block_case({0, 0, masked, 0}, {{0}}, {{1, 2}, {3}});
     }},
};

const Certificate certificates[] = {
    {"pages-16", 6, "least and largest score of pages of 16 keys",
     by_pages<16, exact::PageSummary::interval>},
    {"pages-64", 6, "least and largest score of pages of 64 keys",
     by_pages<64, exact::PageSummary::interval>},
};

} // namespace

extern const Theorem blockwise_bounds = {
    .id = "blockwise-bounds",
    .words = "the range of each page bounds the tail mass",
    .section = 2,
    .statement = "n_b keys in block b, scores in [L_b, U_b], L_b = -inf with a masked key; head and tail "
                 "unions of blocks, any head: L_tail/(U_head + L_tail) <= tau <= U_tail/(L_head + U_tail), "
                 "where U_tail = sum of n_b e^{U_b} over the tail blocks and so on, 0/0 = 0. A refinement "
                 "whose intervals lie in their parents' never loosens either",
    .equality_case = "upper: tail keys at U_b and, unless tau = 0, head keys at L_b; lower: tail keys at L_b "
                     "and head keys at U_b, or tau = 0; refinement: the ends in use unmoved",
    .source = "P eq. 4.4",
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<BlockwiseBounds<>>(),
    .witness = constant_blocks,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
With $n_b$ keys in block $b$ and scores in $[L_b,U_b]$ ($L_b=-\infty$ with a masked key), head and tail unions of blocks and $U_{\mathrm{tail}}=\sum_{b\,\in\,\mathrm{tail}}n_b\,e^{U_b}$ and so on,
$$\frac{L_{\mathrm{tail}}}{U_{\mathrm{head}}+L_{\mathrm{tail}}}\le\tau\le\frac{U_{\mathrm{tail}}}{L_{\mathrm{head}}+U_{\mathrm{tail}}}.$$
A refinement whose intervals lie in their parents' never loosens either.
if: blocks are given
eq: upper: tail keys at $U_b$ and, unless $\tau=0$, head keys at $L_b$; lower: tail keys at $L_b$ and head keys at $U_b$, or $\tau=0$; refinement: the ends in use unmoved)",
};

} // namespace tailmass
