// How the limit laws of the Gaussian score model fare at finite n: measured, never asserted.
#pragma once

#include "verify/campaign/row_workers.hpp"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace tailmass::verify::studies {

struct GaussianStudyOptions : campaign::WorkOptions {
  std::vector<double> sigmas{0.5, 1, 2, 3, 4};
  std::vector<std::size_t> ns{100, 1'000, 10'000, 100'000, 1'000'000};
  std::vector<double> epsilons{0.1, 0.01, 0.001};
  double share = 0.1;   ///< k/n of the tail masses and gaps, in (0, 1)
  std::size_t rows = 0; ///< of each n; 0: as many as make 2 10^6 scores, 8 to 1000
  std::uint64_t seed = 1;
};

/// Mean of independent rows, their standard deviation, and the mean's standard error.
struct SampleMean {
  double mean = 0;
  double deviation = 0;
  double error = 0;
};

/// The true k_epsilon of rows beside the rule.
struct KEpsilonFinding {
  double sigma = 0;
  std::size_t n = 0;
  double epsilon = 0;
  std::size_t rows = 0;
  SampleMean k = {};
  double rule = 0;         ///< n Phi_c(sigma + Phi^{-1}(epsilon))
  double excess = 0;       ///< mean k_epsilon over the rule, less 1
  double excess_error = 0; ///< its standard error
  double enough = 0;       ///< share of rows where the rule, rounded up, leaves no more than epsilon
};

/// The tail mass of rows beside its limit.
struct TailMassFinding {
  double sigma = 0;
  std::size_t n = 0;
  std::size_t k = 0;
  std::size_t rows = 0;
  SampleMean tau = {};
  double limit = 0;           ///< Phi(z - sigma)
  double limit_deviation = 0; ///< sqrt(V/n)
};

/// The boundary gap of rows beside its exact mean, over sigma.
struct GapFinding {
  std::size_t n = 0;
  std::size_t k = 0;
  std::size_t rows = 0;
  SampleMean gap = {};
  double expected = 0; ///< C(n, k) integral Phi^{n-k} Phi_c^k dx, by quadrature
  double about = 0;    ///< 1/(n phi(z))
};

/// By sigma, then n, then epsilon, as in the options.
struct GaussianStudy {
  std::vector<KEpsilonFinding> k_epsilon;
  std::vector<TailMassFinding> tail_mass;
  std::vector<GapFinding> gap;
};

/// Draws the rows and measures. Every k_epsilon is proven: the double computation says where it is certain,
/// and balls decide where it is not. The same options give the same numbers whatever the threads; with a part
/// to write nothing is returned. Throws DomainError for options outside of the model's domain.
[[nodiscard]] GaussianStudy study_gaussian(const GaussianStudyOptions& options);

/// The study as JSON, schema "tailmass.study-gaussian/1".
[[nodiscard]] nlohmann::ordered_json to_json(const GaussianStudy& study, const GaussianStudyOptions& options);

} // namespace tailmass::verify::studies
