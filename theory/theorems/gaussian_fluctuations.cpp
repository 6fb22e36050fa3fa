// gaussian-fluctuations: how the tail mass of a row of Gaussian scores varies about its limit.
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/gaussian/gaussian_sample.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/statistics.hpp"

namespace tailmass {
namespace {

/// The limit of the mean, and the variance about it.
struct TrueLaw {
  template <class R>
  static R mean(const exact::GaussianLimit<R>& m) {
    return m.tau;
  }
  template <class R>
  static R variance(const exact::GaussianLimit<R>& m) {
    return exact::gaussian_variance(m);
  }
};

struct NoShift : TrueLaw {
  template <class R>
  static R mean(const exact::GaussianLimit<R>& m) {
    return normal_cdf(m.z);
  }
};
/// The partition sum taken for its mean.
struct HeadSumOnly : TrueLaw {
  template <class R>
  static R variance(const exact::GaussianLimit<R>& m) {
    const R mass = R(m.mean * m.tau);
    const R centre = R(m.w * (R(1) - m.rho));
    return R((m.below - R(2) * m.w * mass + m.w * centre - (mass - centre) * (mass - centre)) /
             (m.mean * m.mean));
  }
};
/// Scores above z kept, however many: w = 0 in V.
struct FixedBoundary : TrueLaw {
  template <class R>
  static R variance(const exact::GaussianLimit<R>& m) {
    return R((m.below - R(2) * m.tau * m.below + m.tau * m.tau * m.whole) / (m.mean * m.mean));
  }
};
struct NoCentring : TrueLaw {
  template <class R>
  static R variance(const exact::GaussianLimit<R>& m) {
    const R centre = R(m.w * (R(1) - m.rho));
    return R(exact::gaussian_variance(m) + centre * centre / (m.mean * m.mean));
  }
};
struct Deviation : TrueLaw {
  template <class R>
  static R variance(const exact::GaussianLimit<R>& m) {
    using std::sqrt;
    return sqrt(exact::gaussian_variance(m));
  }
};

/// Two statistics of m rows: their mean, which is N(0, V/m) about beta/n; and their variance s^2, of which
/// (m - 1) s^2/V is chi-square with m - 1 degrees of freedom, so that P(s^2/V further from 1 than r) <=
/// e^{-(m - 1)/2 (r - 1 - ln r)} on either side (Chernoff). A rate of 1e-7 leaves ten times for what n and
/// the rows' kurtosis, both below 10^2/n, change in it.
template <class Law = TrueLaw>
struct GaussianFluctuations {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::abs;
    using std::sqrt;
    const Precision<R>& at = row.precision();
    const GaussianSample& sample = *c.sample;
    const auto limit = exact::gaussian_limit(at, sample.sigma, sample.n, sample.k);
    const R tau = Law::mean(limit);
    const R v = Law::variance(limit);
    const std::vector<R> masses = exact::sample_tail_masses(at, sample);
    const R n = at(sample.n);
    const R root = sqrt(n);
    const R deviation = sqrt(R(v / at(sample.rows)));
    out.consistent("sqrt(n) (mean of tau_k - tau) is N(0, V/m)", false_alarm, [&] {
      return Statistic<R>{R(root * (exact::mean(at, masses) - tau)), at(0.0),
                          R(at(deviations_of_mean) * deviation + abs(exact::gaussian_bias(limit)) / root)};
    });
    const R ratio = R(n * exact::variance(at, masses) / v);
    out.consistent("variance of sqrt(n) tau_k is V: (m - 1)/2 (r - 1 - ln r)", false_alarm, [&] {
      return Statistic<R>{R(at(sample.rows - 1) / R(2) * exact::deviation_rate(ratio)), at(0.0),
                          exponent_of(at, false_alarm / 10)};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"sigma <= 1", moderate_sigma, Without::open, with_wide_scores},
    {"n >= 10^4", long_rows, Without::open, with_short_rows},
    {"n/20 <= k <= 19 n/20", head_of_some_share, Without::open, with_one_kept},
    {"at least 64 rows", [](const Case& c) { return c.sample && c.sample->rows >= 64; }, Without::open,
     with_rows<2>},
};

Case few_kept() {
  return sample_case({.rows = 64, .n = 10'000, .sigma = 0.5, .k = 1'000, .epsilon = 0.1, .seed = 1});
}

const Mutant mutants[] = {
    {"no-shift", "Phi(z) for the limit", sides_of_model<GaussianFluctuations<NoShift>>(), few_kept},
    {"head-sum-only", "the variance of the tail's sum alone",
     sides_of_model<GaussianFluctuations<HeadSumOnly>>(), few_kept},
    {"fixed-boundary", "the variance where all scores above z are kept, however many",
     sides_of_model<GaussianFluctuations<FixedBoundary>>(), few_kept},
    {"no-centring", "the mean square for the variance", sides_of_model<GaussianFluctuations<NoCentring>>(),
     few_kept},
    {"deviation", "sqrt(V) for V", sides_of_model<GaussianFluctuations<Deviation>>(), few_kept},
};

} // namespace

extern const Theorem gaussian_fluctuations = {
    .id = "gaussian-fluctuations",
    .words = "how the tail mass of long rows fluctuates",
    .section = 5,
    .statement = "s_i independent N(0, sigma^2), k = rho n, z = Phi_c^{-1}(rho), tau = Phi(z - sigma), W = "
                 "e^{sigma^2/2}, w = e^{sigma z}, I = e^{2 sigma^2} Phi(z - 2 sigma): sqrt(n) (tau_k - tau) "
                 "-> N(0, V), V = {[I - 2 w W tau + w^2 (1 - rho)] - 2 tau [I - w W tau] + tau^2 e^{2 "
                 "sigma^2} - w^2 (1 - rho)^2}/W^2",
    .equality_case = "none: a statement about random rows",
    .source = "B",
    .scope = Scope::model,
    .needs = parts<part::Sample>,
    .hypotheses = hypotheses,
    .sides = sides_of_model<GaussianFluctuations<>>(),
    .witness = nullptr,
    .no_witness_because = "a limit is attained by no row",
    .mutants = mutants,
    .sample = {.rows = 64, .n = 10'000},
    .tex = R"(
For $s_i$ independent $N(0,\sigma^2)$, $k=\rho n$, $z=\Phi_c^{-1}(\rho)$, $\tau=\Phi(z-\sigma)$, $W=e^{\sigma^2/2}$, $w=e^{\sigma z}$ and $I=e^{2\sigma^2}\Phi(z-2\sigma)$,
$$\sqrt n\,(\tau_k-\tau)\to N(0,V),$$
$$V=\frac{[I-2wW\tau+w^2(1-\rho)]-2\tau\,[I-wW\tau]+\tau^2e^{2\sigma^2}-w^2(1-\rho)^2}{W^2}.$$
if: $\sigma\le1$
if: $n\ge10^4$
if: $n/20\le k\le19n/20$
if: at least 64 rows
eq: none: a statement about random rows)",
};

} // namespace tailmass
