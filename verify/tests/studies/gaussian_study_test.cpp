// The study of the Gaussian model: the same whatever the threads, and what theory foretells of it.
#include "verify/studies/gaussian_study.hpp"

#include "theory/exact/gaussian/gaussian_sample.hpp"
#include "theory/nouns/domain_error.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::studies {

namespace {

GaussianStudyOptions small(unsigned threads) {
  GaussianStudyOptions options;
  options.sigmas = {0.5, 3};
  options.ns = {128, 2'000};
  options.epsilons = {0.1, 0.01};
  options.rows = 400;
  options.threads = threads;
  return options;
}

} // namespace

TEST(GaussianStudy, DoesNotDependOnTheThreads) {
  const std::string one = to_json(study_gaussian(small(1)), small(1)).dump();
  EXPECT_EQ(one, to_json(study_gaussian(small(3)), small(3)).dump());
  GaussianStudyOptions other = small(2);
  other.seed = 2;
  EXPECT_NE(one, to_json(study_gaussian(other), other).dump());
}

TEST(GaussianStudy, TheRuleFallsShortAtLargeSigmaAndShortRows) {
  const GaussianStudy study = study_gaussian(small(2));
  ASSERT_EQ(study.k_epsilon.size(), 8U);
  const KEpsilonFinding& mild = study.k_epsilon[2]; // sigma 0.5, n = 2000, epsilon 0.1
  EXPECT_EQ(mild.n, 2'000U);
  EXPECT_LT(std::abs(mild.excess), 0.005);
  EXPECT_GT(mild.enough, 0.2);
  const KEpsilonFinding& short_rows = study.k_epsilon[4]; // sigma 3, n = 128, epsilon 0.1
  EXPECT_EQ(short_rows.sigma, 3);
  EXPECT_NEAR(short_rows.excess, 1.29, 6 * short_rows.excess_error + 0.02);
  EXPECT_LT(short_rows.excess_error, 0.1);
  EXPECT_GT(short_rows.excess, study.k_epsilon[6].excess); // n = 2000
}

TEST(GaussianStudy, MeansAndSpreadsAreThoseOfTheRows) {
  GaussianStudyOptions options;
  options.sigmas = {2};
  options.ns = {50};
  options.epsilons = {0.1};
  options.rows = 5;
  options.seed = 9;
  const GaussianStudy study = study_gaussian(options);
  // The same from the exact quantities in doubles, on rows drawn under this sigma.
  const GaussianSample sample{.rows = 5, .n = 50, .sigma = 2, .k = 5, .epsilon = 0.1, .seed = 9};
  const Precision<double> at;
  const auto expect = [&](const SampleMean& spread, std::vector<double> numbers, double scale) {
    for (double& x : numbers)
      x *= scale;
    EXPECT_NEAR(spread.mean, exact::mean(at, numbers), 1e-12 * std::abs(spread.mean));
    EXPECT_NEAR(spread.deviation, std::sqrt(exact::variance(at, numbers)), 1e-12);
    EXPECT_NEAR(spread.error, spread.deviation / std::sqrt(5.0), 1e-15);
  };
  expect(study.k_epsilon.at(0).k, exact::sample_k_epsilons(at, sample), 50);
  expect(study.tail_mass.at(0).tau, exact::sample_tail_masses(at, sample), 1);
  expect(study.gap.at(0).gap, exact::sample_gaps(at, sample), 0.5);
}

TEST(GaussianStudy, OptionsOutsideTheDomainAreTurnedAway) {
  const auto with = [](auto change) {
    GaussianStudyOptions options = small(1);
    change(options);
    EXPECT_THROW((void)study_gaussian(options), DomainError);
  };
  with([](GaussianStudyOptions& o) { o.sigmas = {0}; });
  with([](GaussianStudyOptions& o) { o.ns = {1}; });
  with([](GaussianStudyOptions& o) { o.epsilons = {1}; });
  with([](GaussianStudyOptions& o) { o.rows = 1; });
  with([](GaussianStudyOptions& o) { o.share = 1; });
}

} // namespace tailmass::verify::studies
