// gap-bound-simple: the gap bound without its 1 +.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// With x = (k/(n_f - k)) e^Delta the best that is true is tau <= 1/(1 + x) < 1/x, and the two differ by one
/// part in x; the odds tau/(1 - tau) >= tau satisfy the same bound, and by more.
template <class Terms = GapTerms>
struct GapBoundSimple {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (!has_gap<Terms>(k, finite))
      return;
    const auto bound = [&] {
      const Precision<R>& at = row.precision();
      const R factor = R(at(Terms::dropped(k, finite)) / at(Terms::kept(k)));
      return R(factor / exact::exp_gap(row, Terms::rank(k)));
    };
    out.at_most(
        c.scores->ranked(k) - c.scores->ranked(k + 1),
        Form{"tau <= ((n_f - k)/k) e^-Delta", false,
             [&] {
               return Both<R>{exact::tail_mass(row), bound()};
             }},
        Form{"tau/(1 - tau) <= ((n_f - k)/k) e^-Delta", head_constant(c) && finite_tail_constant(c), [&] {
               return Both<R>{R(exact::tail_sum(row) / exact::head_sum(row)), bound()};
             }});
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
    {"k-plus-one", "k + 1 for k in the factor", sides_of<GapBoundSimple<KPlusOne>>(),
     [] {
       return top_k_case({10, 0, 0}, 1);
     }},
    {"next-gap", "Delta_{k+1} for Delta_k", sides_of<GapBoundSimple<NextGap>>(),
     [] {
       return top_k_case({0, 0, -10}, 1);
     }},
    {"previous-gap", "Delta_{k-1} for Delta_k", sides_of<GapBoundSimple<PreviousGap>>(),
     [] {
       return top_k_case({10, 0, 0}, 2);
     }},
    {"no-counts", "the factor (n_f - k)/k dropped", sides_of<GapBoundSimple<NoCounts>>(),
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
