// centre-distance-bound: between the output error and the diameter's bound, at the cost of one pass over the
// values.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Equality, twice because a mean with positive weights has the greatest norm only when all its vectors are
/// equal: first, mu_T - mu_H is the mean of v_j - mu_H over the tail, so the tail's values are constant;
/// second, v_j - mu_H is the mean of v_j - v_i over the head, so for the farthest j those are one vector and
/// the head's values are constant.
struct CentreDistanceBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto scale = lazy([&] { return R(exact::tail_mass(row) * exact::largest_norm(row)); });
    const auto bound = lazy([&] {
      return R(exact::tail_mass(row) *
               exact::greatest_distance(row, exact::offset_head_mean(row), c.head.finite_tail()));
    });
    error_at_most(row, out, "|err| <= tau max over the tail of |v_j - mu_H|",
                  constant_over(*c.values, c.head.finite_tail()), [&] {
                    return BoundOnScale<R>{bound(), scale()};
                  });
    out.at_most_on_scale("tau max over the tail of |v_j - mu_H| <= tau diam_{H,T}",
                         constant_over(*c.values, c.head.finite_head()), [&] {
                           return Both<R>{bound(), exact::bound_by_diameter(row), scale()};
                         });
  }
};

struct TailMassSquared {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("|err| <= tau^2 max over the tail of |v_j - mu_H|", [&] {
      return Both<R>{exact::error_norm(row),
                     R(exact::tail_mass(row) * exact::tail_mass(row) *
                       exact::greatest_distance(row, exact::offset_head_mean(row), c.head.finite_tail()))};
    });
  }
};

struct OverHead {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("|err| <= tau max over the head of |v_i - mu_H|", [&] {
      return Both<R>{exact::error_norm(row),
                     R(exact::tail_mass(row) *
                       exact::greatest_distance(row, exact::offset_head_mean(row), c.head.finite_head()))};
    });
  }
};

struct AboutTailMean {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Vector<R> centre = exact::offset_of(row, exact::tail_mean(row));
    out.at_most("|err| <= tau max over the tail of |v_j - mu_T|", [&] {
      return Both<R>{exact::error_norm(row),
                     R(exact::tail_mass(row) * exact::greatest_distance(row, centre, c.head.finite_tail()))};
    });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}, {70, 5}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the centre's bound", sides_of<Tightened<CentreDistanceBound, 0>>(), example},
    {"tightened-diameter", "0.99 times the diameter's bound", sides_of<Tightened<CentreDistanceBound, 1>>(),
     example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<CentreDistanceBound>>(),
     equal_values},
    {"tail-mass-squared", "tau^2 for tau", sides_of<TailMassSquared>(), example},
    {"over-head", "the maximum over the head", sides_of<OverHead>(), example},
    {"about-tail-mean", "distances from mu_T", sides_of<AboutTailMean>(),
     [] {
       return with_values(top_k_case({1, 0.5, 0}, 2), {{0}, {1}, {5}});
     }},
};

} // namespace

extern const Theorem centre_distance_bound = {
    .id = "centre-distance-bound",
    .words = "distances from the mean of the head bound it",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= tau max over tail j of |v_j - mu_H| <= tau diam_{H,T}",
    .equality_case = "first: the tail's values constant; second: the head's values constant",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<CentreDistanceBound>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$|\mathrm{err}|\le\tau\max_{j\in T}|v_j-\mu_H|\le\tau\operatorname{diam}_{H,T}$$
if: $0<\tau<1$
eq: left: the tail's values constant; right: the head's values constant)",
};

} // namespace tailmass
