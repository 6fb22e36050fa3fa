// gap-bound-simple: the gap bound without its 1 +.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Parameters as in gap-bound. With x = (k/(n_f - k)) e^Delta the best that is true is tau <= 1/(1 + x) <
/// 1/x, and the two differ by one part in x. Past a gap of 300 no affordable precision shows that, so the
/// odds tau/(1 - tau) >= tau stand in: they satisfy the same bound.
template <std::size_t extra = 0, int moved = 0, bool counted = true>
struct GapBoundSimple {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    const std::size_t rank = k + static_cast<std::size_t>(moved);
    if (rank < 1 || rank >= finite)
      return; // only a moved gap can be missing
    const Precision<R>& at = row.precision();
    const R factor = R(at(counted ? finite - k : 1) / at(counted ? k + extra : 1));
    const R bound = R(factor / exact::exp_gap(row, rank));
    if (c.scores->ranked(k) - c.scores->ranked(k + 1) <= exact::sight)
      out.at_most("tau <= ((n_f - k)/k) e^-Delta", exact::tail_mass(row), bound);
    else
      out.at_most("tau/(1 - tau) <= ((n_f - k)/k) e^-Delta", R(exact::tail_sum(row) / exact::head_sum(row)),
                  bound, head_constant(c) && finite_tail_constant(c));
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound, which large gaps approach", sides_of<Tightened<GapBoundSimple<>>>(),
     [] {
       return top_k_case({10, 10, 0, 0}, 2);
     }},
    {"k-plus-one", "k + 1 for k in the factor", sides_of<GapBoundSimple<1>>(),
     [] {
       return top_k_case({10, 0, 0}, 1);
     }},
    {"next-gap", "Delta_{k+1} for Delta_k", sides_of<GapBoundSimple<0, 1>>(),
     [] {
       return top_k_case({0, 0, -10}, 1);
     }},
    {"previous-gap", "Delta_{k-1} for Delta_k", sides_of<GapBoundSimple<0, -1>>(),
     [] {
       return top_k_case({10, 0, 0}, 2);
     }},
    {"no-counts", "the factor (n_f - k)/k dropped", sides_of<GapBoundSimple<0, 0, false>>(),
     [] {
       return top_k_case({10, 0, 0, 0}, 1);
     }},
};

const Certificate certificates[] = {
    {"gap-bound-simple", 2, "k, n_f and the boundary gap", at_each<exact::k_by_simple_gap_bound>},
};

} // namespace

extern const Theorem gap_bound_simple = {
    .id = "gap-bound-simple",
    .section = 2,
    .statement = "tau_k <= ((n_f - k)/k) e^{-Delta_k}",
    .equality_case = "never; approached by constant head and tail as Delta_k grows",
    .source = "P Thm 4.5, corollary",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = sides_of<GapBoundSimple<>>(),
    .witness = nullptr,
    .no_witness_because = "with x = (k/(n_f - k)) e^Delta, tau <= 1/(1 + x) < 1/x for every finite gap",
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
$$\tau_k\le\frac{n_f-k}{k}\,e^{-\Delta_k}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: never; approached by constant head and tail as $\Delta_k$ grows)",
};

} // namespace tailmass
