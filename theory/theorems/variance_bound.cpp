// variance-bound: the output error from the odds of the tail and the variance of the values.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Equality: by variance-decomposition the squares differ by (tau/(1-tau)) ((1-tau) Var_H + tau Var_T), which
/// is 0 just when Var_H = Var_T = 0, that is when the values are constant on each side.
struct VarianceBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    error_at_most(row, out, "|err| <= sqrt(tau/(1-tau)) sqrt(Var_P(V))", values_constant_on_each_side(c),
                  [&] {
                    return BoundOnScale<R>{exact::bound_by_variance(row),
                                           R(exact::root_odds(row) * exact::largest_norm(row))};
                  });
  }
};

/// |err| <= factor sqrt(variance).
template <class R>
void bound(Evaluator<R>& row, const R& factor, const R& variance, Sides<R>& out) {
  using std::sqrt;
  out.at_most("|err| <= factor sqrt(variance)", [&] {
    return Both<R>{exact::error_norm(row), R(factor * sqrt(variance))};
  });
}

struct OddsWithoutRoot {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, exact::tail_odds(row), exact::variance(row), out);
  }
};

struct InverseOdds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, R(R(1) / exact::root_odds(row)), exact::variance(row), out);
  }
};

struct TailMassFactor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, exact::tail_mass(row), exact::variance(row), out);
  }
};

/// The variance of one side in the place of Var_P.
template <bool head>
struct OneSide {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, exact::root_odds(row), head ? exact::head_variance(row) : exact::tail_variance(row), out);
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::trivial}};

Case example() {
  return with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}, {70, 5}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<VarianceBound>>(), example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<VarianceBound>>(), equal_values},
    {"odds-without-root", "tau/(1-tau) for its root", sides_of<OddsWithoutRoot>(), example},
    {"inverse-odds", "(1-tau)/tau for tau/(1-tau)", sides_of<InverseOdds>(),
     [] {
       return with_values(head_case({0, 2}, {0}), {{0}, {1}});
     }},
    {"tail-mass-factor", "tau for sqrt(tau/(1-tau))", sides_of<TailMassFactor>(), example},
    {"head-variance", "Var_H for Var_P", sides_of<OneSide<true>>(), example},
    {"tail-variance", "Var_T for Var_P", sides_of<OneSide<false>>(), example},
};

} // namespace

extern const Theorem variance_bound = {
    .id = "variance-bound",
    .words = "the variance of the values bounds the error",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= sqrt(tau/(1-tau)) sqrt(Var_P(V))",
    .equality_case = "Var_H = Var_T = 0",
    .source = "P Thm 5.6",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<VarianceBound>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$|\mathrm{err}|\le\sqrt{\frac{\tau}{1-\tau}}\,\sqrt{\operatorname{Var}_P(V)}$$
if: $0<\tau<1$
eq: $\operatorname{Var}_H=\operatorname{Var}_T=0$)",
};

} // namespace tailmass
