// covariance-bound: the largest eigenvalue of the values' covariance does for their whole variance.
#include "theory/exact/outputs/largest_eigenvalue.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/output_error.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// The largest eigenvalue lies between the Rayleigh quotient along err and tr(Cov^4)^(1/4), so the first
/// claim states more than the second and the others place what needs no eigenvalue. Quotients are multiplied
/// out, so that err = 0 needs no exception.
///
/// Equality, with W = (1-tau) Cov_H + tau Cov_T, D = mu_T - mu_H and Cov_P = W + tau (1-tau) D D':
/// - Rayleigh: the fourth powers of the sides differ by a multiple of D'WD, which is 0 just when the values
/// are constant
///   along D on each side.
/// - eigenvalue: by the first claim D'WD = 0, so that err is an eigenvector, and then that of the largest.
/// - trace against Rayleigh: err = 0, or no eigenvalue but the largest is positive, so rank Cov_P <= 1; err
/// is then an
///   eigenvector, because W has no other range than D D'.
/// - trace against eigenvalue or variance: sums of powers agree with powers of sums only at rank Cov_P <= 1.
struct CovarianceBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::sqrt;
    const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
    const auto trace = [&]() -> const R& { return exact::eigenvalue_bound(row); };
    const auto largest_square = lazy([&] { return R(exact::largest_norm(row) * exact::largest_norm(row)); });
    const auto eigenvalue = [&]() -> const R& { return exact::covariance_eigenvalue(row); };
    const auto square = lazy([&] { return R(dot(exact::output_error(row), exact::output_error(row))); });
    const auto form =
        lazy([&] { return R(exact::quadratic_form(row, exact::covariance(row), exact::output_error(row))); });
    const bool collinear = exact::values_collinear(c);
    const bool orthogonal = exact::error_orthogonal_within_sides(c);
    with_output_error(row, out, [&](const Vector<R>& (*error)(Evaluator<R>&)) {
      out.at_most_on_scale("|err|^2 <= sqrt(tau/(1-tau)) sqrt(err' Cov err), the Rayleigh quotient along err",
                           orthogonal, [&] {
                             return Both<R>{R(dot(error(row), error(row))),
                                            R(sqrt(R(exact::tail_odds(row) * form()))),
                                            R(exact::root_odds(row) * tau() * largest_square())};
                           });
    });
    error_at_most(row, out, "|err| <= sqrt(tau/(1-tau)) sqrt(lambda)", orthogonal && along_largest_axis(c),
                  [&] {
                    return BoundOnScale<R>{exact::bound_by_covariance(row),
                                           R(exact::root_odds(row) * exact::largest_norm(row))};
                  });
    out.at_most_on_scale("err' Cov err <= |err|^2 tr(Cov^4)^(1/4)", collinear || exact::error_vanishes(c),
                         [&] {
                           return Both<R>{form(), R(square() * trace()),
                                          R(tau() * tau() * largest_square() * largest_square())};
                         });
    out.at_most_on_scale("tr(Cov^4)^(1/4) <= Var_P(V)", collinear, [&] {
      return Both<R>{trace(), exact::variance(row), largest_square()};
    });
    // Where one key has nearly all mass, the fourth powers of the other eigenvalues are no part of a number.
    const double range = c.scores->ranked(1) - c.scores->ranked(c.scores->finite_count());
    out.either(
        4 * range,
        [&] {
          out.at_most_on_scale("lambda <= tr(Cov^4)^(1/4)", collinear, [&] {
            return Both<R>{eigenvalue(), trace(), largest_square()};
          });
        },
        [] {});
  }

private:
  /// Whether err, an eigenvector of Cov_P, has the largest eigenvalue |err|^2 (1-tau)/tau. Exact where the
  /// values are constant on each side, else but for "yes" in the unheard-of case that another eigenvalue is
  /// larger by less than 2^-400.
  static bool along_largest_axis(const Case& c) {
    if (values_constant_on_each_side(c))
      return true;
    Evaluator<Ball> row(c, {512});
    return !certainly_less(exact::error_norm(row), exact::bound_by_covariance(row));
  }
};

/// |err| <= sqrt(odds eigenvalue).
template <class R>
void bound(Evaluator<R>& row, const R& odds, const R& eigenvalue, Sides<R>& out) {
  using std::sqrt;
  out.at_most("|err| <= sqrt(odds eigenvalue)", [&] {
    return Both<R>{exact::error_norm(row), R(sqrt(R(odds * eigenvalue)))};
  });
}

/// The sum of all eigenvalues but the largest in its place.
struct OtherEigenvalues {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, exact::tail_odds(row),
          R(exact::trace(exact::covariance(row)) - exact::covariance_eigenvalue(row)), out);
  }
};

struct MeanEigenvalue {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    bound(row, exact::tail_odds(row), R(exact::variance(row) / row.precision()(c.values->dimension())), out);
  }
};

struct LargestDiagonalEntry {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::max;
    R largest(0);
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
      largest = max(largest, R(exact::covariance(row)[axis][axis]));
    bound(row, exact::tail_odds(row), largest, out);
  }
};

struct InverseOdds {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    bound(row, R(exact::head_mass(row) / exact::tail_mass(row)), exact::eigenvalue_bound(row), out);
  }
};

constexpr Hypothesis hypotheses[] = {{"0 < tau < 1", tail_has_mass, Without::trivial}};

Case example() {
  return with_values(top_k_case({1, 0.5, 0, -1, masked}, 2), {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}, {70, 5}});
}

const Mutant mutants[] = {
    {"tightened-rayleigh", "0.99 times the Rayleigh bound", sides_of<Tightened<CovarianceBound, 0>>(),
     example},
    {"tightened", "0.99 times the bound by the eigenvalue", sides_of<Tightened<CovarianceBound, 1>>(),
     example},
    {"tightened-trace", "0.99 times the trace above Rayleigh", sides_of<Tightened<CovarianceBound, 2>>(),
     example},
    {"tightened-eigenvalue", "0.99 times the trace above the eigenvalue",
     sides_of<Tightened<CovarianceBound, 4>>(), example},
    {"tightened-variance", "0.99 times the variance", sides_of<Tightened<CovarianceBound, 3>>(), example},
    {"not-renormalised", "P on the head for P^", sides_of<NotRenormalised<CovarianceBound, 1>>(),
     equal_values},
    {"other-eigenvalues", "the sum of the other eigenvalues for the largest", sides_of<OtherEigenvalues>(),
     example},
    {"mean-eigenvalue", "the mean eigenvalue for the largest", sides_of<MeanEigenvalue>(), example},
    {"largest-diagonal-entry", "the largest diagonal entry for the largest eigenvalue",
     sides_of<LargestDiagonalEntry>(), example},
    {"inverse-odds", "(1-tau)/tau for tau/(1-tau)", sides_of<InverseOdds>(),
     [] {
       return with_values(head_case({0, 2}, {0}), {{0}, {1}});
     }},
};

} // namespace

extern const Theorem covariance_bound = {
    .id = "covariance-bound",
    .words = "the largest eigenvalue of their covariance does",
    .section = 3,
    .statement = "0 < tau < 1: |err| <= sqrt(tau/(1-tau)) sqrt(lambda), lambda the largest eigenvalue of "
                 "Cov_P(V); err' Cov err / |err|^2 <= lambda <= tr(Cov^4)^(1/4) <= Var_P(V)",
    .equality_case = "Rayleigh: values constant along err on each side; eigenvalue: so, and lambda that "
                     "along err; traces: rank Cov_P <= 1",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = hypotheses,
    .sides = sides_of<CovarianceBound>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
With $\lambda$ the largest eigenvalue of $\Sigma=\operatorname{Cov}_P(V)$,
$$|\mathrm{err}|\le\sqrt{\frac{\tau}{1-\tau}}\,\sqrt{\lambda},\qquad\frac{\mathrm{err}^{\mathsf T}\,\Sigma\,\mathrm{err}}{|\mathrm{err}|^2}\le\lambda\le\operatorname{tr}(\Sigma^4)^{1/4}\le\operatorname{Var}_P(V).$$
if: $0<\tau<1$
eq: Rayleigh: values constant along err on each side; eigenvalue: so, and $\lambda$ that along err; traces: rank $\Sigma\le1$)",
};

} // namespace tailmass
