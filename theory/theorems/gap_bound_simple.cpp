// gap-bound-simple: the gap bound without its 1 +.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <cmath>

namespace tailmass {
namespace {

/// tau <= B = (d/h) e^-Delta, h keys kept and d dropped. By gap-bound tau <= 1/(1 + 1/B) where equality is
/// possible, so that numbers do not tell the sides apart where B is small. Their difference does: with H and
/// T the sums of e^{s - s_(k)} over head and tail,
///   (B - tau) h (H + T) e^Delta
///     = d sum over the head of (e^{s_i - s_(k)} - 1) + h sum over the tail of (1 - e^{s_j - s_(k+1)}) + d T,
/// where no term is negative and the last is positive. A false variant's counts leave d k - h (n_f - k)
/// beside.
template <class Terms = GapTerms, bool attained = false>
struct GapBoundSimple {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (!has_gap<Terms>(k, finite))
      return;
    const Precision<R>& at = row.precision();
    const R kept = at(Terms::kept(k)), dropped = at(Terms::dropped(k, finite));
    const bool equality = attained && head_constant(c) && finite_tail_constant(c);
    out.either(
        c.scores->ranked(k) - c.scores->ranked(k + 1),
        [&] {
          out.mass_at_most("tau <= ((n_f - k)/k) e^-Delta", equality, [&] {
            return Both<R>{exact::tail_mass(row), R(R(dropped / kept) / exact::exp_gap(row, Terms::rank(k)))};
          });
        },
        [&] {
          out.at_most("0 <= ((n_f - k)/k) e^-Delta - tau, a sum of terms, where Delta is large", equality,
                      [&] {
                        return Both<R>{R(0), excess(row, kept, dropped, Terms::rank(k))};
                      });
        });
  }

private:
  /// (B - tau) h (H + T) e^Delta.
  template <class R>
  static R excess(Evaluator<R>& row, const R& kept, const R& dropped, std::size_t rank) {
    using std::exp;
    using std::expm1;
    const R last = row.ranked_score(row.head().size()), gap = exact::gap(row, rank);
    R of_head(0), of_tail(0), tail(0);
    for (const Key key : row.head().finite_head())
      of_head += R(expm1(R(row.score(key) - last)));
    for (const Key key : row.head().finite_tail()) {
      const R below = R(row.score(key) - last);
      of_tail -= R(expm1(R(below + gap)));
      tail += R(exp(below));
    }
    const Precision<R>& at = row.precision();
    const R beside = R(dropped * at(row.head().size()) - kept * at(row.head().finite_tail().size()));
    return R(dropped * R(of_head + tail) + kept * of_tail + beside);
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
    {"attained", "equality where head and finite tail are constant",
     sides_of<GapBoundSimple<GapTerms, true>>(),
     [] {
       return top_k_case({400, 0, 0, 0}, 1);
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
    .words = "the same, simpler and looser",
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
