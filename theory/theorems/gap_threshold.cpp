// gap-threshold: a gap that is wide enough leaves at most epsilon in the tail.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Equality of the premise is e^Delta = (d/h) (1 - eps)/eps, h keys kept and d dropped, a rational number; as
/// Delta is rational, that is Delta = 0 and d (1 - eps) = h eps, or (h + d) eps = d. Equality tau = eps needs
/// equal finite scores, as shown at k_epsilon, and then is n_f eps = n_f - k.
template <class Terms = GapTerms>
struct GapThreshold {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::log;
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (!has_gap<Terms>(k, finite))
      return;
    const Precision<R>& at = row.precision();
    const R epsilon = at(*c.epsilon);
    const std::size_t kept = Terms::kept(k), dropped = Terms::dropped(k, finite), rank = Terms::rank(k);
    const R count_odds = R(at(dropped) / at(kept));
    const R mass_odds = R((at(std::size_t{1}) - epsilon) / epsilon);
    out.premise(R(log(count_odds) + log(mass_odds)), exact::gap(row, rank),
                exact::is_share(dropped, kept + dropped, *c.epsilon) &&
                    c.scores->ranked(rank) == c.scores->ranked(rank + 1));
    out.at_most("tau <= eps", exact::is_share(finite - k, finite, *c.epsilon) && all_equal(c), [&] {
      return Both<R>{exact::tail_mass(row), epsilon};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

Case threshold_case(std::vector<double> scores, std::size_t k, double epsilon) {
  Case c = top_k_case(std::move(scores), k);
  c.epsilon = epsilon;
  return c;
}

const Mutant mutants[] = {
    {"tightened", "0.99 eps for eps in the conclusion", sides_of<Tightened<GapThreshold<>>>(),
     [] {
       return threshold_case({0, 0}, 1, 0.501);
     }},
    {"k-plus-one", "k + 1 for k in the threshold", sides_of<GapThreshold<KPlusOne>>(),
     [] {
       return threshold_case({0, 0}, 1, 0.4);
     }},
    {"next-gap", "Delta_{k+1} for Delta_k", sides_of<GapThreshold<NextGap>>(),
     [] {
       return threshold_case({0, 0, -10}, 1, 0.3);
     }},
    {"previous-gap", "Delta_{k-1} for Delta_k", sides_of<GapThreshold<PreviousGap>>(),
     [] {
       return threshold_case({10, 0, 0, 0}, 2, 0x1.5p-14);
     }},
    {"no-counts", "ln((n_f - k)/k) dropped", sides_of<GapThreshold<NoCounts>>(),
     [] {
       return threshold_case({1, 0, 0, 0, 0}, 1, 0.3);
     }},
};

} // namespace

extern const Theorem gap_threshold = {
    .id = "gap-threshold",
    .words = "a gap large enough certifies epsilon",
    .section = 2,
    .statement = "for 0 < eps < 1, Delta_k >= ln((n_f - k)/k) + ln((1 - eps)/eps) implies tau_k <= eps",
    .equality_case = "equal finite scores with n_f eps = n_f - k; the threshold is the exact worst case "
                     "given (n_f, k, Delta_k)",
    .source = "P Thm 4.5, corollary",
    .scope = Scope::head,
    .needs = parts<part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<GapThreshold<>>(),
    .witness =
        [] {
          return threshold_case({3, 3, 3, 3, masked}, 1, 0.75);
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\Delta_k\ge\ln\frac{n_f-k}{k}+\ln\frac{1-\varepsilon}{\varepsilon}\quad\Longrightarrow\quad\tau_k\le\varepsilon$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: $0<\varepsilon<1$
eq: equal finite scores with $n_f\,\varepsilon=n_f-k$; the threshold is the exact worst case given $(n_f,k,\Delta_k)$)",
};

} // namespace tailmass
