// gaussian-expected-gap: the mean boundary gap of Gaussian scores.
#include "theory/exact/gaussian/expected_gap.hpp"
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/gaussian/gaussian_sample.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/statistics.hpp"

namespace tailmass {
namespace {

struct TrueGap {
  static std::size_t rank(std::size_t k) { return k; } ///< of the gap
  template <class R>
  static R of(const Precision<R>& at, const GaussianSample& sample) {
    return exact::gaussian_expected_gap(at, sample.sigma, sample.n, sample.k);
  }
};

struct NextRank {
  static std::size_t rank(std::size_t k) { return k + 1; }
  template <class R>
  static R of(const Precision<R>& at, const GaussianSample& sample) {
    return exact::gaussian_expected_gap(at, sample.sigma, sample.n, rank(sample.k));
  }
};
struct RankBefore {
  static std::size_t rank(std::size_t k) { return k - 1; }
  template <class R>
  static R of(const Precision<R>& at, const GaussianSample& sample) {
    return exact::gaussian_expected_gap(at, sample.sigma, sample.n, rank(sample.k));
  }
};
struct NoSigma : TrueGap {
  template <class R>
  static R of(const Precision<R>& at, const GaussianSample& sample) {
    return exact::gaussian_expected_gap(at, 1, sample.n, sample.k);
  }
};
struct Approximation : TrueGap {
  template <class R>
  static R of(const Precision<R>& at, const GaussianSample& sample) {
    const auto limit = exact::gaussian_limit(at, sample.sigma, sample.n, sample.k);
    return R(limit.sigma / (at(sample.n) * normal_density(limit.z)));
  }
};

/// The formula is held to the difference of two expected scores, and to the mean of a sample. A gap of n
/// Gaussian scores has a log-concave density (the order statistics have one, and a difference is a marginal
/// of it: Prekopa), is therefore below the exponential number of its mean in the convex order, and so a mean
/// of m gaps deviates from E Delta_k by a ratio beyond r with probability at most e^{-m (r - 1 - ln r)} on
/// either side: a bound, at every n.
template <class Gap = TrueGap>
struct GaussianExpectedGap {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const GaussianSample& sample = *c.sample;
    if (!has_gap<Gap>(sample.k, sample.n))
      return;
    const auto gap = lazy([&] { return Gap::of(at, sample); });
    out.equal("E Delta_k = E s_(k) - E s_(k+1)", [&] {
      const R kept = exact::gaussian_expected_score(at, sample.sigma, sample.n, sample.k);
      const R dropped = exact::gaussian_expected_score(at, sample.sigma, sample.n, sample.k + 1);
      return Both<R>{R(kept - dropped), gap(), gap()};
    });
    out.consistent("mean of Delta_k is E Delta_k: m (r - 1 - ln r)", false_alarm, [&] {
      const R ratio = R(exact::mean(at, exact::sample_gaps(at, sample)) / gap());
      return Statistic<R>{R(at(sample.rows) * exact::deviation_rate(ratio)), at(0.0),
                          exponent_of(at, false_alarm)};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"n <= 1024", [](const Case& c) { return c.sample && c.sample->n <= 1024; }, Without::costly},
};

Case few_scores() {
  return sample_case({.rows = 2'000, .n = 16, .sigma = 0.5, .k = 4, .epsilon = 0.1, .seed = 1});
}

const Mutant mutants[] = {
    {"next-rank", "k + 1 for k", sides_of_model<GaussianExpectedGap<NextRank>>(), few_scores},
    {"rank-before", "k - 1 for k", sides_of_model<GaussianExpectedGap<RankBefore>>(), few_scores},
    {"no-sigma", "without the factor sigma", sides_of_model<GaussianExpectedGap<NoSigma>>(), few_scores},
    {"approximation", "sigma/(n phi(z)), which it is about for large n",
     sides_of_model<GaussianExpectedGap<Approximation>>(), few_scores},
};

} // namespace

extern const Theorem gaussian_expected_gap = {
    .id = "gaussian-expected-gap",
    .words = "the gap that is expected at the boundary",
    .section = 5,
    .statement = "s_i independent N(mu, sigma^2), 1 <= k < n: E Delta_k = sigma C(n,k) integral Phi^{n-k} "
                 "Phi_c^k dx, about sigma/(n phi(z)) for large n",
    .equality_case = "identity",
    .source = "B",
    .scope = Scope::model,
    .needs = parts<part::Sample>,
    .hypotheses = hypotheses,
    .sides = sides_of_model<GaussianExpectedGap<>>(),
    .witness = few_scores,
    .no_witness_because = {},
    .mutants = mutants,
    .sample = {.rows = 2'000, .n = 128},
    .tex = R"(
For $s_i$ independent $N(\mu,\sigma^2)$ and $1\le k<n$,
$$\mathbb E\,\Delta_k=\sigma\binom nk\int\Phi^{\,n-k}\,\Phi_c^{\,k}\,dx,$$
about $\sigma/(n\,\varphi(z))$ for large $n$.
if: $n\le1024$
eq: an identity)",
};

} // namespace tailmass
