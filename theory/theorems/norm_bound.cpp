// norm-bound: the output error from the tail mass and the largest value norm.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/drawn.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {
namespace {

/// Equality: |mu_T - mu_H| <= |mu_T - c| + |mu_H - c| <= 2 max |v_j - c|. A mean with positive weights has
/// the greatest norm only when all its vectors are one vector of that norm, so V_H = u and V_T = u', and the
/// triangle inequality is attained by opposite vectors of one norm only: u - c = -(u' - c). Exact sums
/// decide.
bool opposite_about(const Case& c, std::span<const double> centre) {
  if (!values_constant_on_each_side(c))
    return false;
  const std::span<const double> u = c.values->of(c.head.finite_head().front());
  const std::span<const double> v = c.values->of(c.head.finite_tail().front());
  for (std::size_t axis = 0; axis < centre.size(); ++axis)
    if (const Ball sum = Ball(u[axis]) + Ball(v[axis]) - Ball(2) * Ball(centre[axis]);
        !arb_is_zero(sum.raw()))
      return false;
  return true;
}

/// A point of the line through two values that are drawn from the case, on both sides of them and between;
/// the first where the second is out of reach.
std::vector<double> drawn_centre(const Case& c) {
  RandomStream random = drawn_from(c, "centre");
  const std::span<const Key> keys = c.scores->finite();
  const std::span<const double> a = c.values->of(keys[random.below(keys.size())]);
  const std::span<const double> b = c.values->of(keys[random.below(keys.size())]);
  const double along = random.uniform(-2, 3);
  std::vector<double> centre(a.begin(), a.end());
  for (std::size_t axis = 0; axis < a.size(); ++axis)
    if (const double point = a[axis] + along * (b[axis] - a[axis]); std::isfinite(point))
      centre[axis] = point;
  return centre;
}

struct NormBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<double> origin(c.values->dimension());
    error_at_most(row, out, "|err| <= 2 C tau", opposite_about(c, origin), [&] {
      const R by_norm = exact::bound_by_norm(row);
      return BoundOnScale<R>{by_norm, by_norm};
    });
    about(row, c, c.centre, out);
    about(row, c, drawn_centre(c), out);
  }

private:
  template <class R>
  static void about(Evaluator<R>& row, const Case& c, const std::vector<double>& centre, Sides<R>& out) {
    error_at_most(row, out, "|err| <= 2 tau max |v_j - centre|", opposite_about(c, centre), [&] {
      const R by_radius = R(R(2) * exact::radius_about(row, centre) * exact::tail_mass(row));
      return BoundOnScale<R>{by_radius, R(by_radius + exact::bound_by_norm(row))};
    });
  }
};

/// How far norms are from that of the drawn centre, instead of values from the centre.
struct DifferenceOfNorms {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("|err| <= 2 tau max ||v_j| - |centre||", [&] {
      using std::abs;
      using std::max;
      const std::vector<double> origin(c.values->dimension());
      const R from_origin = exact::distance(row, drawn_centre(c), origin);
      R largest(0);
      for (const Key key : c.scores->finite())
        largest = max(largest, R(abs(R(exact::distance(row, c.values->of(key), origin) - from_origin))));
      return Both<R>{exact::norm(exact::stated_error(row)), R(R(2) * largest * exact::tail_mass(row))};
    });
  }
};

/// P^ as P over the tail's mass.
struct OverTailMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("|err| <= 2 C tau, P^ = P over the tail's mass", [&] {
      const R factor = R(R(1) - R(1) / exact::tail_mass(row));
      Vector<R> changes = scaled(exact::probabilities(row), factor, c.head.finite_head(), row.precision());
      for (const Key key : c.head.finite_tail())
        changes.set(key, exact::probabilities(row)[key]);
      return Both<R>{exact::norm(exact::weighted_mean(row, changes, exact::value_columns(row))),
                     exact::bound_by_norm(row)};
    });
  }
};

struct WithoutTwo {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("|err| <= C tau", [&] {
      return Both<R>{exact::error_norm(row), R(exact::largest_norm(row) * exact::tail_mass(row))};
    });
  }
};

struct TailMassSquared {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("|err| <= 2 C tau^2", [&] {
      return Both<R>{exact::error_norm(row), R(exact::bound_by_norm(row) * exact::tail_mass(row))};
    });
  }
};

/// The largest norm on one side instead of over all keys.
template <bool head>
struct OneSide {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<double> origin(c.values->dimension());
    const std::span<const Key> keys = head ? c.head.finite_head() : c.head.finite_tail();
    const Key key = exact::farthest_keys(*c.values, keys, origin).front();
    out.at_most("|err| <= 2 C tau, C of one side", [&] {
      return Both<R>{exact::error_norm(row),
                     R(R(2) * exact::distance(row, c.values->of(key), origin) * exact::tail_mass(row))};
    });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::trivial}};

Case example() {
  Case c = with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{3, -1}, {3, -1}, {-3, 1}, {-3, 1}, {70, 5}});
  c.centre = {0, 0};
  return c;
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<NormBound, 0>>(), example},
    {"tightened-about-centre", "0.99 times the bound about a centre", sides_of<Tightened<NormBound, 1>>(),
     example},
    {"over-tail-mass", "P over the tail's mass for P^", sides_of<OverTailMass>(), example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<NormBound, 1>>(), equal_values},
    {"difference-of-norms", "||v_j| - |centre|| for |v_j - centre|", sides_of<DifferenceOfNorms>(),
     [] {
       return with_values(top_k_case({1, 0}, 1), {{1, 0}, {0, 1}});
     }},
    {"without-two", "C for 2 C", sides_of<WithoutTwo>(), example},
    {"tail-mass-squared", "tau^2 for tau", sides_of<TailMassSquared>(), example},
    {"head-norm", "the largest norm in the head", sides_of<OneSide<true>>(),
     [] {
       return with_values(top_k_case({1, 0}, 1), {{0}, {5}});
     }},
    {"tail-norm", "the largest norm in the tail", sides_of<OneSide<false>>(),
     [] {
       return with_values(top_k_case({1, 0}, 1), {{5}, {0}});
     }},
};

} // namespace

extern const Theorem norm_bound = {
    .id = "norm-bound",
    .words = "the largest value norm bounds the output error",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= 2 C tau, C the largest value norm or, about any centre, the largest "
                 "distance from it",
    .equality_case = "V_H = u and V_T = -u (about a centre c: u - c and -(u - c))",
    .source = "P Prop 5.1",
    .scope = Scope::head,
    .needs = parts<part::Values, part::Centre>,
    .hypotheses = hypotheses,
    .sides = sides_of<NormBound>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$|\mathrm{err}|\le2C\tau,\qquad C=\max_j|v_j|\ \text{ or, about any centre }c,\ \max_j|v_j-c|$$
if: $0<\tau<1$
eq: $V_H=u$ and $V_T=-u$ (about a centre $c$: $u-c$ and $-(u-c)$))",
};

} // namespace tailmass
