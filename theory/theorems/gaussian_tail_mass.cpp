// gaussian-tail-mass: where the tail mass of a long row of Gaussian scores lies.
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/gaussian/gaussian_sample.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/statistics.hpp"

#include <algorithm>

namespace tailmass {
namespace {

/// Phi(z - sigma).
struct TrueLimit {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return m.tau;
  }
};

struct NoShift {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return normal_cdf(m.z);
  }
};
struct OtherShift {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return normal_cdf(R(m.z + m.sigma));
  }
};
struct VarianceShift {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return normal_cdf(R(m.z - m.sigma * m.sigma));
  }
};
struct HeadMass {
  template <class R>
  static R of(const exact::GaussianLimit<R>& m) {
    return R(R(1) - m.tau);
  }
};

/// Almost sure convergence is seen in rows that are long enough: every single one lies near the limit.
template <class Limit = TrueLimit>
struct GaussianTailMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::abs;
    using std::max;
    using std::sqrt;
    const Precision<R>& at = row.precision();
    const GaussianSample& sample = *c.sample;
    const auto limit = exact::gaussian_limit(at, sample.sigma, sample.n, sample.k);
    const R tau = Limit::of(limit);
    R furthest = at(0.0);
    for (const R& mass : exact::sample_tail_masses(at, sample))
      furthest = max(furthest, R(abs(R(mass - tau))));
    const R n = at(sample.n);
    const R deviation = sqrt(R(exact::gaussian_variance(limit) / n));
    out.consistent("largest |tau_k - Phi(z - sigma)| of the rows", false_alarm, [&] {
      return Statistic<R>{furthest, at(0.0),
                          R(at(deviations_of_row) * deviation + abs(exact::gaussian_bias(limit)) / n)};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"sigma <= 1", moderate_sigma, Without::open, with_wide_scores},
    {"n >= 10^4", long_rows, Without::open, with_short_rows},
    {"n/20 <= k <= 19 n/20", head_of_some_share, Without::open, with_one_kept},
    {"at most 16 rows", [](const Case& c) { return c.sample && c.sample->rows <= 16; }, Without::open,
     with_rows<64>},
};

Case two_rows() {
  return sample_case({.rows = 2, .n = 10'000, .sigma = 0.5, .k = 2'000, .epsilon = 0.1, .seed = 1});
}

const Mutant mutants[] = {
    {"no-shift", "Phi(z), the tail's share of keys", sides_of_model<GaussianTailMass<NoShift>>(), two_rows},
    {"other-shift", "Phi(z + sigma)", sides_of_model<GaussianTailMass<OtherShift>>(), two_rows},
    {"variance-shift", "Phi(z - sigma^2)", sides_of_model<GaussianTailMass<VarianceShift>>(), two_rows},
    {"head-mass", "the head's mass", sides_of_model<GaussianTailMass<HeadMass>>(), two_rows},
};

} // namespace

extern const Theorem gaussian_tail_mass = {
    .id = "gaussian-tail-mass",
    .words = "the limit of the tail mass of Gaussian rows",
    .section = 5,
    .statement = "s_i independent N(mu, sigma^2), k/n -> rho, z = Phi_c^{-1}(rho): tau_k -> Phi(z - sigma) "
                 "almost surely; asserted of every row of a sample",
    .equality_case = "none: a statement about random rows",
    .source = "P",
    .scope = Scope::model,
    .needs = parts<part::Sample>,
    .hypotheses = hypotheses,
    .sides = sides_of_model<GaussianTailMass<>>(),
    .witness = nullptr,
    .no_witness_because = "a limit is attained by no row",
    .mutants = mutants,
    .sample = {.rows = 8, .n = 40'000},
    .tex = R"(
For $s_i$ independent $N(\mu,\sigma^2)$, $k/n\to\rho$ and $z=\Phi_c^{-1}(\rho)$,
$$\tau_k\to\Phi(z-\sigma)\quad\text{almost surely};$$
asserted of every row of a sample.
if: $\sigma\le1$
if: $n\ge10^4$
if: $n/20\le k\le19n/20$
if: at most 16 rows
eq: none: a statement about random rows)",
};

} // namespace tailmass
