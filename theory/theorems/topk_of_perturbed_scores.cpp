// topk-of-perturbed-scores: what the Top-k set of inexact scores keeps of the exact distribution.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {
namespace {

enum class Change { none, error_once, signed_error, one_key_more };

template <Change change = Change::none>
struct TopkOfPerturbedScores {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    const auto finite = c.scores->finite();
    const std::size_t k = std::min(c.head.size(), finite.size());
    const auto kept = finite.first(k);
    const auto dropped = finite.subspan(k);
    const exact::PerturbedTopK chosen = exact::perturbed_top_k(c);
    const exact::ErrorRange range = exact::error_range(c, finite);
    using std::abs;
    R error = exact::score_error(row, c, change == Change::signed_error ? range.largest : range.farthest);
    if (change != Change::signed_error)
      error = abs(error);
    const R factor = R(exp(R(R(change == Change::error_once ? 1 : 2) * error)));
    const R best = exact::mass_of(
        row, change == Change::one_key_more ? finite.first(std::min(k + 1, finite.size())) : kept);
    out.at_most("e^{-2d} (1 - tau_k) <= 1 - tau(S')", R(best / factor), exact::mass_of(row, chosen.kept()),
                exact::exchanged(c, range, chosen.kept(), kept));
    out.at_most("tau(S') <= e^{2d} tau_k", exact::mass_of(row, chosen.dropped()),
                R(factor * exact::mass_of(row, dropped)),
                dropped.empty() || exact::exchanged(c, range, dropped, chosen.dropped()));
  }
};

/// S' is the keys of the lower score, and none of the others.
Case exchange() {
  Case c = top_k_case({0.5, 0.5, -0.5, -0.5, masked}, 2);
  c.perturbed = {0, 0, 0, 0, masked};
  return c;
}
/// Errors of one sign: S' loses e^{-1} of its mass where max (s' - s) = 0.
Case lowered() {
  Case c = top_k_case({1, 0}, 1);
  c.perturbed = {-0.25, 0};
  return c;
}

const Mutant mutants[] = {
    {"tightened-head", "1.01 times what S' keeps at least", sides_of<Tightened<TopkOfPerturbedScores<>, 0>>(),
     exchange},
    {"tightened-tail", "0.99 times what S' drops at most", sides_of<Tightened<TopkOfPerturbedScores<>, 1>>(),
     exchange},
    {"error-once", "e^{-d} for e^{-2d}", sides_of<TopkOfPerturbedScores<Change::error_once>>(), exchange},
    {"signed-error", "max (s' - s) for max |s' - s|", sides_of<TopkOfPerturbedScores<Change::signed_error>>(),
     lowered},
    {"one-key-more", "tau_{k+1} for tau_k", sides_of<TopkOfPerturbedScores<Change::one_key_more>>(),
     exchange},
};

} // namespace

extern const Theorem topk_of_perturbed_scores = {
    .id = "topk-of-perturbed-scores",
    .section = 4,
    .statement = "S' a Top-k set of scores s' masked like s, d = max |s' - s| over the finite scores: "
                 "1 - tau(S') >= e^{-2d} (1 - tau_k) and tau(S') <= e^{2d} tau_k",
    .equality_case =
        "d = 0; head: s' - s = d on S' and -d on a Top-k set, all with one and the same s'; tail: "
        "tau_k = 0, or the same of the two tails",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Perturbed>,
    .hypotheses = {},
    .sides = sides_of<TopkOfPerturbedScores<>>(),
    .witness = exchange,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $S'$ a Top-$k$ set of scores $s'$ masked like $s$, $d=\max|s'-s|$ over the finite scores,
$$1-\tau(S')\ge e^{-2d}\,(1-\tau_k),\qquad\tau(S')\le e^{2d}\,\tau_k.$$
eq: $d=0$; head: $s'-s=d$ on $S'$ and $-d$ on a Top-$k$ set, all with one and the same $s'$; tail: $\tau_k=0$, or the same of the two tails)",
};

} // namespace tailmass
