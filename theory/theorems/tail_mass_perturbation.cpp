// tail-mass-perturbation: how an error of the scores moves the odds of a given tail.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// One side of a claim, whose bound takes all its errors to be +d (raised) or all to be -d, d the largest.
struct Side {
  std::span<const Key> keys; ///< by descending score
  Key farthest;              ///< of the error of size d
  bool raised;
};

/// Whether the error of a key of the side is another one.
bool deviates(const Case& c, const Side& side, Key key) {
  const double to = c.perturbed[side.farthest];
  const double from = (*c.scores)[side.farthest];
  return (side.raised ? to > from : to < from) ? exact::compare_errors(c, key, side.farthest) != 0
                                               : exact::sign_of_error_sum(c, key, side.farthest) != 0;
}

/// The keys that deviate: without any the side attains its bound.
struct Deviants {
  std::vector<Key> keys;
  bool visible; ///< whether they count beside the largest score of the side: see exact::sight; if so, not all
                ///< of them are named
};
Deviants deviants(const Case& c, const Side& side) {
  Deviants result{};
  for (const Key key : side.keys)
    if (deviates(c, side, key)) {
      result.keys.push_back(key);
      result.visible = (*c.scores)[side.keys.front()] - (*c.scores)[result.keys.front()] <= exact::sight;
      if (result.visible)
        break;
    }
  return result;
}

/// What a side claims of the keys named: that their sum of e^{s'} is at most e^d times that of e^s (raised),
/// or the other way round.
template <class R>
void claim_side(Evaluator<R>& row, const Case& c, std::string_view label, const Side& side,
                const std::vector<Key>& keys, Sides<R>& out) {
  using std::abs;
  using std::exp;
  if (keys.empty())
    return;
  const double unit = (*c.scores)[keys.front()];
  const R before = sum(exact::weights_of<R>(row, keys, c.scores->all(), unit), keys);
  const R after = sum(exact::weights_of<R>(row, keys, c.perturbed, unit), keys);
  const R factor = R(exp(R(abs(exact::score_error(row, c, side.farthest)))));
  out.at_most(label, side.raised ? after : before, R(factor * (side.raised ? before : after)));
}

/// The claim on odds. Where the sides deviate from attaining it only by keys that no precision shows beside
/// the rest (finite masks), the terms that attain it are left out and each side claims its part, from which
/// the claim follows.
template <class R>
void claim_odds(Evaluator<R>& row, const Case& c, std::string_view label, const R& lesser, const R& greater,
                const Side& head, const Side& tail, Sides<R>& out) {
  const Deviants in_head = deviants(c, head);
  const Deviants in_tail = deviants(c, tail);
  const bool attained = in_head.keys.empty() && in_tail.keys.empty();
  if (attained || in_head.visible || in_tail.visible) {
    out.at_most(label, lesser, greater, attained);
    return;
  }
  claim_side(row, c, label, head, in_head.keys, out);
  claim_side(row, c, label, tail, in_tail.keys, out);
}

struct TailMassPerturbation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::abs;
    using std::exp;
    const auto head = c.head.finite_head();
    const auto tail = c.head.finite_tail();
    const Key in_head = exact::error_range(c, head).farthest;
    const Key in_tail = exact::error_range(c, tail).farthest;
    const R odds = R(exact::tail_sum(row) / exact::head_sum(row));
    const R perturbed = exact::perturbed_odds(row, c);
    const R factor =
        R(exp(R(abs(exact::score_error(row, c, in_head)) + abs(exact::score_error(row, c, in_tail)))));
    claim_odds(row, c, "tau/(1 - tau) <= e^{d_H + d_T} tau'/(1 - tau')", odds, R(factor * perturbed),
               {head, in_head, true}, {tail, in_tail, false}, out);
    claim_odds(row, c, "tau'/(1 - tau') <= e^{d_H + d_T} tau/(1 - tau)", perturbed, R(factor * odds),
               {head, in_head, false}, {tail, in_tail, true}, out);
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
    out.at_most("tau/(1 - tau) <= e^{another exponent} tau'/(1 - tau')",
                R(exact::tail_sum(row) / exact::head_sum(row)),
                R(exp(exponent) * exact::perturbed_odds(row, c)));
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
