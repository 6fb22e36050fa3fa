// multi-gap-bound: several gaps of the tail bound its mass better than the first one alone.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/moved_rows.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

using exact::End;

/// What G/(k + G) is made of, from the first `gaps` gaps or at checkpoints.
struct TrueTerms {
  static constexpr bool is_true = true;    ///< a false variant stands and falls by its bounds alone
  static constexpr End end = End::largest; ///< which score stands for a segment
  static std::size_t kept(std::size_t k) { return k; }
  static std::size_t unit(std::size_t k) { return k; } ///< rank of the score that gaps are measured from
  static std::vector<std::size_t> counted(const std::vector<std::size_t>& checkpoints) { return checkpoints; }
};

template <class Terms = TrueTerms>
struct MultiGapBound {
  /// G/(k + G), both terms times e^{s_(k) - s_(1)}: the row with the head moved down to s_(k), segments up to
  /// their first.
  template <class R>
  static exact::MovedRow<R> bound(Evaluator<R>& row, std::size_t k, std::vector<std::size_t> checkpoints) {
    std::vector<double> tail = exact::segment_scores(row.scores(), checkpoints, End::largest);
    return exact::moved_row<R>(
        std::vector<double>(k, row.scores().ranked(k)), std::move(tail),
        [&row, k, checkpoints = std::move(checkpoints)] {
          return exact::TwoSums<R>{
              R(row.precision()(Terms::kept(k)) * exact::ranked_weight(row, Terms::unit(k))),
              exact::segment_sum(row, Terms::counted(checkpoints), Terms::end)};
        });
  }

  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (Terms::unit(k) < 1)
      return; // only a false variant's gap can be missing
    const auto known = [&](std::size_t gaps) {
      return bound(row, k, exact::known_gap_checkpoints(k, gaps, finite));
    };
    const std::size_t m = c.checkpoints->known_gaps;
    const Precision<R>& at = row.precision();
    if (Terms::is_true)
      out.equal("one gap gives gap-bound", [&] {
        return Both<R>{known(1).tail_mass(), exact::gap_bound(row, k, finite - k, k)};
      });
    const exact::MovedRow<R> unmoved = exact::unmoved_row(row);
    const exact::MovedRow<R> with_m = known(m);
    tail_mass_at_most(out, "tau <= G/(k + G)", unmoved, bound(row, k, c.checkpoints->tail), at);
    tail_mass_at_most(out, "tau <= G/(k + G) of the first m gaps", unmoved, with_m, at);
    if (m + 1 <= finite - k)
      tail_mass_at_most(out, "m + 1 gaps bound no worse than m", known(m + 1), with_m, at);
  }
};

struct FalseTerms : TrueTerms {
  static constexpr bool is_true = false;
};
struct KPlusOne : FalseTerms {
  static std::size_t kept(std::size_t k) { return k + 1; }
};
struct PreviousScore : FalseTerms {
  static std::size_t unit(std::size_t k) { return k - 1; }
};
struct SegmentEnds : FalseTerms {
  static constexpr End end = End::smallest;
};
struct ShortLastSegment : FalseTerms {
  static std::vector<std::size_t> counted(std::vector<std::size_t> checkpoints) {
    --checkpoints.back();
    return checkpoints;
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"the checkpoints rise from 0 to k and from k to n_f", exact::checkpoints_fit, Without::meaningless},
};

Case with_checkpoints(Case c, std::vector<std::size_t> tail, std::size_t known_gaps) {
  c.checkpoints = Checkpoints{.head = {0, c.head.size()}, .tail = std::move(tail), .known_gaps = known_gaps};
  return c;
}
Case constant_segments() {
  return with_checkpoints(top_k_case({3, 3, 1, 1, -2, -2, masked}, 2), {2, 4, 6}, 3);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound", sides_of<Tightened<MultiGapBound<>, 1>>(), constant_segments},
    {"tightened-known", "0.99 of the bound from m gaps", sides_of<Tightened<MultiGapBound<>, 2>>(),
     constant_segments},
    {"tightened-order", "0.99 of the bound from m gaps above that from m + 1",
     sides_of<Tightened<MultiGapBound<>, 3>>(), constant_segments},
    {"k-plus-one", "k + 1 for k", sides_of<MultiGapBound<KPlusOne>>(), constant_segments},
    {"previous-score", "s_(k-1) for s_(k), that is gaps from Delta_{k-1}",
     sides_of<MultiGapBound<PreviousScore>>(),
     [] {
       return with_checkpoints(top_k_case({10, 0, 0}, 2), {2, 3}, 1);
     }},
    {"segment-ends", "s_(m_{i+1}) for s_(m_i + 1): the last of a segment for its first",
     sides_of<MultiGapBound<SegmentEnds>>(),
     [] {
       return with_checkpoints(top_k_case({0, 0, -10}, 1), {1, 3}, 1);
     }},
    {"short-last-segment", "n_f - k - m keys in the last segment",
     sides_of<MultiGapBound<ShortLastSegment>>(), constant_segments},
};

template <std::size_t gaps>
std::size_t k_by_gaps(const exact::RankedWeights& weights, double epsilon) {
  return exact::k_by_known_gaps(weights, gaps, epsilon);
}

const Certificate certificates[] = {
    {"multi-gap-2", 4, "the first 2 gaps from s_(k) down", at_each<k_by_gaps<2>>},
    {"multi-gap-8", 4, "the first 8 gaps from s_(k) down", at_each<k_by_gaps<8>>},
    {"multi-gap-32", 4, "the first 32 gaps from s_(k) down", at_each<k_by_gaps<32>>},
};

} // namespace

extern const Theorem multi_gap_bound = {
    .id = "multi-gap-bound",
    .words = "several gaps of the tail bound it better",
    .section = 2,
    .statement = "checkpoints k = m_0 < m_1 < ... < m_r = n_f, G = sum (m_{i+1} - m_i) e^{s_(m_i + 1) - "
                 "s_(k)}: tau_k <= G/(k + G). The bound that knows only the first m gaps has m_i = k + i for "
                 "i < m, then m_r = n_f; it is nonincreasing in m, and m = 1 is gap-bound",
    .equality_case = "head constant and every segment constant; m and m + 1 alike: s_(k+m) = s_(k+m+1)",
    .source = "P",
    .scope = Scope::head,
    .needs = parts<part::Checkpoints>,
    .hypotheses = hypotheses,
    .sides = sides_of<MultiGapBound<>>(),
    .witness = constant_segments,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
For checkpoints $k=m_0<m_1<\dots<m_r=n_f$,
$$\tau_k\le\frac{G}{k+G},\qquad G=\sum_{i=0}^{r-1}(m_{i+1}-m_i)\,e^{s_{(m_i+1)}-s_{(k)}}.$$
The bound that knows only the first $m$ gaps has $m_i=k+i$ for $i<m$, then $m_r=n_f$; it is nonincreasing in $m$, and $m=1$ is the gap bound.
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: the checkpoints rise from $0$ to $k$ and from $k$ to $n_f$
eq: head constant and every segment constant; $m$ and $m+1$ alike: $s_{(k+m)}=s_{(k+m+1)}$)",
};

} // namespace tailmass
