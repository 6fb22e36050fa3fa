// head-tail-identity: the output error is the tail mass times the distance between the two conditional means.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Coordinates of err may vanish, so they agree on the scale tau C, which |err| never exceeds by more than a
/// factor 2.
template <class R>
R scale_of_error(Evaluator<R>& row) {
  return R(exact::error_scale(row, exact::tail_mass(row)) * exact::largest_norm(row));
}

/// States err = `product_at`(axis) by coordinates, err = Attn - Attn_S as it is defined.
template <class R, class ProductAt>
void coordinates(Evaluator<R>& row, const Case& c, Sides<R>& out, const ProductAt& product_at) {
  const auto scale = lazy([&] { return scale_of_error(row); });
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
    out.equal_on_scale("err = tau (mu_T - mu_H), by coordinates", [&] {
      return Both<R>{exact::output_difference(row)[axis], product_at(axis), scale()};
    });
}

struct HeadTailIdentity {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    coordinates(row, c, out, [&](std::size_t axis) {
      return R(exact::tail_mass(row) * (exact::tail_mean(row)[axis] - exact::head_mean(row)[axis]));
    });
    length(row, out, [&]() -> const Vector<R>& { return exact::stated_error(row); });
  }

  /// States the length of `error`(), the sum of (p_i - p^_i) v_i as it is written.
  template <class R, class Error>
  static void length(Evaluator<R>& row, Sides<R>& out, const Error& error) {
    out.equal_on_scale("|err| = tau |mu_T - mu_H|", [&] {
      return Both<R>{exact::norm(error()),
                     R(exact::tail_mass(row) *
                       exact::norm(exact::difference(row, exact::tail_mean(row), exact::head_mean(row)))),
                     scale_of_error(row)};
    });
  }
};

/// The sum of p v over the tail, as if the truncation were not renormalised.
struct NotRenormalisedLength {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    HeadTailIdentity::length(row, out, [&] {
      return exact::weighted_mean(
          row, scaled(exact::probabilities(row), R(1), c.head.finite_tail(), row.precision()),
          exact::value_columns(row));
    });
  }
};

struct SwappedMeans {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    coordinates(row, c, out, [&](std::size_t axis) {
      return R(exact::tail_mass(row) * (exact::head_mean(row)[axis] - exact::tail_mean(row)[axis]));
    });
  }
};

struct HeadMassFactor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    coordinates(row, c, out, [&](std::size_t axis) {
      return R(exact::head_mass(row) * (exact::tail_mean(row)[axis] - exact::head_mean(row)[axis]));
    });
  }
};

struct DistanceFromMean {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    coordinates(row, c, out, [&](std::size_t axis) {
      return R(exact::tail_mass(row) * (exact::tail_mean(row)[axis] - exact::output(row)[axis]));
    });
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::meaningless}};

Case example() {
  return with_values(head_case({1, 3, -0.5, masked, 2}, {0, 3, 4}),
                     {{1, 2}, {-1, 0.5}, {0, -7}, {9, 9}, {0.25, 1}});
}

const Mutant mutants[] = {
    {"not-renormalised", "P on the head for P^ in |err|", sides_of<NotRenormalisedLength>(), example},
    {"swapped-means", "mu_H - mu_T for mu_T - mu_H", sides_of<SwappedMeans>(), example},
    {"head-mass", "1 - tau for tau", sides_of<HeadMassFactor>(), example},
    {"distance-from-mean", "mu for mu_H", sides_of<DistanceFromMean>(), example},
};

} // namespace

extern const Theorem head_tail_identity = {
    .id = "head-tail-identity",
    .words = "the error is the tail mass times a difference of means",
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
