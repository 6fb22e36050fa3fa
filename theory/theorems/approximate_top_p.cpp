// approximate-top-p: what a tail mass of approximate scores says of that of the exact ones.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/mass_share.hpp"
#include "theory/exact/outputs/outputs.hpp"
#include "theory/exact/perturbation/perturbed_top_p.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/perturbed_odds.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// One side of a claim: the approximate scores s^ are the perturbed ones, their errors s^ - s = -D. Raised:
/// its sum of e^{s^} is at most e^{-min D} times that of e^s; else that of e^s at most e^{max D} times that
/// of e^{s^}.
template <class R>
PerturbedSide<R> side(Evaluator<R>& row, const Case& c, std::span<const Key> keys,
                      const exact::ErrorRange& range, bool raised) {
  const Key extreme = raised ? range.largest : range.least;
  return {.keys = keys,
          .raised = raised,
          .deviates = [&c, extreme](Key key) { return exact::compare_errors(c, key, extreme) != 0; },
          .exponent =
              [&row, &c, extreme, raised] {
                const R error = exact::score_error(row, c, extreme);
                return raised ? error : R(-error);
              }};
}

/// The bounds of the odds, sums of e^s by sums of e^{s^} on each side.
struct Odds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto head = c.head.finite_head();
    const auto tail = c.head.finite_tail();
    const exact::ErrorRange in_head = exact::error_range(c, head), in_tail = exact::error_range(c, tail);
    const auto odds = lazy([&] { return exact::tail_odds(row); });
    const auto approximate = lazy([&] { return exact::perturbed_odds(row, c); });
    const auto state = [&](std::string_view label, const PerturbedSide<R>& of_head,
                           const PerturbedSide<R>& of_tail, bool upper) {
      const auto factor = [&] {
        using std::exp;
        return R(exp(R(of_head.exponent() + of_tail.exponent())));
      };
      if (upper)
        odds_at_most(row, c, label, of_head, of_tail, out, odds, [&] { return R(factor() * approximate()); });
      else
        odds_at_most(row, c, label, of_head, of_tail, out, approximate, [&] { return R(factor() * odds()); });
    };
    state("odds(tau) <= e^{max_T D - min_H D} odds(eps^)", side(row, c, head, in_head, true),
          side(row, c, tail, in_tail, false), true);
    state("odds(eps^) <= e^{max_H D - min_T D} odds(tau)", side(row, c, head, in_head, false),
          side(row, c, tail, in_tail, true), false);
  }
};

/// With odds(eps') = e^{-2d} odds(eps) the bound above gives odds(tau) <= odds(eps).
struct ApproximateTopP {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Odds::sides(row, c, out);
    const exact::PerturbedTopK kept = exact::perturbed_top_p(c);
    top_p(row, c, kept.dropped(), out);
  }
  template <class R>
  static void top_p(Evaluator<R>& row, const Case& c, std::span<const Key> dropped, Sides<R>& out) {
    if (dropped.empty())
      return;
    out.at_most("tau of the top-p set of s^ at eps' <= eps", exact::mass_is(*c.scores, dropped, *c.epsilon),
                [&] {
                  return Both<R>{exact::mass_of(row, dropped), row.precision()(*c.epsilon)};
                });
  }
};

/// The odds' bound with another exponent, made from errors of the tail and of the head.
template <class Exponent>
struct OtherExponent {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    out.at_most("odds(tau) <= e^{another exponent} odds(eps^)", [&] {
      const R exponent = Exponent{}.template operator()<R>(
          [&](Key key) { return R(-exact::score_error(row, c, key)); },
          exact::error_range(c, c.head.finite_tail()), exact::error_range(c, c.head.finite_head()));
      return Both<R>{exact::tail_odds(row), R(exp(exponent) * exact::perturbed_odds(row, c))};
    });
  }
};
// D = -(s^ - s) is largest where the error is least.
struct TailAlone {
  template <class R>
  R operator()(const auto& difference, const exact::ErrorRange& tail, const exact::ErrorRange&) const {
    return difference(tail.least);
  }
};
struct LargestOfHead {
  template <class R>
  R operator()(const auto& difference, const exact::ErrorRange& tail, const exact::ErrorRange& head) const {
    return R(difference(tail.least) - difference(head.least));
  }
};
struct Reversed {
  template <class R>
  R operator()(const auto& difference, const exact::ErrorRange& tail, const exact::ErrorRange& head) const {
    return R(difference(head.largest) - difference(tail.least));
  }
};

/// The top-p set of s^ at eps itself, as if the scores were exact.
struct SameEpsilon {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Case unshifted = c; // with no error the budget is eps
    unshifted.scores = std::make_shared<const Scores>(c.perturbed);
    const exact::PerturbedTopK kept = exact::perturbed_top_p(unshifted);
    ApproximateTopP::top_p(row, c, kept.dropped(), out);
  }
};

const Hypothesis hypotheses[] = {
    {"0 < tau < 1", tail_has_mass, Without::trivial},
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

Case approximate_case(std::vector<double> scores, std::size_t k, std::vector<double> approximate,
                      double epsilon) {
  Case c = top_k_case(std::move(scores), k);
  c.perturbed = std::move(approximate);
  c.epsilon = epsilon;
  return c;
}
/// D = -0.75 on the head and 0.25 on the tail.
Case apart() {
  return approximate_case({1, 0.5, 0, -1, masked}, 2, {1.75, 1.25, -0.25, -1.25, masked}, 0.1);
}
/// D = 1 on the head and -0.5 on the tail.
Case together() {
  return approximate_case({1, 0.5, 0, -1, masked}, 2, {0, -0.5, 0.5, -0.5, masked}, 0.1);
}
/// All scores equal, half of the approximate ones 1 above and half 1 below: eps' is the tail's mass of
/// theirs.
Case equal_scores() {
  return approximate_case({0, 0, 0, 0}, 2, {1, 1, -1, -1}, 0.5);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound of odds(tau)", sides_of<Tightened<Odds, 0>>(), apart},
    {"tightened-back", "0.99 of the bound of odds(eps^)", sides_of<Tightened<Odds, 1>>(), together},
    {"tail-alone", "max_T D for max_T D - min_H D", sides_of<OtherExponent<TailAlone>>(), apart},
    {"largest-of-head", "max_H D for min_H D", sides_of<OtherExponent<LargestOfHead>>(),
     [] {
       return approximate_case({1, 0.5, 0, -1}, 2, {1.75, 0.5, 0, -1}, 0.1);
     }},
    {"reversed", "the exponent with the other sign", sides_of<OtherExponent<Reversed>>(), apart},
    {"same-epsilon", "the top-p set of s^ at eps for eps'", sides_of<SameEpsilon>(),
     [] {
       return approximate_case({0, 0, 0, 0}, 1, {2, 0, 0, 0}, 0.5);
     }},
};

} // namespace

extern const Theorem approximate_top_p = {
    .id = "approximate-top-p",
    .words = "a top-p set of approximate scores certifies epsilon",
    .section = 4,
    .statement =
        "s^ approximate scores, masked alike, D = s - s^, eps^ the mass of the tail under softmax(s^), "
        "odds(x) = x/(1-x): e^{min_T D - max_H D} odds(eps^) <= odds(tau) <= e^{max_T D - min_H D} "
        "odds(eps^); if |D| <= d, the top-p set of s^ at eps' = eps/(eps + (1-eps) e^{2d}) has tau <= eps",
    .equality_case = "odds: D is constant on the head and on the finite tail; tau = eps: it is so among the "
                     "keys of each score",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Perturbed, part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<ApproximateTopP>(),
    .witness = equal_scores,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For approximate scores $\hat s$, masked alike, $D=s-\hat s$, $\hat\varepsilon$ the mass of the tail under $\operatorname{softmax}(\hat s)$ and $\operatorname{odds}(x)=x/(1-x)$,
$$e^{\min_TD-\max_HD}\operatorname{odds}(\hat\varepsilon)\le\operatorname{odds}(\tau)\le e^{\max_TD-\min_HD}\operatorname{odds}(\hat\varepsilon).$$
If $|D|\le d$, the top-$p$ set of $\hat s$ at $\varepsilon'=\varepsilon/(\varepsilon+(1-\varepsilon)e^{2d})$ has $\tau\le\varepsilon$.
if: $0<\tau<1$
if: $0<\varepsilon<1$
eq: odds: $D$ is constant on the head and on the finite tail; $\tau=\varepsilon$: it is so among the keys of each score)",
};

} // namespace tailmass
