// The tables of `study gaussian`, and the verb.
#include "reports/gaussian_table.hpp"

#include "reports/tests/run_command.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace tailmass;
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

TEST(GaussianTables, ReadSo) {
  GaussianStudy study;
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
  EXPECT_EQ(gaussian_tables(study), R"()");
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
