// best-of-three: the least of the diameter's, the variance's and the norm's bound.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {
namespace {

bool opposite_values(const Values& values, Key i, Key j) {
  return std::ranges::equal(values.of(i), values.of(j), [](double x, double y) { return x == -y; });
}

/// Whether diam_{H,T} = 2C: |v_i - v_j| <= |v_i| + |v_j| <= 2C is attained only by opposite vectors of norm
/// C.
bool antipodal_across(const Case& c) {
  const std::vector<double> origin(c.values->dimension());
  const std::vector<Key> longest = exact::farthest_keys(*c.values, c.scores->finite(), origin);
  std::vector<bool> in_head(c.scores->size(), false);
  for (const Key key : c.head.finite_head())
    in_head[key] = true;
  return std::ranges::any_of(longest, [&](Key i) {
    return in_head[i] && std::ranges::any_of(
                             longest, [&](Key j) { return !in_head[j] && opposite_values(*c.values, i, j); });
  });
}

/// Equality with the least bound is equality with one of the three. Each of them needs values that are
/// constant on each side, and two are attained by all such.
struct BestOfThree {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::min;
    error_at_most(row, out, "|err| <= min{tau diam_{H,T}, sqrt(tau/(1-tau)) sqrt(Var_P), 2 C tau}",
                  values_constant_on_each_side(c), [&] {
                    const R by_norm = exact::bound_by_norm(row);
                    return BoundOnScale<R>{
                        R(min(R(min(exact::bound_by_diameter(row), exact::bound_by_variance(row))), by_norm)),
                        by_norm};
                  });
    by_divergence(row, c, out, c.scores->finite());
    // So the third is never the least of the three, strictly.
    out.at_most_on_scale("tau diam_{H,T} <= 2 C tau", antipodal_across(c), [&] {
      const R by_norm = exact::bound_by_norm(row);
      return Both<R>{exact::bound_by_diameter(row), by_norm, by_norm};
    });
  }

  /// States the second bound as it is printed, by the chi-squared divergence as a sum over all finite keys.
  template <class R>
  static void by_divergence(Evaluator<R>& row, const Case& c, Sides<R>& out, std::span<const Key> keys) {
    using std::sqrt;
    error_at_most(row, out, "|err| <= sqrt(chi2(P^ || P)) sqrt(Var_P)", values_constant_on_each_side(c), [&] {
      return BoundOnScale<R>{R(sqrt(R(sum(exact::squared_changes(row), keys))) * sqrt(exact::variance(row))),
                             R(exact::root_odds(row) * exact::largest_norm(row))};
    });
  }
};

/// chi2(P^ || P) without what the tail, where P^ is 0, adds to it.
struct DivergenceOnHead {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    BestOfThree::by_divergence(row, c, out, c.head.finite_head());
  }
};

/// The least of three false bounds, `which` of them in the place of the true one.
template <int which>
struct OneWrong {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::min;
    R by_diameter = exact::bound_by_diameter(row);
    R by_variance = exact::bound_by_variance(row);
    R by_norm = exact::bound_by_norm(row);
    if (which == 0)
      by_diameter *= exact::tail_mass(row);
    if (which == 1)
      by_variance *= exact::root_odds(row);
    if (which == 2)
      by_norm /= R(2);
    out.at_most("|err| <= min of three, one of them wrong", [&] {
      return Both<R>{exact::error_norm(row), R(min(R(min(by_diameter, by_variance)), by_norm))};
    });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{3, -1}, {3, -1}, {-3, 1}, {-3, 1}, {70, 5}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the least bound", sides_of<Tightened<BestOfThree, 0>>(), example},
    {"tightened-divergence", "0.99 times the bound by chi2", sides_of<Tightened<BestOfThree, 1>>(), example},
    {"divergence-on-head", "chi2(P^ || P) without the tail's part", sides_of<DivergenceOnHead>(), example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<BestOfThree>>(), equal_values},
    {"tightened-norm", "0.99 times the norm's bound", sides_of<Tightened<BestOfThree, 2>>(), example},
    {"diameter-with-tail-mass-squared", "tau^2 for tau", sides_of<OneWrong<0>>(), example},
    {"variance-without-root", "tau/(1-tau) for its root", sides_of<OneWrong<1>>(), example},
    {"norm-without-two", "C for 2 C", sides_of<OneWrong<2>>(), example},
};

} // namespace

extern const Theorem best_of_three = {
    .id = "best-of-three",
    .words = "the least of three bounds; one is never the least",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= min{tau diam_{H,T}, sqrt(tau/(1-tau)) sqrt(Var_P), 2 C tau}, the "
                 "third never the least, strictly",
    .equality_case = "values constant on each side; the third equal to the first: opposite values of the "
                     "largest norm across head and tail",
    .source = "P Thm 5.6",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<BestOfThree>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$|\mathrm{err}|\le\min\Bigl\{\tau\operatorname{diam}_{H,T},\ \sqrt{\tfrac{\tau}{1-\tau}}\,\sqrt{\operatorname{Var}_P},\ 2C\tau\Bigr\}$$
The third is never the least, strictly.
if: $0<\tau<1$
eq: values constant on each side; the third equal to the first: opposite values of the largest norm across head and tail)",
};

} // namespace tailmass
