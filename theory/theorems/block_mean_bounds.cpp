// block-mean-bounds: the mean score of a block bounds its sum of exponentials from below, and with the
// interval from above.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {
namespace {

enum class Change { none, mean_above, chord_swapped, sixteenth };

/// Chord and last bound differ by a factor near 1 + (U - L)^4/192 for narrow blocks; below this width 4096
/// bits do not show that, and the comparison is not made. Only intervals around 0 can be so narrow.
constexpr double narrowest = 0x1p-960;

template <Change change = Change::none>
struct BlockMeanBounds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    for (const Block& block : c.blocks->all())
      if (exact::all_finite(*c.scores, block) && out.asks(claims_of(block)))
        block_sides(row, block, out);
  }

  /// How many claims block_sides() makes.
  static std::size_t claims_of(const Block& block) {
    if (block.lower == block.upper)
      return 2;
    if (std::isinf(block.lower))
      return 1; // no chord
    return block.upper - block.lower >= narrowest ? 3 : 2;
  }

  /// All sums in units of e^{s_(1)}.
  template <class R>
  static void block_sides(Evaluator<R>& row, const Block& block, Sides<R>& out) {
    using std::exp;
    const Scores& s = row.scores();
    const Precision<R>& at = row.precision();
    const R count = at(block.keys.size());
    const R mean = exact::block_mean(row, block);
    const R at_mean = R(count * exp(mean));
    const R total = exact::block_sum(row, block);
    const bool constant =
        std::ranges::all_of(block.keys, [&](Key key) { return s[key] == s[block.keys.front()]; });
    if constexpr (change == Change::mean_above)
      out.at_most("Z_b <= n_b e^m", total, at_mean);
    else
      out.at_most("n_b e^m <= Z_b", at_mean, total, constant);
    if (block.lower == block.upper) {
      out.at_most("Z_b <= n_b e^m for L = U", total, at_mean, true);
      return;
    }
    if (std::isinf(block.lower))
      return; // no chord
    const R reference(s.ranked(1));
    const R low = R(R(block.lower) - reference), high = R(R(block.upper) - reference);
    const R width = R(high - low);
    const R at_low = exact::weight_of_score(row, block.lower),
            at_high = exact::weight_of_score(row, block.upper);
    const R chord = change == Change::chord_swapped
                        ? R(count * ((mean - low) * at_low + (high - mean) * at_high) / width)
                        : R(count * ((high - mean) * at_low + (mean - low) * at_high) / width);
    const bool at_ends = std::ranges::all_of(
        block.keys, [&](Key key) { return s[key] == block.lower || s[key] == block.upper; });
    out.at_most("Z_b <= n_b ((U - m) e^L + (m - L) e^U)/(U - L)", total, chord, at_ends);
    const R eighth = R(width * width / at(std::size_t{change == Change::sixteenth ? 16 : 8}));
    if (block.upper - block.lower >= narrowest)
      out.at_most("chord <= n_b e^{m + (U - L)^2/8}", chord, R(at_mean * exp(eighth)));
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

/// A single block, with its tight interval.
Case one_block(std::vector<double> scores) {
  Case c = top_k_case(std::move(scores), 1);
  std::vector<Key> keys(c.scores->order().begin(), c.scores->order().end());
  c.blocks = std::make_shared<const Blocks>(
      *c.scores, std::vector<Block>{tight_block(*c.scores, std::move(keys), true)});
  return c;
}
Case constant_blocks() {
  Case c = top_k_case({0.1, 0.1, 0.1, -3, -3, masked}, 3);
  c.blocks =
      std::make_shared<const Blocks>(*c.scores, std::vector<Block>{tight_block(*c.scores, {0, 1, 2}, true),
                                                                   tight_block(*c.scores, {3, 4}, false),
                                                                   tight_block(*c.scores, {5}, false)});
  return c;
}

const Mutant mutants[] = {
    {"tightened-mean", "0.99 Z_b above n_b e^m", sides_of<Tightened<BlockMeanBounds<>, 0>>(),
     constant_blocks},
    {"tightened-constant", "0.99 n_b e^m above Z_b for L = U", sides_of<Tightened<BlockMeanBounds<>, 1>>(),
     constant_blocks},
    {"tightened-chord", "0.99 of the chord", sides_of<Tightened<BlockMeanBounds<>, 1>>(),
     [] {
       return one_block({1, -1, -1});
     }},
    {"tightened-last", "0.99 of the last bound, which narrow blocks approach",
     sides_of<Tightened<BlockMeanBounds<>, 2>>(),
     [] {
       return one_block({0.125, -0.125});
     }},
    {"mean-above", "block mean as an upper bound", sides_of<BlockMeanBounds<Change::mean_above>>(),
     [] {
       return one_block({1, -1, 0});
     }},
    {"chord-swapped", "the weights of the chord exchanged",
     sides_of<BlockMeanBounds<Change::chord_swapped>>(),
     [] {
       return one_block({1, 1, -1});
     }},
    {"sixteenth", "(U - L)^2/16 for (U - L)^2/8", sides_of<BlockMeanBounds<Change::sixteenth>>(),
     [] {
       return one_block({1, -1});
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
    .section = 2,
    .statement =
        "n_b finite scores in [L, U], m their mean, Z_b their sum of exponentials: n_b e^m <= Z_b <= "
        "n_b ((U - m) e^L + (m - L) e^U)/(U - L) <= n_b e^{m + (U - L)^2/8} for L < U; n_b e^m for L = U",
    .equality_case = "lower: block constant; chord: scores in {L, U}; last: L = U",
    .source = "B (Jensen; Edmundson-Madansky; Hoeffding's lemma)",
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<BlockMeanBounds<>>(),
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
