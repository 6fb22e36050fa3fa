// Limits: read strictly, one an implementation, exceeded ones caught, and none looser than a hunt has seen.
#include "reports/limits/precision_limits.hpp"

#include "theory/fast/kernels/targets.hpp"
#include "theory/tests/quantities/each_covered.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/input/input_error.hpp"
#include "verify/judge/accuracy.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::limits {

namespace {

std::vector<PrecisionLimit> read_limits(const std::string& text) {
  return parse_limits(text, "limits.txt");
}

verify::record::PrecisionRecord seen(double max_ulp, double bound_share) {
  verify::record::PrecisionRecord record;
  record.lines = {{.name = {"kl", "stable", "float"},
                   .max_ulp = max_ulp,
                   .bound_ulp = 100,
                   .bound_share = bound_share,
                   .worst = {}}};
  return record;
}

std::vector<std::string> faults_of(verify::record::PrecisionRecord record, const std::string& text,
                                   bool complete = true) {
  judge_precision(record, read_limits(text), {}, complete);
  std::vector<std::string> faults;
  for (const verify::record::PrecisionFault& fault : record.faults)
    faults.push_back(fault.fault);
  return faults;
}

using Faults = std::vector<std::string>;

} // namespace

TEST(PrecisionLimits, AreHeldInUlpsOrSharesOfTheBound) {
  EXPECT_EQ(faults_of(seen(3, 0.5), "kl stable float 3 ulp derived: x"), Faults{});
  EXPECT_EQ(faults_of(seen(3.01, 0.5), "kl stable float 3 ulp derived: x"), Faults{"limit exceeded"});
  EXPECT_EQ(faults_of(seen(3, 0.5), "kl stable float 0.5 bound loss: x"), Faults{});
  EXPECT_EQ(faults_of(seen(3, 0.51), "kl stable float 0.5 bound loss: x"), Faults{"limit exceeded"});
  EXPECT_EQ(faults_of(seen(3, 1.01), "kl stable float 3 ulp derived: x"), Faults{"bound exceeded"});
  EXPECT_EQ(faults_of(seen(3, 1.01), "kl stable float 1 bound derived: x"), Faults{"bound exceeded"})
      << "once";
  EXPECT_EQ(faults_of(seen(std::nan(""), 0.5), "kl stable float 3 ulp derived: x"), Faults{"limit exceeded"});
}

TEST(PrecisionLimits, MissingAndUnusedOnesFailAndSmallErrorsDoNot) {
  EXPECT_EQ(faults_of(seen(0, 0), "kl stable float 1e9 ulp derived: x"), Faults{});
  EXPECT_EQ(faults_of(seen(3, 0.5), ""), Faults{"no limit"});
  EXPECT_EQ(faults_of(seen(3, 0.5), "", false), Faults{"no limit"});
  const std::string two = "kl stable float 3 ulp derived: x\ntv stable float 3 ulp derived: x";
  EXPECT_EQ(faults_of(seen(3, 0.5), two), Faults{"unused limit"});
  EXPECT_EQ(faults_of(seen(3, 0.5), two, false), Faults{});
  EXPECT_EQ(faults_of(seen(0, 0), "k stable float 1 ulp derived: x\nkl stable float 0 ulp derived: exact"),
            Faults{"unused limit"});
}

TEST(PrecisionLimits, WhatWasAskedForAndNotMeasuredFails) {
  const verify::record::ImplementationName measured{"kl", "stable", "float"}, other{"kl", "stable", "double"};
  const auto faults = [&](const std::vector<verify::record::ImplementationName>& asked) {
    verify::record::PrecisionRecord record = seen(3, 0.5);
    judge_precision(record, read_limits("kl stable float 3 ulp derived: x"), asked, false);
    return record.faults;
  };
  EXPECT_TRUE(faults({measured}).empty());
  ASSERT_EQ(faults({measured, other}).size(), 1U);
  EXPECT_EQ(faults({measured, other})[0].fault, "not measured");
  EXPECT_EQ(faults({measured, other})[0].name, other);
}

TEST(PrecisionLimits, TheFileIsReadStrictly) {
  const std::vector<PrecisionLimit> read = read_limits("# all\n\nkl  stable float 2.5 ulp derived: a b  c\n");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].reason, "a b  c");
  EXPECT_EQ(read[0].kind, "derived");
  const auto error = [](const std::string& text) {
    return samples::error_of([&] { (void)read_limits(text); });
  };
  EXPECT_EQ(error("kl stable float much ulp derived: x"),
            "limits.txt: line 1: \"much\" is no limit of at least 0");
  EXPECT_EQ(error("\nkl stable float 1 ups derived: x"),
            "limits.txt: line 2: the unit is \"ups\" instead of ulp or bound");
  const std::string reason =
      "limits.txt: line 1: expected a reason that starts with derived:, loss: or loose:";
  EXPECT_EQ(error("kl stable float 1 ulp"), reason);
  EXPECT_EQ(error("kl stable float 1 ulp derived:"), reason);
  EXPECT_EQ(error("kl stable float 1 ulp because"), reason);
  EXPECT_EQ(error("a b c 1 ulp loss: x\na b c 2 ulp loss: x"),
            "limits.txt: line 2: a/b/c has a limit already");
}

TEST(PrecisionLimits, EveryImplementationHasOneAndNoOtherDoes) {
  std::vector<verify::record::ImplementationName> expected;
  for (const Implementation& implementation : implementations())
    expected.push_back(verify::record::name_of(implementation));
  std::vector<verify::record::ImplementationName> found;
  for (const PrecisionLimit& limit : own_limits())
    found.push_back(limit.name);
  std::ranges::sort(expected);
  std::ranges::sort(found);
  for (const verify::record::ImplementationName& name : expected)
    EXPECT_TRUE(std::ranges::binary_search(found, name))
        << name.quantity << "/" << name.implementation << "/" << name.type << " has no limit";
  EXPECT_EQ(found.size(), expected.size());
}

/// Holds a limit against the worst case that a hunt stored, on every instruction set.
void expect_tight(const PrecisionLimit& limit, const Implementation& implementation) {
  constexpr double loose = 4 * (1 + 1e-9); // a quarter that is rounded is one
  const std::string name =
      fmt::format("{}.{}.{}", limit.name.quantity, limit.name.implementation, limit.name.type);
  const Case c =
      verify::cases::read_case_file(tailmass::tests::source_path("properties/worst-errors/" + name + ".json"))
          .c;
  verify::judge::Oracle oracle(c);
  double seen = 0;
  for (const std::string_view simd : fast::targets()) {
    const fast::OnTarget on(simd);
    const std::vector<Computed> computed = implementation.compute(c);
    ASSERT_FALSE(computed.empty()) << name << " computes nothing of its worst case";
    const auto accuracy = oracle.accuracy(implementation, computed);
    ASSERT_TRUE(accuracy) << name;
    for (const verify::judge::Accuracy& one : *accuracy) {
      EXPECT_LE(one.share, 1) << name;
      seen = std::max(seen, limit.of_bound ? one.share : one.ulps);
    }
    if (implementation.variant != "fast")
      break;
  }
  EXPECT_LE(seen, limit.limit) << name;
  EXPECT_EQ(limit.limit > loose * seen, limit.kind == "loose") << name << ": " << seen;
}

TEST(PrecisionLimits, AreNotLooserThanFourTimesTheWorstCaseOfAHuntOrSayWhy) {
  for (const PrecisionLimit& limit : own_limits()) {
    const auto found = std::ranges::find_if(implementations(), [&](const Implementation& one) {
      return verify::record::name_of(one) == limit.name;
    });
    ASSERT_NE(found, implementations().end());
    expect_tight(limit, *found);
  }
}

TEST(PrecisionLimits, CoverEveryQuantity) {
  std::set<std::string_view> covered;
  for (const PrecisionLimit& limit : own_limits())
    covered.insert(limit.name.quantity);
  tailmass::tests::expect_each_covered(covered);
}

} // namespace tailmass::reports::limits
