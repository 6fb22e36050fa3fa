// gap-bound: the boundary gap alone bounds the tail mass.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate_over_boxes.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

template <class Terms = GapTerms>
struct GapBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (!has_gap<Terms>(k, finite))
      return;
    out.at_most("tau <= 1/(1 + (k/(n_f - k)) e^Delta)", head_constant(c) && finite_tail_constant(c), [&] {
      return Both<R>{exact::tail_mass(row),
                     exact::gap_bound(row, Terms::kept(k), Terms::dropped(k, finite), Terms::rank(k))};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound", bound_over_boxes<Tightened<GapBound<>>>(),
     [] {
       return top_k_case({1, 1, 0, 0, 0}, 2);
     }},
    {"k-plus-one", "k + 1 for k in the factor", bound_over_boxes<GapBound<KPlusOne>>(),
     [] {
       return top_k_case({1, 1, 0, 0, 0}, 2);
     }},
    {"next-gap", "Delta_{k+1} for Delta_k", bound_over_boxes<GapBound<NextGap>>(),
     [] {
       return top_k_case({0, 0, -10}, 1);
     }},
    {"previous-gap", "Delta_{k-1} for Delta_k", bound_over_boxes<GapBound<PreviousGap>>(),
     [] {
       return top_k_case({10, 0, 0}, 2);
     }},
    {"no-counts", "the factor k/(n_f - k) dropped", bound_over_boxes<GapBound<NoCounts>>(),
     [] {
       return top_k_case({1, 0, 0, 0}, 1);
     }},
};

// `gap-threshold` certifies the same k.
const Certificate certificates[] = {
    {"gap-bound", 3, "k, n_f and the boundary gap", at_each<exact::k_by_gap_bound>},
};

} // namespace

extern const Theorem gap_bound = {
    .id = "gap-bound",
    .words = "the gap at the boundary bounds the tail mass",
    .section = 2,
    .statement = "tau_k <= 1/(1 + (k/(n_f - k)) e^{Delta_k})",
    .equality_case = "exactly when the head is constant and the finite tail is constant",
    .source = "P Thm 4.5",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = bound_over_boxes<GapBound<>>(),
    .witness =
        [] {
          return top_k_case({2, 2, 0.5, 0.5, 0.5, masked}, 2);
        },
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
$$\tau_k\le\frac{1}{1+\frac{k}{n_f-k}\,e^{\Delta_k}},\qquad \Delta_k=s_{(k)}-s_{(k+1)}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: exactly when the head is constant and the finite tail is constant)",
};

} // namespace tailmass
