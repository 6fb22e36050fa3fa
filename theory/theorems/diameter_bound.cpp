// diameter-bound: the output error from the tail mass and the distances between head and tail values.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Equality: mu_T - mu_H is the mean, with positive weights, of v_j - v_i over head i and tail j. Its norm is
/// the greatest of theirs only when they are all one vector, that is when the values are constant on each
/// side.
struct DiameterBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    error_at_most(row, out, "|err| <= tau diam_{H,T}", values_constant_on_each_side(c), [&] {
      return BoundOnScale<R>{exact::bound_by_diameter(row),
                             R(exact::tail_mass(row) * exact::largest_norm(row))};
    });
  }
};

struct TailMassSquared {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("|err| <= tau^2 diam_{H,T}", [&] {
      return Both<R>{exact::error_norm(row), R(exact::tail_mass(row) * exact::bound_by_diameter(row))};
    });
  }
};

/// The diameter of one side instead of that between the sides.
template <bool head>
struct WithinSide {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::span<const Key> keys = head ? c.head.finite_head() : c.head.finite_tail();
    out.at_most("|err| <= tau diam of one side", [&] {
      return Both<R>{exact::error_norm(row),
                     R(exact::tail_mass(row) * exact::diameter_between(row, keys, keys))};
    });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}, {70, 5}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<DiameterBound>>(), example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<DiameterBound>>(), equal_values},
    {"tail-mass-squared", "tau^2 for tau", sides_of<TailMassSquared>(), example},
    {"within-head", "the diameter of the head", sides_of<WithinSide<true>>(), example},
    {"within-tail", "the diameter of the tail", sides_of<WithinSide<false>>(), example},
};

} // namespace

extern const Theorem diameter_bound = {
    .id = "diameter-bound",
    .words = "the farthest values of head and tail bound it",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= tau diam_{H,T}, the greatest |v_i - v_j| over head i and tail j of "
                 "finite score",
    .equality_case = "values constant on each side",
    .source = "P Prop 5.3",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<DiameterBound>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$|\mathrm{err}|\le\tau\operatorname{diam}_{H,T},\qquad\operatorname{diam}_{H,T}=\max_{i\in H,\,j\in T}|v_i-v_j|$$
over keys of finite score.
if: $0<\tau<1$
eq: values constant on each side)",
};

} // namespace tailmass
