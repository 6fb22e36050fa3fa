// tail-mass-perturbation: how an error of the scores moves the odds of a given tail.
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/perturbed_odds.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// One side of a claim, whose bound takes all its errors to be +d (raised) or all to be -d, d the size of the
/// farthest.
template <class R>
PerturbedSide<R> side(Evaluator<R>& row, const Case& c, std::span<const Key> keys, bool raised) {
  const Key farthest = exact::error_range(c, keys).farthest;
  const double to = c.perturbed[farthest], from = (*c.scores)[farthest];
  const bool alike = raised ? to > from : to < from;
  return {.keys = keys,
          .raised = raised,
          .deviates =
              [&c, farthest, alike](Key key) {
                return alike ? exact::compare_errors(c, key, farthest) != 0
                             : exact::sign_of_error_sum(c, key, farthest) != 0;
              },
          .exponent =
              [&row, &c, farthest] {
                using std::abs;
                return R(abs(exact::score_error(row, c, farthest)));
              }};
}

struct TailMassPerturbation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto head = c.head.finite_head();
    const auto tail = c.head.finite_tail();
    const PerturbedSide<R> head_raised = side(row, c, head, true), tail_lowered = side(row, c, tail, false);
    const auto odds = lazy([&] { return R(exact::tail_sum(row) / exact::head_sum(row)); });
    const auto perturbed = lazy([&] { return exact::perturbed_odds(row, c); });
    const auto factor = lazy([&] {
      using std::exp;
      return R(exp(R(head_raised.exponent() + tail_lowered.exponent())));
    });
    odds_at_most(row, c, "tau/(1 - tau) <= e^{d_H + d_T} tau'/(1 - tau')", head_raised, tail_lowered, out,
                 odds, [&] { return R(factor() * perturbed()); });
    odds_at_most(row, c, "tau'/(1 - tau') <= e^{d_H + d_T} tau/(1 - tau)", side(row, c, head, false),
                 side(row, c, tail, true), out, perturbed, [&] { return R(factor() * odds()); });
  }
};

/// Another exponent, as multiples of d_H and d_T.
template <int of_head, int of_tail>
struct OtherExponent {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    const R exponent = R(R(of_head) * exact::largest_error(row, c, c.head.finite_head()) +
                         R(of_tail) * exact::largest_error(row, c, c.head.finite_tail()));
    out.at_most("tau/(1 - tau) <= e^{another exponent} tau'/(1 - tau')", [&] {
      return Both<R>{R(exact::tail_sum(row) / exact::head_sum(row)),
                     R(exp(exponent) * exact::perturbed_odds(row, c))};
    });
  }
};

Case perturbed_case(std::vector<double> perturbed) {
  Case c = top_k_case({1, 0.5, 0, -1, masked}, 2);
  c.perturbed = std::move(perturbed);
  return c;
}
/// d_H = 0.75, d_T = 0.25, both bounds' worst case: the head raised and the tail lowered.
Case apart() {
  return perturbed_case({1.75, 1.25, -0.25, -1.25, masked});
}
Case together() {
  return perturbed_case({0.25, -0.25, 0.25, -0.75, masked});
}

constexpr Hypothesis hypotheses[] = {
    {"0 < tau < 1", tail_has_mass, Without::trivial},
};

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<TailMassPerturbation, 0>>(), apart},
    {"tightened-back", "0.99 times the bound of tau'", sides_of<Tightened<TailMassPerturbation, 1>>(),
     together},
    {"thrice-tail-error", "e^{3 d_T} for e^{d_H + d_T}, d_H > 2 d_T", sides_of<OtherExponent<0, 3>>(), apart},
    {"tail-error-alone", "d_T for d_H + d_T", sides_of<OtherExponent<0, 1>>(), apart},
    {"head-error-alone", "d_H for d_H + d_T", sides_of<OtherExponent<1, 0>>(), apart},
};

} // namespace

extern const Theorem tail_mass_perturbation = {
    .id = "tail-mass-perturbation",
    .words = "errors of scores move the tail mass this far",
    .section = 4,
    .statement = "s and s' masked alike, |s' - s| <= d_H over the head and <= d_T over the tail, tau' the "
                 "mass of the same tail under s': tau/(1-tau) <= e^{d_H + d_T} tau'/(1-tau'), and the same "
                 "with s and s' exchanged",
    .equality_case = "s' - s = d_H on the head and -d_T on the finite tail; exchanged: -d_H and d_T",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Perturbed>,
    .hypotheses = hypotheses,
    .sides = sides_of<TailMassPerturbation>(),
    .witness = apart,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $s$ and $s'$ masked alike, $|s'-s|\le d_H$ over the head and $\le d_T$ over the tail, $\tau'$ the mass of the same tail under $s'$,
$$\frac{\tau}{1-\tau}\le e^{d_H+d_T}\,\frac{\tau'}{1-\tau'},$$
and the same with $s$ and $s'$ exchanged.
if: $0<\tau<1$
eq: $s'-s=d_H$ on the head and $-d_T$ on the finite tail; exchanged: $-d_H$ and $d_T$)",
};

} // namespace tailmass
