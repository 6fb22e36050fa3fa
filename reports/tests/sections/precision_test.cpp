// Errors of implementations: the metric by planted errors, and regressions that the gate must catch.
#include "reports/limits/precision_limits.hpp"
#include "reports/sections/comparison.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/table.hpp"
#include "reports/tests/commands/run_command.hpp"

#include "properties/precision/precision.hpp"
#include "properties/precision/precision_case.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/tests/theorems/planted.hpp"
#include "theory/theorems/cases.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <sstream>

namespace tailmass::reports::sections {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

const std::string slowest_target{fast::targets().back()};

/// The implementation of the list, or another way to compute in its place.
Implementation planted(std::string_view quantity, std::vector<double> (*evaluate)(const Case&) = nullptr,
                       std::string_view type = "double") {
  const auto all = implementations();
  const Implementation& one = *std::ranges::find_if(all, [&](const Implementation& implementation) {
    return implementation.quantity == quantity && implementation.number_type == type &&
           implementation.variant == "stable";
  });
  return evaluate ? tailmass::tests::planted(one, evaluate) : one;
}

/// A run over some sizes, judged by the project's own limits.
verify::record::Record run_of(const Implementation& implementation,
                              std::vector<std::size_t> sizes = {2, 16, 256, 16384}) {
  verify::record::Record record;
  record.seed = 1;
  record.precision = properties::precision::measure_precision({&implementation, 1},
                                                              {.effort = 0.4, .sizes = std::move(sizes)})
                         .record;
  limits::judge_precision(*record.precision, limits::own_limits(), {}, false);
  return record;
}

/// The gate: the bound is exceeded by name, and the comparison with the right implementation's run fails.
void expect_caught(std::string_view quantity, std::vector<double> (*evaluate)(const Case&)) {
  const verify::record::Record right = run_of(planted(quantity));
  EXPECT_TRUE(right.precision->faults.empty()) << right.precision->faults.front().message;
  const verify::record::Record wrong = run_of(planted(quantity, evaluate));
  const auto& faults = wrong.precision->faults;
  const auto exceeded = std::ranges::find(faults, "bound exceeded", &verify::record::PrecisionFault::fault);
  ASSERT_NE(exceeded, faults.end());
  EXPECT_TRUE(exceeded->message.starts_with(std::string(quantity) + "/stable/double: bound exceeded:"));
  EXPECT_NE(exceeded->replay.find("--implementation " + std::string(quantity) + "/stable/double --regime "),
            std::string::npos);
  EXPECT_EQ(exit_code(wrong), 1);
  const Comparison comparison = compare(wrong, right, "base.json", default_factor);
  EXPECT_TRUE(comparison.regressed());
  EXPECT_EQ(comparison.changes.front().kind, Change::Kind::worse);
  EXPECT_FALSE(compare(right, right, "base.json", default_factor).regressed());
}

template <class T>
T plain_sum(const Case& c, std::span<const Key> keys, double (*exponential)(double)) {
  return std::accumulate(keys.begin(), keys.end(), T(0), [&](T sum, Key key) {
    return static_cast<T>(sum + static_cast<T>(exponential((*c.scores)[key] - c.scores->ranked(1))));
  });
}

double right_exp(double x) {
  return std::exp(x);
}

/// e^x by a polynomial of degree 13 on [-ln(2)/2, ln(2)/2], 1/5! being off by one in 10^9.
double exp_with_wrong_constant(double x) {
  const double power = std::round(x / std::numbers::ln2);
  const double r = std::fma(-power, 0x1.62e42fefa39efp-1, x) - power * 0x1.abc9e3b39803fp-56;
  double sum = 1;
  for (int k = 13; k >= 1; --k)
    sum = 1 + r / k * sum * (k == 5 ? 1 + 1e-9 : 1);
  return std::ldexp(sum, static_cast<int>(std::max(power, -2000.0)));
}

template <class T, double (*exponential)(double)>
std::vector<double> plain_tail_mass(const Case& c) {
  const T head = plain_sum<T>(c, c.head.finite_head(), exponential);
  const T tail = plain_sum<T>(c, c.head.finite_tail(), exponential);
  return {static_cast<double>(tail) / (static_cast<double>(head) + static_cast<double>(tail))};
}

} // namespace

TEST(PrecisionMetric, PlantedErrorsComeBackToTheUlp) {
  // Of equal scores the tail mass is (n - k)/n, a double for these n: what is added is the error, exactly.
  const auto seven_off = [](const Case& c) {
    const auto n = static_cast<double>(c.scores->size());
    const double tau = (n - static_cast<double>(c.head.size())) / n;
    return std::vector{tau == 0 ? 0 : tau + 7 * (std::nextafter(tau, 2.0) - tau)};
  };
  const Implementation off = planted("tail_mass", seven_off);
  const properties::precision::PrecisionRun run =
      properties::precision::measure_precision({&off, 1}, {.regimes = {"all-equal"}, .sizes = {4, 16, 64}});
  ASSERT_FALSE(run.record.lines.empty());
  const verify::record::PrecisionLine& line = run.record.lines.front();
  EXPECT_GT(line.cases, 20U);
  EXPECT_DOUBLE_EQ(line.max_ulp, 7);
  EXPECT_DOUBLE_EQ(line.p99_ulp, 7);
  EXPECT_GT(line.mean_ulp, 4); // none where no tail is left
  EXPECT_LT(line.mean_ulp, 7);
  EXPECT_GT(line.max_relative, 7 * 0x1p-53);
  EXPECT_LT(line.max_relative, 7 * 0x1.00001p-52);
}

TEST(PrecisionMetric, NoNumberIsAnInfiniteError) {
  const Implementation nan = planted("tail_mass", [](const Case&) { return std::vector{std::nan("")}; });
  const verify::record::Record record = run_of(nan, {8});
  EXPECT_TRUE(std::isinf(record.precision->lines.front().max_ulp));
  EXPECT_EQ(exit_code(record), 1);
}

TEST(PrecisionGate, CatchesLogOfOneMinusForLog1p) {
  expect_caught("kl", [](const Case& c) { return std::vector{-std::log(1 - stable::tail_mass(c).value)}; });
}

TEST(PrecisionGate, CatchesPlainSumsForCompensatedOnes) {
  expect_caught("tail_mass", plain_tail_mass<double, right_exp>);
}

TEST(PrecisionGate, CatchesAFloatAccumulator) {
  expect_caught("tail_mass", plain_tail_mass<float, right_exp>);
}

TEST(PrecisionGate, CatchesAWrongConstantInExp) {
  expect_caught("tail_mass", plain_tail_mass<double, exp_with_wrong_constant>);
}

TEST(PrecisionRun, IsTheSameForEveryNumberOfThreads) {
  const auto record_of = [](unsigned threads) {
    verify::record::Record record;
    record.precision =
        properties::precision::measure_precision(
            implementations().first(20), {.effort = 0.1, .sizes = {1, 8, 64}, .work = {.threads = threads}})
            .record;
    return to_json(record).dump();
  };
  const std::string one = record_of(1);
  EXPECT_EQ(one, record_of(3));
  EXPECT_GT(one.size(), 5000U);
}

// An error on one instruction set alone is seen, and named by it.
TEST(PrecisionRun, TheFastPathIsMeasuredOnEveryInstructionSet) {
  Implementation one = planted("tail_mass");
  one.variant = "fast";
  const properties::precision::PrecisionOptions options{.effort = 0.2, .sizes = {16}};
  const double usual =
      properties::precision::measure_precision({&one, 1}, options).record.lines.front().max_ulp;
  one = tailmass::tests::planted(one, [](const Case& c) {
    const bool off = fast::target_in_use() == slowest_target;
    return std::vector{stable::tail_mass(c).value * (off ? 1 + 0x1p-40 : 1)};
  });
  const verify::record::PrecisionLine line =
      properties::precision::measure_precision({&one, 1}, options).record.lines.front();
  EXPECT_GT(line.max_ulp, usual + 1000);
  EXPECT_EQ(line.simd, slowest_target);
  EXPECT_EQ(fast::targets().back(), slowest_target) << "all are back";
}

TEST(PrecisionRun, CountsOfLinesAddUp) {
  const Implementation right = planted("tail_mass");
  const properties::precision::PrecisionRun run =
      properties::precision::measure_precision({&right, 1}, {.effort = 0.2, .sizes = {1, 8, 64}});
  std::size_t by_regime = 0;
  std::size_t by_size = 0;
  double largest = 0;
  for (const verify::record::PrecisionLine& line : run.record.lines) {
    by_regime += line.regime ? line.cases : 0;
    by_size += line.n ? line.cases : 0;
    largest = std::max(largest, line.n ? line.max_ulp : 0);
  }
  EXPECT_EQ(run.cases, run.total);
  EXPECT_EQ(run.record.lines.front().cases, by_regime);
  EXPECT_EQ(run.record.lines.front().cases, by_size);
  EXPECT_EQ(run.record.lines.front().max_ulp, largest);
}

TEST(PrecisionRun, AnOldWorstCaseIsJudgedAfreshWhereItStillIsTheSame) {
  const Implementation right = planted("tail_mass");
  verify::record::PrecisionLine old = run_of(right, {64}).precision->lines.front();
  EXPECT_EQ(properties::precision::error_at_old_worst({&right, 1}, old), old.max_ulp);
  const Implementation off = planted("tail_mass", plain_tail_mass<float, right_exp>);
  EXPECT_GT(*properties::precision::error_at_old_worst({&off, 1}, old), 1000 * old.max_ulp);
  verify::record::PrecisionLine changed = old;
  changed.worst.checksum = "0x0000000000000000";
  EXPECT_FALSE(properties::precision::error_at_old_worst({&right, 1}, changed));
  changed = old;
  changed.worst.regime = "of yesterday";
  EXPECT_FALSE(properties::precision::error_at_old_worst({&right, 1}, changed));
  changed = old;
  changed.name.implementation = "gone";
  EXPECT_FALSE(properties::precision::error_at_old_worst({&right, 1}, changed));
}

TEST(PrecisionCase, IsAFunctionOfItsPlaceAndItsChecksumSeesEveryBit) {
  const verify::record::GeneratedPlace place{.regime = "gaussian", .seed = 3, .n = 50, .index = 4};
  Case c = *properties::precision::case_at(place);
  EXPECT_EQ(c.scores->size(), 50U);
  EXPECT_EQ(properties::precision::checksum_of(c),
            properties::precision::checksum_of(*properties::precision::case_at(place)));
  std::vector<double> scores(c.scores->all().begin(), c.scores->all().end());
  scores[7] = std::nextafter(scores[7], 100.0);
  Case moved = top_k_case(std::move(scores), c.head.size());
  moved.values = c.values;
  EXPECT_NE(properties::precision::checksum_of(moved), properties::precision::checksum_of(c));
  const Case longest =
      *properties::precision::case_at({.regime = "gaussian", .seed = 1, .n = 5000, .index = 0});
  EXPECT_EQ(longest.values->keys(), 5000U) << "long rows have values, of few dimensions";
  EXPECT_EQ(longest.values->dimension(), 1U);
}

TEST(PrecisionCommand, AnExceededLimitIsNamedAndItsReplayCommandShowsItAgain) {
  const samples::Folder folder;
  const std::string file =
      folder.write("limits.txt", samples::bytes_of("tail_mass stable double 0.25 ulp derived: too tight"))
          .string();
  const CommandResult result = run_command({"precision", "--implementation", "tail_mass/stable/double", "--n",
                                            "8,64", "--effort", "0.1", "--limits", file});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(result.out.find("tail_mass/stable/double: limit exceeded: the error is "), std::string::npos);
  const std::size_t at = result.out.find("  tailmass precision ");
  ASSERT_NE(at, std::string::npos) << result.out;
  std::istringstream words(result.out.substr(at, result.out.find('\n', at) - at));
  std::vector<std::string> arguments;
  for (std::string word; words >> word;)
    arguments.push_back(word);
  arguments.erase(arguments.begin());
  const CommandResult again = run_command(arguments);
  EXPECT_EQ(again.exit_code, 1);
  const auto message = [](const std::string& out) {
    const std::size_t from = out.find("tail_mass/stable/double: limit");
    return out.substr(from, out.find('\n', from) - from);
  };
  EXPECT_EQ(message(again.out), message(result.out));
}

TEST(PrecisionCommand, RefusesARunOfNothingAndAnIncomparableOne) {
  const samples::Folder folder;
  const CommandResult nothing =
      run_command({"precision", "--n", "1000000", "--effort", "0.001", "--regime", "sorted"});
  EXPECT_EQ(nothing.exit_code, 2) << nothing.out;
  EXPECT_EQ(nothing.err, "tailmass: no case has these regimes, sizes and numbers at this effort\n");
  verify::record::Record base;
  base.seed = 1;
  base.precision.emplace().effort = 2;
  const std::string file = folder.write("base.json", samples::bytes_of(to_json(base).dump())).string();
  const CommandResult other = run_command({"precision", "--against", file});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_TRUE(other.err.starts_with("tailmass: errors cannot be compared: ")) << other.err;
}

TEST(PrecisionCommand, ShowsTenThatAreNearestToTheirLimitsOrAll) {
  verify::record::Record record;
  record.precision.emplace();
  for (int i = 0; i < 12; ++i) {
    verify::record::PrecisionLine& line = record.precision->lines.emplace_back();
    line.name = {fmt::format("q{}", i), "stable", "double"};
    line.max_ulp = i + 1.0;
    line.bound_ulp = 40;
    line.bound_share = 0.1;
    line.limit_ulp = i == 3 ? 4.0 : 20.0;
  }
  record.precision->lines[5].limit_ulp = 40; // its bound: the share is that of the worst case by it
  const std::string ten = table_of(record);
  EXPECT_TRUE(ten.starts_with("nearest to its limit: q3/stable/double, at 100 %\n\nquantity ")) << ten;
  EXPECT_NE(ten.find("10 of 12 implementations, the nearest to their limits; --all shows all\n"),
            std::string::npos);
  const auto at = [&](const std::string& name) { return ten.find("\n" + name + " "); };
  EXPECT_LT(at("q3"), at("q11"));
  EXPECT_LT(at("q11"), at("q10"));
  EXPECT_EQ(at("q0"), std::string::npos); // at 5 %
  EXPECT_NE(at("q1"), std::string::npos); // at 10 %, and q5 after it
  EXPECT_EQ(at("q5"), std::string::npos);
  const std::string all = table_of(record, {.all = true});
  EXPECT_NE(all.find("\nq0 "), std::string::npos);
  EXPECT_EQ(all.find("--all"), std::string::npos);
  // A fault is shown whatever its limit.
  record.precision->faults = {{{"q0", "stable", "double"}, "bound exceeded", "q0: bound exceeded", ""}};
  EXPECT_LT(table_of(record).find("\nq0 "), table_of(record).find("\nq3 "));
}

TEST(PrecisionCommand, AnInterruptedRunDoesNotSayThatAllIsWithinLimits) {
  verify::record::Record record;
  record.precision.emplace();
  EXPECT_TRUE(table_of(record).ends_with("All errors are within their limits.\n"));
  record.interrupted = true;
  EXPECT_TRUE(table_of(record).ends_with("Not all was decided: interrupted.\n"));
  EXPECT_EQ(exit_code(record), 3);
}

TEST(PrecisionCommand, BadUsageIsOneLineAndExitCode2) {
  for (const auto& [option, value, line] :
       {std::tuple{"--implementation", "tail_mas",
                   "no implementation is called \"tail_mas\", the nearest is tail_mass;"},
        {"--regime", "none", "no regime is called \"none\""},
        {"--n", "0", "a row has at least 1 key"},
        {"--limits", "/nowhere", "/nowhere: no such file"}}) {
    const CommandResult result = run_command({"precision", option, value});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with(std::string("tailmass: ") + line)) << result.err;
  }
}

} // namespace tailmass::reports::sections
