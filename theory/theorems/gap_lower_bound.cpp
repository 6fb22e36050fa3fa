// gap-lower-bound: the spread of the scores bounds the tail mass from below.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

enum class Change { none, fewer_heads, all_keys, boundary_gap, boundary_score, largest_tail };

template <Change change = Change::none>
struct GapLowerBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    const Precision<R>& at = row.precision();
    const R kept = at(change == Change::fewer_heads ? k - 1 : k);
    const std::size_t dropped = (change == Change::all_keys ? c.scores->size() : finite) - k;
    const R top = exact::ranked_weight(row, change == Change::boundary_score ? k : 1);
    const R least = exact::ranked_weight(row, change == Change::largest_tail ? k + 1 : finite);

    const R exp_spread = change == Change::boundary_gap ? exact::exp_gap(row, k) : R(top / least);
    const R first = R(R(1) / (R(1) + kept / at(dropped) * exp_spread));
    const R l = R(exact::ranked_weight(row, k + 1) + at(dropped - 1) * least);
    const exact::MovedRow<R> sharper =
        exact::moved_row(R(kept * top), l, exact::segment_scores(*c.scores, {0, k}, exact::End::largest),
                         exact::segment_scores(*c.scores, tail_segments(k, finite), exact::End::smallest));

    out.at_most("1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}) <= tau", first, exact::tail_mass(row),
                head_constant(c) && finite_tail_constant(c));
    out.at_most("first <= sharper", first, sharper.tail_mass, finite_tail_constant(c));
    exact::claim_order(out, "l/(k e^{s_(1)} + l) <= tau", sharper, exact::unmoved_row(row), at);
  }

  /// The first tail key by itself, the others together.
  static std::vector<std::size_t> tail_segments(std::size_t k, std::size_t finite) {
    if (k + 1 == finite)
      return {k, finite};
    return {k, k + 1, finite};
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

Case spread_case() {
  return top_k_case({2, 1, 0, -1, -3}, 2);
}
Case constant_case() {
  return top_k_case({2, 2, -1, -1, -1, masked}, 2);
}

const Mutant mutants[] = {
    {"tightened-first", "0.99 tau above the first bound", sides_of<Tightened<GapLowerBound<>, 0>>(),
     constant_case},
    {"tightened-order", "0.99 of the sharper above the first bound",
     sides_of<Tightened<GapLowerBound<>, 1>>(), constant_case},
    {"tightened-sharper", "0.99 tau above the sharper bound", sides_of<Tightened<GapLowerBound<>, 2>>(),
     [] {
       return top_k_case({2, 2, 1, -1, -1}, 2);
     }},
    {"k-minus-one", "k - 1 for k", sides_of<GapLowerBound<Change::fewer_heads>>(), constant_case},
    {"all-keys", "n for n_f: masked keys counted", sides_of<GapLowerBound<Change::all_keys>>(),
     constant_case},
    {"boundary-gap", "Delta_k for s_(1) - s_(n_f)", sides_of<GapLowerBound<Change::boundary_gap>>(),
     spread_case},
    {"boundary-score", "s_(k) for s_(1)", sides_of<GapLowerBound<Change::boundary_score>>(),
     [] {
       return top_k_case({5, 0, 0}, 2);
     }},
    {"largest-tail", "s_(k+1) for s_(n_f)", sides_of<GapLowerBound<Change::largest_tail>>(),
     [] {
       return top_k_case({1, 0, -9}, 1);
     }},
};

} // namespace

extern const Theorem gap_lower_bound = {
    .id = "gap-lower-bound",
    .section = 2,
    .statement = "tau_k >= 1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}), and at least as sharp with "
                 "l = e^{s_(k+1)} + (n_f - k - 1) e^{s_(n_f)}: tau_k >= l/(k e^{s_(1)} + l)",
    .equality_case = "first: head constant and finite tail constant; sharper: head constant and "
                     "s_(k+2) = ... = s_(n_f); both bounds alike: finite tail constant",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = sides_of<GapLowerBound<>>(),
    .witness = constant_case,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\tau_k\ge\frac{l}{k\,e^{s_{(1)}}+l}\ge\frac{1}{1+\frac{k}{n_f-k}\,e^{s_{(1)}-s_{(n_f)}}},\qquad l=e^{s_{(k+1)}}+(n_f-k-1)\,e^{s_{(n_f)}}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: right: head constant and finite tail constant; left: head constant and $s_{(k+2)}=\dots=s_{(n_f)}$; both alike: finite tail constant)",
};

} // namespace tailmass
