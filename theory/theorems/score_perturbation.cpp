// score-perturbation: how far an error of the scores moves the distribution.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"

#include <cmath>

namespace tailmass {
namespace {

/// Whether tanh(d/2) is so near to 1 that differences of what is left of 1 hide beside it.
bool saturated(const Case& c) {
  return std::ranges::any_of(c.scores->finite(),
                             [&](Key key) { return std::abs(c.perturbed[key] - (*c.scores)[key]) > 100; });
}

/// Claims x <= y for a total variation or a bound of one: as 1 - y <= 1 - x where the case is saturated.
template <class R>
struct Share {
  R itself;
  R rest; ///< 1 less it, without cancellation
};
template <class R>
void claim_order(Sides<R>& out, std::string_view label, const Share<R>& x, const Share<R>& y, bool rests,
                 bool equality) {
  if (rests)
    out.at_most(label, y.rest, x.rest, equality);
  else
    out.at_most(label, x.itself, y.itself, equality, R(1));
}

template <class R>
Share<R> bound(const R& twice_argument) {
  return {exact::tanh_of_half(twice_argument), exact::one_less_tanh_of_half(twice_argument)};
}

enum class Change { none, half_argument, half_spread, signed_error };

template <Change change = Change::none>
struct ScorePerturbation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto finite = c.scores->finite();
    const Vector<R> q = exact::perturbed_probabilities(row, c);
    const Share<R> moved{exact::total_variation_from(row, q), exact::common_mass(row, q)};
    R error = exact::largest_error(row, c, finite);
    R half_spread = R(exact::error_spread(row, c) / R(2));
    if (change == Change::signed_error)
      error = exact::score_error(row, c, exact::error_range(c, finite).largest);
    if (change == Change::half_argument)
      error /= R(2);
    if (change == Change::half_spread)
      half_spread /= R(2);
    const bool rests = saturated(c);
    const bool attained = exact::spread_attained(c);
    const bool centred = exact::spread_is_twice_error(c);
    claim_order(out, "TV(P, P') <= tanh(w/4)", moved, bound(half_spread), rests, attained);
    claim_order(out, "tanh(w/4) <= tanh(d/2)", bound(half_spread), bound(error), rests, centred);
    claim_order(out, "TV(P, P') <= tanh(d/2)", moved, bound(error), rests, attained && centred);
  }
};

/// Two exchanged scores: P(A) and P'(A) have the odds e^{-d} and e^d.
Case exchange() {
  Case c = top_k_case({-0.5, 0.5, -0.5, masked, 0.5}, 2);
  c.perturbed = {0.5, -0.5, 0.5, masked, -0.5};
  return c;
}

/// The same, all perturbed scores raised by 2.
Case lifted_exchange() {
  Case c = top_k_case({-0.5, 0.5}, 1);
  c.perturbed = {2.5, 1.5};
  return c;
}

const Mutant mutants[] = {
    {"tightened-spread", "0.99 times tanh(w/4)", sides_of<Tightened<ScorePerturbation<>, 0>>(),
     lifted_exchange},
    {"tightened-order", "0.99 times tanh(d/2) above tanh(w/4)", sides_of<Tightened<ScorePerturbation<>, 1>>(),
     exchange},
    {"tightened", "0.99 times tanh(d/2)", sides_of<Tightened<ScorePerturbation<>, 2>>(), exchange},
    {"quarter-error", "d/4 for d/2", sides_of<ScorePerturbation<Change::half_argument>>(), exchange},
    {"eighth-spread", "w/8 for w/4", sides_of<ScorePerturbation<Change::half_spread>>(), lifted_exchange},
    {"signed-error", "max (s' - s) for max |s' - s|", sides_of<ScorePerturbation<Change::signed_error>>(),
     [] {
       Case c = top_k_case({1, 0}, 1);
       c.perturbed = {0, 0.125};
       return c;
     }},
};

} // namespace

extern const Theorem score_perturbation = {
    .id = "score-perturbation",
    .section = 4,
    .statement = "s and s' masked alike, d = max |s' - s| and w = max (s' - s) - min (s' - s) over the "
                 "finite scores: TV(P, P') <= tanh(w/4) <= tanh(d/2)",
    .equality_case = "first: s' - s is constant, or takes two values only and the keys of the larger one, "
                     "each score raised by w/2, have the scores of the others; second: w = 2 d",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Perturbed>,
    .hypotheses = {},
    .sides = sides_of<ScorePerturbation<>>(),
    .witness = exchange,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $s$ and $s'$ masked alike, $d=\max|s'-s|$ and $w=\max(s'-s)-\min(s'-s)$ over the finite scores,
$$\operatorname{TV}(P,P')\le\tanh\frac w4\le\tanh\frac d2.$$
eq: left: $s'-s$ is constant, or takes two values only and the keys of the larger one, each score raised by $w/2$, have the scores of the others; right: $w=2d$)",
};

} // namespace tailmass
