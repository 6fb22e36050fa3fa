// block-moment-bounds: mean and variance of a block's scores, with an end of their interval, bound its sum of
// exponentials on both sides, from above better than the chord does.
#include "theory/exact/blocks/block_moments.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

using exact::FiniteKeys;
using exact::ScoreMoments;

/// The bounds of a page's sum of exponentials, in units of e^{s_(1)}.
template <class R>
class Page {
public:
  Page(Evaluator<R>& row, const FiniteKeys& finite)
      : row_(row), finite_(finite), moments_(exact::score_moments(row, finite.keys)) {}

  [[nodiscard]] R total() const { return R(sum(exact::weights(row_), finite_.keys)); }
  [[nodiscard]] R lower() const { return at_end(moments_.variance, finite_.lower); }
  [[nodiscard]] R upper() const { return at_end(moments_.variance, finite_.upper); }
  /// Either with numerator/denominator times the variance.
  [[nodiscard]] R lower(std::size_t numerator, std::size_t denominator) const {
    return at_end(variance(numerator, denominator), finite_.lower);
  }
  [[nodiscard]] R upper(std::size_t numerator, std::size_t denominator) const {
    return at_end(variance(numerator, denominator), finite_.upper);
  }
  /// With half the variance and an interval from L - 1, with twice the variance and one up to U + 1.
  [[nodiscard]] R lower_of_less() const { return moved(variance(1, 2), finite_.lower, R(-1)); }
  [[nodiscard]] R upper_of_more() const { return moved(variance(2, 1), finite_.upper, R(1)); }
  /// n_b ((U - m) e^L + (m - L) e^U)/(U - L).
  [[nodiscard]] R chord() const {
    const R below = R(moments_.mean - from_top(finite_.lower));
    const R above = R(from_top(finite_.upper) - moments_.mean);
    return R(count() * R(R(above * weight(finite_.lower)) + R(below * weight(finite_.upper))) /
             R(above + below));
  }
  /// The upper bound with e^{-b} for e^{-v/b}, b = U - m.
  [[nodiscard]] R upper_with_distance() const {
    using std::exp;
    const R above = R(from_top(finite_.upper) - moments_.mean);
    const R square = R(above * above);
    return R(count() *
             R(R(moments_.variance * weight(finite_.upper)) + R(square * exp(R(moments_.mean - above)))) /
             R(square + moments_.variance));
  }

private:
  [[nodiscard]] R count() const { return row_.precision()(finite_.keys.size()); }
  [[nodiscard]] R from_top(double score) const { return R(R(score) - R(row_.scores().ranked(1))); }
  [[nodiscard]] R weight(double score) const { return exact::weight_of_score(row_, score); }
  [[nodiscard]] R variance(std::size_t numerator, std::size_t denominator) const {
    return R(moments_.variance * row_.precision()(numerator) / row_.precision()(denominator));
  }
  [[nodiscard]] R at_end(const R& variance, double end) const {
    return exact::two_valued_sum(count(), {moments_.mean, variance}, from_top(end), weight(end));
  }
  [[nodiscard]] R moved(const R& variance, double end, const R& by) const {
    using std::exp;
    const R distance = R(row_.precision()(0.0) + R(from_top(end) + by));
    return exact::two_valued_sum(count(), {moments_.mean, variance}, distance, R(exp(distance)));
  }

  Evaluator<R>& row_;
  const FiniteKeys& finite_;
  ScoreMoments<R> moments_;
};

/// Whether every score is one of these two.
bool are(const Scores& s, std::span<const Key> keys, double a, double b) {
  return std::ranges::all_of(keys, [&](Key key) { return s[key] == a || s[key] == b; });
}

/// Whether scores that are not all equal take two values, one of which is `end`.
bool two_values_with(const Scores& s, std::span<const Key> keys, double end) {
  const auto other = std::ranges::find_if(keys, [&](Key key) { return s[key] != end; });
  return other != keys.end() && are(s, keys, end, s[*other]) &&
         std::ranges::any_of(keys, [&](Key key) { return s[key] == end; });
}

/// More pages of a case say no more than more cases do.
constexpr std::size_t most_pages = 4;

/// Calls state(finite keys, page) for the first blocks whose finite scores are not all equal; `page` is made
/// by the first call of it.
template <class R, class State>
void each_page(Evaluator<R>& row, const Case& c, const State& state) {
  std::size_t pages = 0;
  for (const Block& block : c.blocks->all()) {
    const FiniteKeys finite = exact::finite_keys(*c.scores, block);
    if (same_score(*c.scores, finite.keys))
      continue;
    state(finite, lazy([&] { return Page<R>(row, finite); }));
    if (++pages == most_pages)
      return;
  }
}

/// Upper bound: a quadratic that meets e^x at U and touches it at m - v/b is nowhere below it up to U, for
/// their difference has a third derivative of one sign. Its mean over the scores is the bound, and e^x less
/// than it but at those two. Lower bound: the same from L on. The slope of both in v is that of the
/// quadratic, positive; with v = (U - m)(m - L), the most there is, the upper one is the chord.
struct BlockMomentBounds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    bool first = true;
    each_page(row, c, [&](const FiniteKeys& finite, const auto& page) {
      const Scores& s = *c.scores;
      const bool low = two_values_with(s, finite.keys, finite.lower);
      const bool high = two_values_with(s, finite.keys, finite.upper);
      const auto total = lazy([&] { return page().total(); });
      const auto lower = lazy([&] { return page().lower(); });
      const auto upper = lazy([&] { return page().upper(); });
      out.at_most("n_b e^m (v e^{-a} + a^2 e^{v/a})/(a^2 + v) <= Z_b", low, [&] {
        return Both<R>{lower(), total()};
      });
      out.at_most("Z_b <= n_b e^m (v e^b + b^2 e^{-v/b})/(b^2 + v)", high, [&] {
        return Both<R>{total(), upper()};
      });
      out.at_most("the upper bound <= the chord", are(s, finite.keys, finite.lower, finite.upper), [&] {
        return Both<R>{upper(), page().chord()};
      });
      if (!std::exchange(first, false))
        return; // what follows is of one function, and costs most
      out.at_most("the lower bound of less variance and a lower L is no larger", [&] {
        return Both<R>{page().lower_of_less(), lower()};
      });
      out.at_most("the upper bound of more variance and a higher U is no smaller", [&] {
        return Both<R>{upper(), page().upper_of_more()};
      });
    });
  }
};

/// The lower bound with v n_b/(n_b - 1) for v.
struct FewerForLower {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const FiniteKeys& finite, const auto& page) {
      out.at_most("the lower bound with v n_b/(n_b - 1) <= Z_b", [&] {
        return Both<R>{page().lower(finite.keys.size(), finite.keys.size() - 1), page().total()};
      });
    });
  }
};
struct FewerForChord {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const FiniteKeys& finite, const auto& page) {
      out.at_most("the upper bound with v n_b/(n_b - 1) <= the chord", [&] {
        return Both<R>{page().upper(finite.keys.size(), finite.keys.size() - 1), page().chord()};
      });
    });
  }
};
struct MoreForUpper {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const FiniteKeys& finite, const auto& page) {
      out.at_most("Z_b <= the upper bound with v n_b/(n_b + 1)", [&] {
        return Both<R>{page().total(), page().upper(finite.keys.size(), finite.keys.size() + 1)};
      });
    });
  }
};
struct DistanceInExponent {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const FiniteKeys&, const auto& page) {
      out.at_most("Z_b <= n_b e^m (v e^b + b^2 e^{-b})/(b^2 + v)", [&] {
        return Both<R>{page().total(), page().upper_with_distance()};
      });
    });
  }
};
/// The largest key masked after the moments were taken.
struct MaskedAfterwards {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const FiniteKeys& finite, const auto& page) {
      out.at_most("the lower bound <= the sum without the largest key", [&] {
        std::vector<Key> rest = finite.keys;
        rest.erase(std::ranges::max_element(rest, {}, [&](Key key) { return (*c.scores)[key]; }));
        return Both<R>{page().lower(), R(sum(exact::weights(row), rest))};
      });
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given, one of them with two finite scores that differ",
     [](const Case& c) {
       return c.blocks && std::ranges::any_of(c.blocks->all(), [&](const Block& block) {
                return !same_score(*c.scores, exact::finite_keys(*c.scores, block).keys);
              });
     },
     Without::meaningless},
};

/// Two scores, one of them masked besides.
Case two_values() {
  return one_block_case({1, -1, -1, 1, -1, masked});
}

const Mutant mutants[] = {
    {"tightened-lower", "0.99 Z_b above the lower bound", sides_of<Tightened<BlockMomentBounds, 0>>(),
     two_values},
    {"tightened-upper", "0.99 of the upper bound", sides_of<Tightened<BlockMomentBounds, 1>>(), two_values},
    {"tightened-chord", "0.99 of the chord above the upper bound",
     sides_of<Tightened<BlockMomentBounds, 2>>(), two_values},
    {"fewer-for-lower", "n_b - 1 for n_b in v, in the lower bound", sides_of<FewerForLower>(), two_values},
    {"fewer-for-chord", "n_b - 1 for n_b in v, in the upper bound below the chord", sides_of<FewerForChord>(),
     two_values},
    {"more-for-upper", "n_b + 1 for n_b in v, in the upper bound", sides_of<MoreForUpper>(), two_values},
    {"distance-in-exponent", "U - m for v/(U - m) in the exponent", sides_of<DistanceInExponent>(),
     [] {
       return one_block_case({1, 0, 0, 0});
     }},
    {"masked-afterwards", "the lower bound where a key was masked afterwards", sides_of<MaskedAfterwards>(),
     [] {
       return one_block_case({3, 0, 0});
     }},
};

const Certificate certificates[] = {
    {"page-moments-16", 8, "least, largest and mean score and variance of pages of 16 keys",
     by_pages<16, exact::PageSummary::moments>},
    {"page-moments-64", 8, "least, largest and mean score and variance of pages of 64 keys",
     by_pages<64, exact::PageSummary::moments>},
};

} // namespace

extern const Theorem block_moment_bounds = {
    .id = "block-moment-bounds",
    .words = "its mean and variance bound it better",
    .section = 2,
    .statement = "n_b finite scores in [L, U], m their mean, v > 0 their variance, a = m - L, b = U - m, Z_b "
                 "their sum of exponentials: n_b e^m (v e^{-a} + a^2 e^{v/a})/(a^2 + v) <= Z_b <= n_b e^m (v "
                 "e^b + b^2 e^{-v/b})/(b^2 + v) <= n_b ((U - m) e^L + (m - L) e^U)/(U - L); the first falls "
                 "with v and L, the second rises with v and U",
    .equality_case = "the scores take two values: lower: one is L; upper: one is U; last: L and U",
    .source = "B (the extremal distributions of given moments; Bennett, Hoeffding)",
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<BlockMomentBounds>(),
    .witness = two_values,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
For $n_b$ finite scores in $[L,U]$ with mean $m$, variance $v>0$ and sum of exponentials $Z_b$, $a=m-L$ and $b=U-m$,
$$n_b\,e^m\,\frac{v\,e^{-a}+a^2e^{v/a}}{a^2+v}\le Z_b\le n_b\,e^m\,\frac{v\,e^{b}+b^2e^{-v/b}}{b^2+v}\le n_b\,\frac{(U-m)\,e^L+(m-L)\,e^U}{U-L}.$$
A lower bound of $v$ and $L$ serves in the first, an upper bound of $v$ and $U$ in the second.
if: blocks are given, one of them with two finite scores that differ
eq: the scores take two values: lower: one is $L$; upper: one is $U$; last: $L$ and $U$)",
};

} // namespace tailmass
