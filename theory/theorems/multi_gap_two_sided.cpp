// multi-gap-two-sided: gaps of the head as well as of the tail bound the tail mass.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/moved_rows.hpp"
#include "theory/theorems/predicates.hpp"

#include <numeric>

namespace tailmass {
namespace {

using exact::End;

/// Which score stands for a segment: the last of the head's, the first of the tail's.
struct TrueEnds {
  static constexpr End head = End::smallest, tail = End::largest;
};

template <class Ends = TrueEnds>
struct MultiGapTwoSided {
  /// G/(A + G), both terms times e^{s_(k) - s_(1)}.
  template <class R>
  static exact::MovedRow<R> bound(Evaluator<R>& row, const std::vector<std::size_t>& head,
                                  const std::vector<std::size_t>& tail) {
    return exact::moved_row<R>(exact::segment_scores(row.scores(), head, End::smallest),
                               exact::segment_scores(row.scores(), tail, End::largest), [&row, head, tail] {
                                 return exact::TwoSums<R>{exact::segment_sum(row, head, Ends::head),
                                                          exact::segment_sum(row, tail, Ends::tail)};
                               });
  }

  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const Precision<R>& at = row.precision();
    const Checkpoints& given = *c.checkpoints;
    const exact::MovedRow<R> two_sided = bound(row, given.head, given.tail);
    tail_mass_at_most(out, "tau <= G/(A + G)", exact::unmoved_row(row), two_sided, at);
    tail_mass_at_most(out, "G/(A + G) <= G/(k + G)", two_sided, bound(row, {0, k}, given.tail), at);
    out.equal("c_j = j, m_i = k + i: G/(A + G) = tau", [&] {
      return Both<R>{bound(row, every_rank(0, k), every_rank(k, c.scores->finite_count())).tail_mass(),
                     exact::tail_mass(row)};
    });
  }

private:
  static std::vector<std::size_t> every_rank(std::size_t first, std::size_t last) {
    std::vector<std::size_t> ranks(last - first + 1);
    std::iota(ranks.begin(), ranks.end(), first);
    return ranks;
  }
};

struct HeadSegmentFirsts : TrueEnds {
  static constexpr End head = End::largest;
};
struct TailSegmentLasts : TrueEnds {
  static constexpr End tail = End::smallest;
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"the checkpoints rise from 0 to k and from k to n_f", exact::checkpoints_fit, Without::meaningless},
};

Case with_checkpoints(Case c, std::vector<std::size_t> head, std::vector<std::size_t> tail) {
  c.checkpoints = Checkpoints{.head = std::move(head), .tail = std::move(tail), .known_gaps = 1};
  return c;
}
Case constant_segments() {
  return with_checkpoints(top_k_case({3, 3, 3, 1, 1, -2, -2, masked}, 3), {0, 1, 3}, {3, 5, 7});
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound", sides_of<Tightened<MultiGapTwoSided<>, 0>>(),
     [] {
       return with_checkpoints(top_k_case({4, 3, 3, 1, 1, -2}, 3), {0, 1, 3}, {3, 5, 6});
     }},
    {"tightened-order", "0.99 of the one-sided bound above this one",
     sides_of<Tightened<MultiGapTwoSided<>, 1>>(), constant_segments},
    {"head-segment-firsts", "s_(c_{j-1} + 1) for s_(c_j): the first of a head segment for its last",
     sides_of<MultiGapTwoSided<HeadSegmentFirsts>>(),
     [] {
       return with_checkpoints(top_k_case({4, 0, 0}, 2), {0, 2}, {2, 3});
     }},
    {"tail-segment-lasts", "s_(m_{i+1}) for s_(m_i + 1): the last of a tail segment for its first",
     sides_of<MultiGapTwoSided<TailSegmentLasts>>(),
     [] {
       return with_checkpoints(top_k_case({2, 1, 0, -9}, 2), {0, 1, 2}, {2, 4});
     }},
};

const Certificate certificates[] = {
    {"doubling-gaps", 5, "scores 1, 2, 4, .. ranks from the boundary, both ways",
     at_each<exact::k_by_doubling_gaps>},
};

} // namespace

extern const Theorem multi_gap_two_sided = {
    .id = "multi-gap-two-sided",
    .words = "gaps of the head and the tail, better still",
    .section = 2,
    .statement = "checkpoints of the tail as in multi-gap-bound and of the head, 0 = c_0 < c_1 < ... < c_q = "
                 "k, A = sum (c_j - c_{j-1}) e^{s_(c_j) - s_(k)} >= k: tau_k <= G/(A + G) <= G/(k + G), "
                 "exact when c_j = j and m_i = k + i",
    .equality_case = "every segment of head and tail constant; no better than one-sided: s_(c_1) = s_(k)",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Checkpoints>,
    .hypotheses = hypotheses,
    .sides = sides_of<MultiGapTwoSided<>>(),
    .witness = constant_segments,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
With checkpoints of the head as well, $0=c_0<c_1<\dots<c_q=k$,
$$\tau_k\le\frac{G}{A+G}\le\frac{G}{k+G},\qquad A=\sum_{j=1}^{q}(c_j-c_{j-1})\,e^{s_{(c_j)}-s_{(k)}}\ge k,$$
exact when $c_j=j$ and $m_i=k+i$.
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: the checkpoints rise from $0$ to $k$ and from $k$ to $n_f$
eq: every segment of head and tail constant; no better than one-sided: $s_{(c_1)}=s_{(k)}$)",
};

} // namespace tailmass
