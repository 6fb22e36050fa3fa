// The tables of `study gaussian`, and the verb.
#include "reports/sections/gaussian_table.hpp"

#include "reports/tests/commands/run_command.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::sections {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

TEST(GaussianTables, ReadSo) {
  verify::studies::GaussianStudy study;
  study.k_epsilon = {{.sigma = 3,
                      .n = 128,
                      .epsilon = 0.1,
                      .rows = 1'000,
                      .k = {12.57, 6.1, 0.19},
                      .rule = 5.489,
                      .excess = 1.29,
                      .excess_error = 0.035,
                      .enough = 0.08},
                     {.sigma = 4,
                      .n = 1'000'000,
                      .epsilon = 0.001,
                      .rows = 8,
                      .k = {90'000, 1'000, 350},
                      .rule = 100'000,
                      .excess = -0.1,
                      .excess_error = 0.0035,
                      .enough = 1}};
  study.tail_mass = {{.sigma = 1,
                      .n = 1'000,
                      .k = 100,
                      .rows = 50,
                      .tau = {0.6, 0.017, 0.0024},
                      .limit = 0.6109,
                      .limit_deviation = 0.0162}};
  study.gap = {{.n = 128,
                .k = 13,
                .rows = 1'000,
                .gap = {0.0441, 0.043, 0.0014},
                .expected = 0.043823,
                .about = 0.0445}};
  EXPECT_EQ(
      gaussian_tables(study),
      R"(k_epsilon of rows of n scores N(0, sigma^2), and the rule n Phi_c(sigma + Phi^{-1}(epsilon)): an asymptotic one, no certificate
sigma          n  epsilon   rows   mean k_epsilon  spread     rule           excess  enough in
    3        128      0.1  1,000      12.6 +- 0.2     6.1      5.5  +129.0 +- 3.5 %        8 %

    4  1,000,000    0.001      8  90,000 +- 350.0   1,000  100,000   -10.0 +- 0.4 %      100 %

tail mass tau_k and its limit Phi(z - sigma), spread and its limit sqrt(V/n)
sigma      n    k  rows          mean tau_k    limit   spread  sqrt(V/n)
    1  1,000  100    50  0.60000 +- 0.00240  0.61090  0.01700    0.01620

boundary gap Delta_k over sigma, its exact mean and 1/(n phi(z))
  n   k   rows         mean gap  expected  1/(n phi(z))   off by
128  13  1,000  0.0441 +- 0.001  0.043823        0.0445  +1.54 %

+-: standard error of the mean; spread: standard deviation of a row; enough in: rows where the rule's keys leave no more than epsilon
)");
}

TEST(StudyCommand, GaussianPrintsTablesOrJson) {
  const std::vector<std::string> few{"study", "gaussian", "--n", "100,300", "--sigma", "1", "--rows", "20"};
  const CommandResult tables = run_command(few);
  EXPECT_EQ(tables.exit_code, 0) << tables.err;
  EXPECT_EQ(tables.err, "");
  EXPECT_NE(tables.out.find("mean k_epsilon"), std::string::npos);
  std::vector<std::string> piped = few;
  piped.insert(piped.end(), {"--json", "-"});
  const auto json = nlohmann::json::parse(run_command(piped).out);
  EXPECT_EQ(json["schema"], "tailmass.study-gaussian/1");
  EXPECT_EQ(json["k_epsilon"].size(), 6U);
  EXPECT_EQ(json["tail_mass"].size(), 2U);
  EXPECT_EQ(json["gap"].size(), 2U);
}

TEST(StudyCommand, BadOptionsAreOneLineAndExitCode2) {
  const CommandResult result = run_command({"study", "gaussian", "--epsilon", "2"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "tailmass: the sample's epsilon is outside (0, 1)\n");
  EXPECT_EQ(run_command({"study"}).exit_code, 2);
}

} // namespace tailmass::reports::sections
