// Every regime gives rows of its kind, of any size, within the domain of scores.
#include "properties/regimes/draw.hpp"
#include "properties/tests/regimes/each_regime.hpp"
#include "theory/nouns/scores.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

namespace tailmass::properties::regimes {

namespace {

/// Rows of a regime with parameters at both ends and between, for shapes down to a single key.
std::vector<std::vector<double>> rows(const Regime& regime, const std::vector<RowShape>& shapes) {
  std::vector<std::vector<double>> all;
  for (const double position : {0.0, 0.4, 1.0})
    for (const RowShape shape : shapes)
      for (std::uint64_t trial = 0; trial < 8; ++trial) {
        std::vector<double> at;
        for (const Parameter& parameter : regime.parameters)
          at.push_back(value_at(parameter, position));
        RandomStream random(trial, {"regimes test", regime.name}, shape.n);
        all.push_back(regime.scores(shape, at, random));
      }
  return all;
}

std::vector<double> descending(std::vector<double> row) {
  std::ranges::sort(row, std::greater<>{});
  return row;
}

const Regime& regime_of(std::string_view name) {
  const Regime* regime = find_regime(name);
  if (regime == nullptr)
    throw std::logic_error("no regime " + std::string(name));
  return *regime;
}

/// The regime's rows of 12 keys cut after rank 5, each in descending order.
std::vector<std::vector<double>> cut_after_five(std::string_view name) {
  std::vector<std::vector<double>> ranked;
  for (std::vector<double>& row : rows(regime_of(name), {{12, 5}}))
    ranked.push_back(descending(std::move(row)));
  return ranked;
}

} // namespace

class EveryRegime : public EachRegime {};

TEST(Regimes, HaveNamesThatFindThem) {
  std::set<std::string_view> names;
  for (const Regime* regime : regimes()) {
    EXPECT_TRUE(names.insert(regime->name).second) << regime->name;
    EXPECT_EQ(find_regime(regime->name), regime);
    EXPECT_FALSE(regime->description.empty());
  }
  EXPECT_EQ(find_regime("no-such-regime"), nullptr);
}

TEST_P(EveryRegime, GivesScoresOfEverySize) {
  const std::vector<RowShape> shapes{{1, 1}, {2, 1}, {2, 2}, {3, 2}, {12, 5}, {300, 299}};
  std::size_t next = 0;
  for (std::vector<double>& row : rows(*GetParam(), {shapes.begin(), shapes.end()})) {
    EXPECT_EQ(row.size(), shapes[next / 8 % shapes.size()].n);
    ++next;
    for (const double score : row)
      EXPECT_TRUE(score < std::numeric_limits<double>::infinity()) << score; // NaN is not
    if (std::ranges::any_of(row, [](double score) { return std::isfinite(score); })) {
      EXPECT_NO_THROW((void)Scores(std::move(row)));
    }
  }
}

TEST_P(EveryRegime, GivesTheSameRowForTheSameStream) {
  EXPECT_EQ(rows(*GetParam(), {{40, 7}}), rows(*GetParam(), {{40, 7}}));
}

INSTANTIATE_TEST_SUITE_P(All, EveryRegime, each_regime(), regime_name);

TEST(Parameter, RisesFromOneEndToTheOther) {
  for (const Parameter& parameter : {Parameter{"a", -2, 3}, Parameter{"b", 0.01, 50, true},
                                     Parameter{"c", 1, 2, true}, Parameter{"d", 3, 4096, true}}) {
    EXPECT_DOUBLE_EQ(value_at(parameter, 0), parameter.low);
    EXPECT_NEAR(value_at(parameter, 1), parameter.high, 1e-12 * parameter.high);
    for (double position = 0; position < 1; position += 0x1p-8)
      EXPECT_LT(value_at(parameter, position), value_at(parameter, position + 0x1p-8));
  }
}

TEST(Parameter, HasAsManyNumbersInEachDoubling) {
  const Parameter parameter{"p", 0.5, 8, true};
  EXPECT_DOUBLE_EQ(value_at(parameter, 0.25), 1);
  EXPECT_DOUBLE_EQ(value_at(parameter, 0.5), 2);
  EXPECT_DOUBLE_EQ(value_at(parameter, 0.75), 4);
}

TEST(Regimes, TwoLevelRowsHaveTheirStepAtTheBoundary) {
  for (const std::vector<double>& row : cut_after_five("two-level")) {
    EXPECT_EQ(row[0], row[4]);
    EXPECT_EQ(row[5], row[11]);
  }
}

TEST(Regimes, BoundaryTiesAreTies) {
  for (const std::vector<double>& row : cut_after_five("boundary-tie"))
    EXPECT_EQ(row[4], row[5]);
}

TEST(Regimes, OneUlpGapsAreOneUlp) {
  for (const std::vector<double>& row : cut_after_five("one-ulp-gap"))
    EXPECT_EQ(row[5], std::nextafter(row[4], -1e300));
}

TEST(Regimes, OneMoreRowsHaveTheirNextGapFarLarger) {
  for (const std::vector<double>& row : cut_after_five("one-more")) {
    EXPECT_LT(row[4] - row[5], 1);
    EXPECT_GE(row[5] - row[6], 0.499);
    EXPECT_EQ(row[6], row[11]);
  }
}

TEST(Regimes, OneFewerRowsHaveTheirLastKeyNearTheRest) {
  for (const std::vector<double>& row : cut_after_five("one-fewer")) {
    EXPECT_GT(row[3] - row[4], 0.875);
    EXPECT_LT(row[4] - row[5], 0.125);
  }
}

TEST(Regimes, UnderflowGapsMeetTheEdgesOfBothFormats) {
  std::set<int> edges;
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    RandomStream random(trial, {"regimes test"});
    const std::vector<double> row =
        descending(regime_of("underflow-gap").scores({12, 5}, std::vector<double>{0, 0.01}, random));
    edges.insert(static_cast<int>(std::round((row[4] - row[5]) / 20)));
  }
  EXPECT_TRUE(edges.contains(35)) << "about 708";
  EXPECT_TRUE(edges.contains(37)) << "about 745";
  EXPECT_TRUE(edges.contains(4)) << "about 87";
  EXPECT_TRUE(edges.contains(5)) << "about 104";
}

TEST(Regimes, MasksAreThere) {
  for (const char* name : {"random-mask", "causal-mask", "all-but-one-masked", "finite-mask"}) {
    std::size_t masked_keys = 0;
    for (const std::vector<double>& row : rows(regime_of(name), {{12, 5}}))
      masked_keys +=
          static_cast<std::size_t>(std::ranges::count(row, -std::numeric_limits<double>::infinity()));
    EXPECT_GT(masked_keys, 10U) << name;
  }
  for (const std::vector<double>& row : cut_after_five("causal-mask"))
    EXPECT_TRUE(std::isfinite(row.front()));
  for (const std::vector<double>& row : cut_after_five("all-but-one-masked"))
    EXPECT_TRUE(std::isinf(row[2]));
}

TEST(Regimes, FewDigitsAreFew) {
  for (const std::vector<double>& row : cut_after_five("few-digits"))
    for (const double score : row) {
      int exponent = 0;
      const double whole = std::ldexp(std::frexp(score, &exponent), 12);
      EXPECT_EQ(whole, std::round(whole));
    }
}

TEST(Regimes, RealRowsAreNearBundledOnes) {
  for (const std::vector<double>& row : cut_after_five("real"))
    EXPECT_TRUE(std::isfinite(row.back()) && row.front() - row.back() < 100);
}

} // namespace tailmass::properties::regimes
