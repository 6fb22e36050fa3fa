// covariance-bound: the largest eigenvalue of the values' covariance does for their whole variance.
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// The largest eigenvalue lies between the Rayleigh quotient along err and tr(Cov^4)^(1/4), so the first
/// claim states more than the theorem and the last two place what can be computed between the eigenvalue and
/// Var_P = tr Cov. Quotients are multiplied out, so that err = 0 needs no exception.
///
/// Equality, with W = (1-tau) Cov_H + tau Cov_T, D = mu_T - mu_H and Cov_P = W + tau (1-tau) D D':
/// - Rayleigh: the fourth powers of the sides differ by a multiple of D'WD, which is 0 just when the values
/// are constant
///   along D on each side.
/// - trace against Rayleigh: err = 0, or no eigenvalue but the largest is positive, so rank Cov_P <= 1; err
/// is then an
///   eigenvector, because W has no other range than D D'.
/// - trace against variance: sums of powers agree with powers of sums only at rank Cov_P <= 1.
/// - |err| against the trace: both of the steps between, so rank <= 1 and D'WD = 0, which is W = 0.
struct CovarianceBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::sqrt;
    const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
    const auto trace = [&]() -> const R& { return exact::eigenvalue_bound(row); };
    const auto largest_square = lazy([&] { return R(exact::largest_norm(row) * exact::largest_norm(row)); });
    const auto square = lazy([&] { return R(dot(exact::output_error(row), exact::output_error(row))); });
    const auto form =
        lazy([&] { return R(exact::quadratic_form(row, exact::covariance(row), exact::output_error(row))); });
    const bool collinear = exact::values_collinear(c);
    out.at_most_on_scale("|err|^2 <= sqrt(tau/(1-tau)) sqrt(err' Cov err), the Rayleigh quotient along err",
                         exact::error_orthogonal_within_sides(c), [&] {
                           return Both<R>{square(), R(sqrt(R(exact::tail_odds(row) * form()))),
                                          R(exact::root_odds(row) * tau() * largest_square())};
                         });
    out.at_most_on_scale("|err| <= sqrt(tau/(1-tau)) sqrt(tr(Cov^4)^(1/4))", values_constant_on_each_side(c),
                         [&] {
                           return Both<R>{exact::error_norm(row), R(exact::root_odds(row) * sqrt(trace())),
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
    {"tightened", "0.99 times the bound by the trace", sides_of<Tightened<CovarianceBound, 1>>(), example},
    {"tightened-trace", "0.99 times the trace above Rayleigh", sides_of<Tightened<CovarianceBound, 2>>(),
     example},
    {"tightened-variance", "0.99 times the variance", sides_of<Tightened<CovarianceBound, 3>>(), example},
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
    .section = 3,
    .statement =
        "0 < tau < 1: |err| <= sqrt(tau/(1-tau)) sqrt(lambda), lambda the largest eigenvalue of Cov_P(V); "
        "err' Cov err / |err|^2 <= lambda <= tr(Cov^4)^(1/4) <= Var_P(V)",
    .equality_case =
        "Rayleigh: values constant along err on each side; trace: values constant on each side; the last "
        "two: rank Cov_P <= 1",
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
eq: Rayleigh: values constant along err on each side; trace: values constant on each side; the last two: rank $\Sigma\le1$)",
};

} // namespace tailmass
