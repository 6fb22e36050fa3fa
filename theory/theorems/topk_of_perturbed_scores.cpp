// topk-of-perturbed-scores: what the Top-k set of inexact scores keeps of the exact distribution.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

namespace tailmass {
namespace {

/// The exponent 2d, and the keys of a Top-k set.
struct TrueTerms {
  template <class R>
  static R exponent(Evaluator<R>& row, const Case& c, const exact::ErrorRange& range) {
    using std::abs;
    return R(R(2) * abs(exact::score_error(row, c, range.farthest)));
  }
  static std::size_t kept(std::size_t k, std::size_t) { return k; }
};

template <class Terms = TrueTerms>
struct TopkOfPerturbedScores {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto finite = c.scores->finite();
    const std::size_t k = std::min(c.head.size(), finite.size());
    const auto kept = finite.first(k);
    const auto dropped = finite.subspan(k);
    const exact::PerturbedTopK chosen = exact::perturbed_top_k(c);
    const exact::ErrorRange range = exact::error_range(c, finite);
    const auto factor = lazy([&] {
      using std::exp;
      return R(exp(Terms::exponent(row, c, range)));
    });
    out.at_most("e^{-2d} (1 - tau_k) <= 1 - tau(S')", exact::exchanged(c, range, chosen.kept(), kept), [&] {
      const R best = exact::mass_of(row, finite.first(Terms::kept(k, finite.size())));
      return Both<R>{R(best / factor()), exact::mass_of(row, chosen.kept())};
    });
    out.at_most(
        "tau(S') <= e^{2d} tau_k", dropped.empty() || exact::exchanged(c, range, dropped, chosen.dropped()),
        [&] {
          return Both<R>{exact::mass_of(row, chosen.dropped()), R(factor() * exact::mass_of(row, dropped))};
        });
  }
};

struct ErrorOnce : TrueTerms {
  template <class R>
  static R exponent(Evaluator<R>& row, const Case& c, const exact::ErrorRange& range) {
    using std::abs;
    return R(abs(exact::score_error(row, c, range.farthest)));
  }
};
struct SignedError : TrueTerms {
  template <class R>
  static R exponent(Evaluator<R>& row, const Case& c, const exact::ErrorRange& range) {
    return R(R(2) * exact::score_error(row, c, range.largest));
  }
};
struct OneKeyMore : TrueTerms {
  static std::size_t kept(std::size_t k, std::size_t finite) { return std::min(k + 1, finite); }
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
    {"error-once", "e^{-d} for e^{-2d}", sides_of<TopkOfPerturbedScores<ErrorOnce>>(), exchange},
    {"signed-error", "max (s' - s) for max |s' - s|", sides_of<TopkOfPerturbedScores<SignedError>>(),
     lowered},
    {"one-key-more", "tau_{k+1} for tau_k", sides_of<TopkOfPerturbedScores<OneKeyMore>>(), exchange},
};

} // namespace

extern const Theorem topk_of_perturbed_scores = {
    .id = "topk-of-perturbed-scores",
    .words = "a Top-k set of wrong scores is nearly one",
    .section = 4,
    .statement = "S' a Top-k set of scores s' masked like s, d = max |s' - s| over the finite scores: 1 - "
                 "tau(S') >= e^{-2d} (1 - tau_k) and tau(S') <= e^{2d} tau_k",
    .equality_case = "d = 0; head: s' - s = d on S' and -d on a Top-k set, all with one and the same s'; "
                     "tail: tau_k = 0, or the same of the two tails",
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
