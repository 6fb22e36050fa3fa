// variance-decomposition: the values' variance within and between head and tail, and the output error from
// it.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// (1 - tau) Var_H + tau Var_T.
template <class R>
R within(Evaluator<R>& row) {
  return R(exact::head_mass(row) * exact::head_variance(row) +
           exact::tail_mass(row) * exact::tail_variance(row));
}

/// States Var_P = `parts`(). All terms vanish where the values are equal, so they agree on the scale C^2,
/// which no term of either side exceeds by more than a factor 4.
template <class R, class Parts>
void decomposition(Evaluator<R>& row, Sides<R>& out, const Parts& parts) {
  out.equal_on_scale("Var_P = (1-tau) Var_H + tau Var_T + tau (1-tau) |mu_T - mu_H|^2", [&] {
    const R& largest = exact::largest_norm(row);
    return Both<R>{exact::variance(row), parts(), R(largest * largest)};
  });
}

template <class R>
R between_sides(Evaluator<R>& row) {
  return R(exact::tail_mass(row) * exact::head_mass(row) * exact::squared_mean_distance(row));
}

/// States |err|^2 with `odds_of`() for the odds of the tail. The difference cancels as tau -> 0 or 1 and its
/// factor grows as tau -> 1: agreement is conditioned on the largest term that the right side may have, odds
/// C^2.
template <class R, class Odds>
void error_from_variances(Evaluator<R>& row, Sides<R>& out, const Odds& odds_of) {
  out.equal_on_scale("|err|^2 = (tau/(1-tau)) [Var_P - (1-tau) Var_H - tau Var_T]", [&] {
    const Vector<R>& error = exact::output_difference(row);
    const R& largest = exact::largest_norm(row);
    const R odds = odds_of();
    return Both<R>{R(dot(error, error)), R(odds * (exact::variance(row) - within(row))),
                   R(exact::error_scale(row, odds) * largest * largest)};
  });
}

struct VarianceDecomposition {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    decomposition(row, out, [&] { return R(within(row) + between_sides(row)); });
    error_from_variances(row, out, [&] { return R(exact::tail_odds(row)); });
  }
};

struct WithoutHeadMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    decomposition(row, out,
                  [&] { return R(within(row) + exact::tail_mass(row) * exact::squared_mean_distance(row)); });
  }
};

struct SwappedMasses {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    decomposition(row, out, [&] {
      return R(exact::tail_mass(row) * exact::head_variance(row) +
               exact::head_mass(row) * exact::tail_variance(row) + between_sides(row));
    });
  }
};

struct InverseOdds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    error_from_variances(row, out, [&] { return R(exact::head_mass(row) / exact::tail_mass(row)); });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(head_case({1, 3, -0.5, masked, 2}, {0, 3, 4}),
                     {{1, 2}, {-1, 0.5}, {0, -7}, {9, 9}, {0.25, 1}});
}

const Mutant mutants[] = {
    {"without-head-mass", "tau for tau (1 - tau)", sides_of<WithoutHeadMass>(), example},
    {"swapped-masses", "tau Var_H + (1 - tau) Var_T", sides_of<SwappedMasses>(), example},
    {"inverse-odds", "(1 - tau)/tau for tau/(1 - tau)", sides_of<InverseOdds>(), example},
};

} // namespace

extern const Theorem variance_decomposition = {
    .id = "variance-decomposition",
    .words = "variance between head and tail is the error squared",
    .section = 3,
    .statement = "0 < tau < 1: Var_P = (1-tau) Var_H + tau Var_T + tau (1-tau) |mu_T - mu_H|^2; |err|^2 = "
                 "(tau/(1-tau)) [Var_P - (1-tau) Var_H - tau Var_T]",
    .equality_case = "identities",
    .source = "P",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<VarianceDecomposition>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\operatorname{Var}_P=(1-\tau)\operatorname{Var}_H+\tau\operatorname{Var}_T+\tau(1-\tau)\,|\mu_T-\mu_H|^2$$
$$|\mathrm{err}|^2=\frac{\tau}{1-\tau}\,\bigl[\operatorname{Var}_P-(1-\tau)\operatorname{Var}_H-\tau\operatorname{Var}_T\bigr]$$
if: $0<\tau<1$
eq: identities)",
};

} // namespace tailmass
