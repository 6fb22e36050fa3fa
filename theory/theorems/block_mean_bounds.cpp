// block-mean-bounds: the mean score of a block bounds its sum of exponentials from below, and with the
// interval from above.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <cmath>
#include <optional>

namespace tailmass {
namespace {

/// A block's sums in units of e^{s_(1)}, and its scores less s_(1).
template <class R>
class BlockSums {
public:
  BlockSums(Evaluator<R>& row, const Block& block) : row_(row), block_(block) {}

  [[nodiscard]] R total() const { return exact::block_sum(row_, block_); }
  [[nodiscard]] const R& mean() const {
    return kept(mean_, [&] { return exact::block_mean(row_, block_); });
  }
  [[nodiscard]] const R& at_mean() const {
    using std::exp;
    return kept(at_mean_, [&] { return R(count() * exp(mean())); });
  }
  /// U - m, m - L and U - L.
  [[nodiscard]] R above() const { return R(from_top(block_.upper) - mean()); }
  [[nodiscard]] R below() const { return R(mean() - from_top(block_.lower)); }
  [[nodiscard]] R width() const { return R(from_top(block_.upper) - from_top(block_.lower)); }
  /// n_b (x e^L + y e^U)/(U - L).
  [[nodiscard]] R chord(const R& x, const R& y) const {
    return R(
        count() *
        (x * exact::weight_of_score(row_, block_.lower) + y * exact::weight_of_score(row_, block_.upper)) /
        width());
  }
  [[nodiscard]] const R& chord() const {
    return kept(chord_, [&] { return chord(above(), below()); });
  }
  /// n_b e^{m + (U - L)^2/divisor}.
  [[nodiscard]] R squared_width(std::size_t divisor) const {
    using std::exp;
    const R w = width();
    return R(at_mean() * exp(R(w * w / row_.precision()(divisor))));
  }

private:
  [[nodiscard]] R count() const { return row_.precision()(block_.keys.size()); }
  [[nodiscard]] R from_top(double score) const { return R(R(score) - R(row_.scores().ranked(1))); }
  template <class Compute>
  static const R& kept(std::optional<R>& result, const Compute& compute) {
    if (!result)
      result.emplace(compute());
    return *result;
  }

  Evaluator<R>& row_;
  const Block& block_;
  mutable std::optional<R> mean_, at_mean_, chord_;
};

bool at_ends(const Scores& s, const Block& block) {
  return std::ranges::all_of(block.keys,
                             [&](Key key) { return s[key] == block.lower || s[key] == block.upper; });
}

bool has_chord(const Block& block) {
  return block.lower < block.upper && !std::isinf(block.lower);
}

/// Calls state(block, sums) for the blocks without masked keys.
template <class R, class State>
void each_finite_block(Evaluator<R>& row, const Case& c, const State& state) {
  for (const Block& block : c.blocks->all())
    if (exact::all_finite(*c.scores, block))
      state(block, BlockSums<R>(row, block));
}

struct BlockMeanBounds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_finite_block(row, c, [&](const Block& block, const BlockSums<R>& sums) {
      out.at_most("n_b e^m <= Z_b", same_score(*c.scores, block.keys), [&] {
        return Both<R>{sums.at_mean(), sums.total()};
      });
      if (block.lower == block.upper)
        out.at_most("Z_b <= n_b e^m for L = U", true, [&] { return Both<R>{sums.total(), sums.at_mean()}; });
      if (!has_chord(block))
        return;
      out.at_most("Z_b <= n_b ((U - m) e^L + (m - L) e^U)/(U - L)", at_ends(*c.scores, block), [&] {
        return Both<R>{sums.total(), sums.chord()};
      });
      last(block, sums, out);
    });
  }

private:
  /// The last bound divided by the chord is about 1 + (U - L)^4/192 where they are closest. Nothing is stated
  /// of blocks too narrow for a reader to tell that from 1; only intervals around 0 can be.
  template <class R>
  static void last(const Block& block, const BlockSums<R>& sums, Sides<R>& out) {
    out.or_stronger(
        std::log(192) - 4 * std::log(block.upper - block.lower),
        [&] {
          out.at_most("chord <= n_b e^{m + (U - L)^2/8}", [&] {
            return Both<R>{sums.chord(), sums.squared_width(8)};
          });
        },
        [] {});
  }
};

struct MeanAbove {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_finite_block(row, c, [&](const Block&, const BlockSums<R>& sums) {
      out.at_most("Z_b <= n_b e^m", [&] { return Both<R>{sums.total(), sums.at_mean()}; });
    });
  }
};

struct ChordSwapped {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_finite_block(row, c, [&](const Block& block, const BlockSums<R>& sums) {
      if (has_chord(block))
        out.at_most("Z_b <= n_b ((m - L) e^L + (U - m) e^U)/(U - L)", [&] {
          return Both<R>{sums.total(), sums.chord(sums.below(), sums.above())};
        });
    });
  }
};

struct Sixteenth {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_finite_block(row, c, [&](const Block& block, const BlockSums<R>& sums) {
      if (has_chord(block))
        out.at_most("chord <= n_b e^{m + (U - L)^2/16}", [&] {
          return Both<R>{sums.chord(), sums.squared_width(16)};
        });
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given, one of them without masked keys",
     [](const Case& c) {
       return c.blocks && std::ranges::any_of(c.blocks->all(), [&](const Block& block) {
                return exact::all_finite(*c.scores, block);
              });
     },
     Without::meaningless},
};

Case constant_blocks() {
  Case c = top_k_case({0.1, 0.1, 0.1, -3, -3, masked}, 3);
  c.blocks =
      std::make_shared<const Blocks>(*c.scores, std::vector<Block>{tight_block(*c.scores, {0, 1, 2}, true),
                                                                   tight_block(*c.scores, {3, 4}, false),
                                                                   tight_block(*c.scores, {5}, false)});
  return c;
}

const Mutant mutants[] = {
    {"tightened-mean", "0.99 Z_b above n_b e^m", sides_of<Tightened<BlockMeanBounds, 0>>(), constant_blocks},
    {"tightened-constant", "0.99 n_b e^m above Z_b for L = U", sides_of<Tightened<BlockMeanBounds, 1>>(),
     constant_blocks},
    {"tightened-chord", "0.99 of the chord", sides_of<Tightened<BlockMeanBounds, 1>>(),
     [] {
       return one_block_case({1, -1, -1});
     }},
    {"tightened-last", "0.99 of the last bound, which narrow blocks approach",
     sides_of<Tightened<BlockMeanBounds, 2>>(),
     [] {
       return one_block_case({0.125, -0.125});
     }},
    {"mean-above", "block mean as an upper bound", sides_of<MeanAbove>(),
     [] {
       return one_block_case({1, -1, 0});
     }},
    {"chord-swapped", "the weights of the chord exchanged", sides_of<ChordSwapped>(),
     [] {
       return one_block_case({1, 1, -1});
     }},
    {"sixteenth", "(U - L)^2/16 for (U - L)^2/8", sides_of<Sixteenth>(),
     [] {
       return one_block_case({1, -1});
     }},
};

const Certificate certificates[] = {
    {"page-means-16", 7, "least, largest and mean score of pages of 16 keys",
     by_pages<16, exact::PageSummary::mean>},
    {"page-means-64", 7, "least, largest and mean score of pages of 64 keys",
     by_pages<64, exact::PageSummary::mean>},
};

} // namespace

extern const Theorem block_mean_bounds = {
    .id = "block-mean-bounds",
    .words = "the mean of a page bounds its sum of exponentials",
    .section = 2,
    .statement =
        "n_b finite scores in [L, U], m their mean, Z_b their sum of exponentials: n_b e^m <= Z_b <= n_b ((U "
        "- m) e^L + (m - L) e^U)/(U - L) <= n_b e^{m + (U - L)^2/8} for L < U; n_b e^m for L = U",
    .equality_case = "lower: block constant; chord: scores in {L, U}; last: L = U",
    .source = "B (Jensen; Edmundson-Madansky; Hoeffding's lemma)",
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<BlockMeanBounds>(),
    .witness = constant_blocks,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
For $n_b$ finite scores in $[L,U]$, $m$ their mean and $Z_b$ their sum of exponentials,
$$n_b\,e^m\le Z_b\le n_b\,\frac{(U-m)\,e^L+(m-L)\,e^U}{U-L}\le n_b\,e^{m+(U-L)^2/8}\qquad(L<U),$$
and $Z_b=n_b\,e^m$ for $L=U$.
if: blocks are given, one of them without masked keys
eq: lower: block constant; chord: scores in $\{L,U\}$; last: $L=U$)",
};

} // namespace tailmass
