// gaussian-k-epsilon: the share of Gaussian scores that holds all but epsilon of the mass.
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/gaussian/gaussian_sample.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/statistics.hpp"

namespace tailmass {
namespace {

/// Phi_c(sigma + Phi^{-1}(eps)).
struct TrueShare {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return m.rho;
  }
};

struct NoShift {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return normal_survival(R(m.z - m.sigma));
  }
};
struct OtherShift {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return normal_survival(R(m.z - R(2) * m.sigma));
  }
};
struct TailShare {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return R(R(1) - m.rho);
  }
};

/// An asymptotic rule: asserted where it is one, for sigma <= 1 and n >= 10^4, and of the mean, as a single
/// row may fall on either side.
template <class Share = TrueShare>
struct GaussianKEpsilon {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::abs;
    using std::sqrt;
    const Precision<R>& at = row.precision();
    const GaussianSample& sample = *c.sample;
    const auto limit = exact::gaussian_limit_of_epsilon(at, sample.sigma, sample.epsilon);
    const R n = at(sample.n);
    const R deviation = sqrt(R(exact::gaussian_k_epsilon_variance(limit) / (n * at(sample.rows))));
    out.consistent("mean of k_eps/n is near Phi_c(sigma + Phi^{-1}(eps))", false_alarm, [&] {
      return Statistic<R>{
          exact::mean(at, exact::sample_k_epsilons(at, sample)), Share::of(limit),
          R(at(deviations_of_mean) * deviation + abs(exact::gaussian_k_epsilon_bias(limit)) / n)};
    });
  }
};

/// The rule as a promise at any n and sigma: that so many keys are enough.
struct AsACertificate {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const auto limit = exact::gaussian_limit_of_epsilon(at, c.sample->sigma, c.sample->epsilon);
    out.at_most("mean of k_eps/n <= Phi_c(sigma + Phi^{-1}(eps)) + 1/n", [&] {
      return Both<R>{exact::mean(at, exact::sample_k_epsilons(at, *c.sample)),
                     R(limit.rho + R(1) / at(c.sample->n))};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"sigma <= 1", moderate_sigma, Without::open, with_wide_scores},
    {"n >= 10^4", long_rows, Without::open, with_short_rows},
    {"at least 64 rows", [](const Case& c) { return c.sample && c.sample->rows >= 64; }, Without::open,
     with_rows<2>},
    {"0.01 <= eps <= 1/2",
     [](const Case& c) { return c.sample && 0.01 <= c.sample->epsilon && c.sample->epsilon <= 0.5; },
     Without::open, with_small_epsilon},
};

Case moderate() {
  return sample_case({.rows = 64, .n = 10'000, .sigma = 0.75, .k = 1'000, .epsilon = 0.1, .seed = 1});
}

const Mutant mutants[] = {
    {"no-shift", "1 - eps of the keys", sides_of_model<GaussianKEpsilon<NoShift>>(), moderate},
    {"other-shift", "Phi_c(Phi^{-1}(eps) - sigma)", sides_of_model<GaussianKEpsilon<OtherShift>>(), moderate},
    {"tail", "the share of keys that is dropped", sides_of_model<GaussianKEpsilon<TailShare>>(), moderate},
    {"as-a-certificate", "the rule taken for a number of keys that is enough, at sigma = 3 and n = 128",
     sides_of_model<AsACertificate>(),
     [] { return sample_case({.rows = 1'000, .n = 128, .sigma = 3, .k = 6, .epsilon = 0.1, .seed = 1}); },
     true},
};

} // namespace

extern const Theorem gaussian_k_epsilon = {
    .id = "gaussian-k-epsilon",
    .words = "the limit of their k_epsilon: a rule, no bound",
    .section = 5,
    .statement = "s_i independent N(mu, sigma^2), 0 < eps < 1: k_eps/n -> Phi_c(sigma + Phi^{-1}(eps)), an "
                 "asymptotic rule and no certificate; asserted of the mean for sigma <= 1 and n >= 10^4",
    .equality_case = "none: a statement about random rows",
    .source = "P Thm 6.4",
    .scope = Scope::model,
    .needs = parts<part::Sample>,
    .hypotheses = hypotheses,
    .sides = sides_of_model<GaussianKEpsilon<>>(),
    .witness = nullptr,
    .no_witness_because = "a limit is attained by no row",
    .mutants = mutants,
    .sample = {.rows = 64, .n = 10'000},
    .tex = R"(
For $s_i$ independent $N(\mu,\sigma^2)$ and $0<\varepsilon<1$,
$$\frac{k_\varepsilon}{n}\to\Phi_c\bigl(\sigma+\Phi^{-1}(\varepsilon)\bigr),$$
an asymptotic rule and no certificate; asserted of the mean.
if: $\sigma\le1$
if: $n\ge10^4$
if: at least 64 rows
if: $0.01\le\varepsilon\le1/2$
eq: none: a statement about random rows)",
};

} // namespace tailmass
