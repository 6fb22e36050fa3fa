// gaussian-truncated-mass: the closed form of the mass below a threshold, which the limits of Gaussian rows
// rest on.
#include "theory/exact/gaussian/truncated_mass.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/statistics.hpp"

namespace tailmass {
namespace {

/// (t - mu)/sigma, a double between -4 and 4 that rises with the share of keys that a sample keeps.
double threshold_of(const GaussianSample& sample) {
  return 8 * static_cast<double>(sample.k) / static_cast<double>(sample.n) - 4;
}

/// Phi((t - mu)/sigma - sigma).
struct ClosedForm {
  template <class R>
  static R of(const R& threshold, const R& sigma) {
    return normal_cdf(R(threshold - sigma));
  }
};

/// mu multiplies both means by e^mu.
template <class Form = ClosedForm>
struct GaussianTruncatedMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const GaussianSample& sample = *c.sample;
    const double threshold = threshold_of(sample);
    out.equal("E[e^s; s <= t]/E[e^s] = Phi((t - mu)/sigma - sigma)", [&] {
      const R below = exact::exponential_mean_below(at, sample.sigma, threshold);
      const R all = exact::exponential_mean(at, sample.sigma);
      return Both<R>{R(below / all), Form::of(at(threshold), at(sample.sigma))};
    });
  }
};

struct NoShift {
  template <class R>
  static R of(const R& threshold, const R&) {
    return normal_cdf(threshold);
  }
};
struct OtherShift {
  template <class R>
  static R of(const R& threshold, const R& sigma) {
    return normal_cdf(R(threshold + sigma));
  }
};
struct VarianceShift {
  template <class R>
  static R of(const R& threshold, const R& sigma) {
    return normal_cdf(R(threshold - sigma * sigma));
  }
};
struct HeadMass {
  template <class R>
  static R of(const R& threshold, const R& sigma) {
    return normal_survival(R(threshold - sigma));
  }
};

const Hypothesis hypotheses[] = {
    {"sigma <= 8", [](const Case& c) { return c.sample && c.sample->sigma <= 8; }, Without::costly},
};

Case wide_scores() {
  return sample_case({.rows = 2, .n = 16, .sigma = 3, .k = 12, .epsilon = 0.1, .seed = 1});
}

const Mutant mutants[] = {
    {"no-shift", "Phi((t - mu)/sigma)", sides_of_model<GaussianTruncatedMass<NoShift>>(), wide_scores},
    {"other-shift", "Phi((t - mu)/sigma + sigma)", sides_of_model<GaussianTruncatedMass<OtherShift>>(),
     wide_scores},
    {"variance-shift", "Phi((t - mu)/sigma - sigma^2)",
     sides_of_model<GaussianTruncatedMass<VarianceShift>>(), wide_scores},
    {"head-mass", "the mass above t", sides_of_model<GaussianTruncatedMass<HeadMass>>(), wide_scores},
};

} // namespace

extern const Theorem gaussian_truncated_mass = {
    .id = "gaussian-truncated-mass",
    .words = "the closed form behind those limits",
    .section = 5,
    .statement = "s of N(mu, sigma^2), sigma > 0: E[e^s; s <= t]/E[e^s] = Phi((t - mu)/sigma - sigma) for "
                 "every t, the left side by quadrature with a rigorous error",
    .equality_case = "identity",
    .source = "P",
    .scope = Scope::model,
    .needs = parts<part::Sample>,
    .hypotheses = hypotheses,
    .sides = sides_of_model<GaussianTruncatedMass<>>(),
    .witness = wide_scores,
    .no_witness_because = {},
    .mutants = mutants,
    .sample = {.rows = 2, .n = 128},
    .tex = R"(
For $s$ of $N(\mu,\sigma^2)$, $\sigma>0$, and every $t$,
$$\frac{\mathbb E[e^s;\,s\le t]}{\mathbb E[e^s]}=\Phi\Bigl(\frac{t-\mu}\sigma-\sigma\Bigr),$$
the left side by quadrature with a rigorous error.
if: $\sigma\le8$
eq: an identity)",
};

} // namespace tailmass
