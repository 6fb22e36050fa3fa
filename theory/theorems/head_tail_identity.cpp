// head-tail-identity: the output error is the tail mass times the distance between the two conditional means.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Coordinates of err may vanish, so they agree on the scale tau C, which |err| never exceeds by more than a
/// factor 2.
template <class R>
R scale_of_error(Evaluator<R>& row) {
  return R(exact::error_scale(row, exact::tail_mass(row)) * exact::largest_norm(row));
}

/// err = factor (x - y) by coordinates, err = Attn - Attn_S as it is defined.
template <class R>
void coordinates(Evaluator<R>& row, const R& factor, const Vector<R>& x, const Vector<R>& y, Sides<R>& out) {
  const R scale = scale_of_error(row);
  for (std::size_t axis = 0; axis < x.size(); ++axis)
    out.equal_on_scale("err = tau (mu_T - mu_H), by coordinates", exact::output_difference(row)[axis],
                       R(factor * (x[axis] - y[axis])), scale);
}

struct HeadTailIdentity {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    if (!out.asks_identities())
      return;
    const R& tau = exact::tail_mass(row);
    coordinates(row, tau, exact::tail_mean(row), exact::head_mean(row), out);
    out.equal_on_scale(
        "|err| = tau |mu_T - mu_H|", exact::error_norm(row),
        R(tau * exact::norm(exact::difference(row, exact::tail_mean(row), exact::head_mean(row)))),
        scale_of_error(row));
  }
};

struct SwappedMeans {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    coordinates(row, exact::tail_mass(row), exact::head_mean(row), exact::tail_mean(row), out);
  }
};

struct HeadMassFactor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    coordinates(row, exact::head_mass(row), exact::tail_mean(row), exact::head_mean(row), out);
  }
};

struct DistanceFromMean {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    coordinates(row, exact::tail_mass(row), exact::tail_mean(row), exact::output(row), out);
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(head_case({1, 3, -0.5, masked, 2}, {0, 3, 4}),
                     {{1, 2}, {-1, 0.5}, {0, -7}, {9, 9}, {0.25, 1}});
}

const Mutant mutants[] = {
    {"swapped-means", "mu_H - mu_T for mu_T - mu_H", sides_of<SwappedMeans>(), example},
    {"head-mass", "1 - tau for tau", sides_of<HeadMassFactor>(), example},
    {"distance-from-mean", "mu for mu_H", sides_of<DistanceFromMean>(), example},
};

} // namespace

extern const Theorem head_tail_identity = {
    .id = "head-tail-identity",
    .section = 3,
    .statement = "0 < tau < 1: err = tau (mu_T - mu_H), |err| = tau |mu_T - mu_H|, for any kept set",
    .equality_case = "identity",
    .source = "P Thm 5.2",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<HeadTailIdentity>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\mathrm{err}=\tau\,(\mu_T-\mu_H),\qquad|\mathrm{err}|=\tau\,|\mu_T-\mu_H|$$
for any kept set.
if: $0<\tau<1$
eq: an identity)",
};

} // namespace tailmass
