// score-perturbation: how far an error of the scores moves the distribution.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

#include <cmath>

namespace tailmass {
namespace {

/// A total variation or a bound of one, and what it leaves of 1, without cancellation.
template <class R>
struct Share {
  R itself;
  R rest;
};

/// States x() <= y(), as 1 - y <= 1 - x where both are close to 1: all errors are at most `farthest`, and
/// tanh(d/2) is within 2 e^{-d} of 1.
template <class R, class Lesser, class Greater>
void share_at_most(Sides<R>& out, std::string_view label, double farthest, bool equality, const Lesser& x,
                   const Greater& y) {
  out.either(
      farthest,
      [&] { out.at_most_on_scale(label, equality, [&] {
              return Both<R>{x().itself, y().itself};
            }); },
      [&] { out.at_most(label, equality, [&] {
              return Both<R>{y().rest, x().rest};
            }); });
}

template <class R>
Share<R> bound(const R& twice_argument) {
  return {exact::tanh_of_half(twice_argument), exact::one_less_tanh_of_half(twice_argument)};
}

double farthest_error(const Case& c) {
  double farthest = 0;
  for (const Key key : c.scores->finite())
    farthest = std::max(farthest, std::abs(c.perturbed[key] - (*c.scores)[key]));
  return farthest;
}

/// What the bounds are made of: d, and w/2.
struct TrueErrors {
  template <class R>
  static R error(Evaluator<R>& row, const Case& c) {
    return exact::largest_error(row, c, c.scores->finite());
  }
  template <class R>
  static R half_spread(Evaluator<R>& row, const Case& c) {
    return R(exact::error_spread(row, c) / R(2));
  }
};

template <class Errors = TrueErrors>
struct ScorePerturbation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto moved = lazy([&] {
      const Vector<R> q = exact::perturbed_probabilities(row, c);
      return Share<R>{exact::total_variation_from(row, q), exact::common_mass(row, q)};
    });
    const auto by_spread = lazy([&] { return bound(Errors::half_spread(row, c)); });
    const auto by_error = lazy([&] { return bound(Errors::error(row, c)); });
    const double farthest = farthest_error(c);
    const bool attained = exact::spread_attained(c);
    const bool centred = exact::spread_is_twice_error(c);
    share_at_most(out, "TV(P, P') <= tanh(w/4)", farthest, attained, moved, by_spread);
    share_at_most(out, "tanh(w/4) <= tanh(d/2)", farthest, centred, by_spread, by_error);
    share_at_most(out, "TV(P, P') <= tanh(d/2)", farthest, attained && centred, moved, by_error);
  }
};

struct QuarterError : TrueErrors {
  template <class R>
  static R error(Evaluator<R>& row, const Case& c) {
    return R(TrueErrors::error(row, c) / R(2));
  }
};
struct EighthSpread : TrueErrors {
  template <class R>
  static R half_spread(Evaluator<R>& row, const Case& c) {
    return R(TrueErrors::half_spread(row, c) / R(2));
  }
};
struct SignedError : TrueErrors {
  template <class R>
  static R error(Evaluator<R>& row, const Case& c) {
    return exact::score_error(row, c, exact::error_range(c, c.scores->finite()).largest);
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
    {"quarter-error", "d/4 for d/2", sides_of<ScorePerturbation<QuarterError>>(), exchange},
    {"eighth-spread", "w/8 for w/4", sides_of<ScorePerturbation<EighthSpread>>(), lifted_exchange},
    {"signed-error", "max (s' - s) for max |s' - s|", sides_of<ScorePerturbation<SignedError>>(),
     [] {
       Case c = top_k_case({1, 0}, 1);
       c.perturbed = {0, 0.125};
       return c;
     }},
};

} // namespace

extern const Theorem score_perturbation = {
    .id = "score-perturbation",
    .words = "errors of scores move the distribution this far",
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
