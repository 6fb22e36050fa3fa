// The quantities of perturbed scores against balls, in both types.
#include "theory/quantities/definitions.hpp"
#include "theory/quantities/error.hpp"
#include "theory/quantities/perturbation.hpp"
#include "theory/stable/perturbation/perturbed_masses.hpp"
#include "theory/stable/perturbation/perturbed_variation.hpp"
#include "theory/stable/perturbation/score_errors.hpp"
#include "theory/tests/stable/stable_of.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace tailmass;

namespace {

Case beside(std::vector<double> scores, std::size_t k, std::vector<double> perturbed) {
  Case c = top_k_case(std::move(scores), k);
  c.perturbed = std::move(perturbed);
  check(c);
  return c;
}

/// Holds every implementation in `type` to its bound on the case; the names of those outside their domain.
std::set<std::string_view> outside_where_held(const Case& c, std::string_view type) {
  std::set<std::string_view> outside;
  for (const Quantity<Ball>& quantity : quantities::in_type<Ball>(quantities::perturbation())) {
    const std::vector<Computed> computed = tests::stable_of(quantity.name, type).compute(c);
    if (!computed.empty()) {
      Evaluator<Ball> row(c, {4096});
      const auto& [value, bound] = computed.front();
      const auto share = used_share(value, quantity.of(row, c).front(), bound);
      EXPECT_TRUE(share && *share <= 1) << quantity.name << " in " << type << ": " << value;
    } else {
      outside.insert(quantity.name);
    }
  }
  return outside;
}

/// Adds `step` units in the last place of T.
template <class T>
double stepped(double x, int step) {
  auto result = static_cast<T>(x);
  for (; step != 0; step -= step > 0 ? 1 : -1)
    result =
        std::nextafter(result, step > 0 ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest());
  return static_cast<double>(result);
}

template <class T>
void check_special_rows() {
  const std::string_view type = type_name<T>;
  const std::set<std::string_view> none;
  const auto inside = [&](const char* what, const Case& c) {
    SCOPED_TRACE(what);
    EXPECT_EQ(outside_where_held(c, type), none);
  };
  inside("n = 1", beside({0.5}, 1, {-3}));
  inside("one finite key", beside({masked, 0.5, masked}, 2, {masked, 7, masked}));
  inside("k = n", beside({1, 2, 3}, 3, {3, 2, 1}));
  inside("k = 1", beside({1, 2, 3}, 1, {3, 2, 1}));
  inside("masks", beside({1, masked, 2, 0, masked}, 2, {1.5, masked, -2, 0.25, masked}));
  inside("nothing moved", beside({0.5, -1, 2}, 1, {0.5, -1, 2}));
  inside("all moved alike", beside({0.5, -1, 2}, 1, {32.5, 31, 34}));
  inside("ties before", beside({1, 1, 1, 0}, 2, {1.5, 0.75, 1, 0.5}));
  inside("ties after", beside({0.5, 1, 1.5, 0}, 2, {1, 1, 1, 1}));
  inside("mirrored", beside({4, -3, 0.5, -0.25}, 2, {-4, 3, -0.5, 0.25}));
  std::vector<double> steps{1, -3, 100, 0.5};
  std::vector<double> stepped_once = steps;
  for (std::size_t i = 0; i < steps.size(); ++i)
    stepped_once[i] = stepped<T>(steps[i], i % 2 == 0 ? 1 : -1);
  inside("one unit in the last place", beside(steps, 2, stepped_once));
  inside("a few subnormal numbers", beside({stepped<T>(0, 3), stepped<T>(0, -2), 0}, 1,
                                           {stepped<T>(0, -1), stepped<T>(0, 4), stepped<T>(0, 9)}));
}

} // namespace

TEST(StablePerturbation, KeepsItsBoundsOnSpecialRows) {
  check_special_rows<double>();
  check_special_rows<float>();
}

TEST(StablePerturbation, ScoresBeyondTheTypeAreOutsideOfItsDomain) {
  using Names = std::set<std::string_view>;
  Names all;
  for (const Quantity<Ball>& quantity : quantities::in_type<Ball>(quantities::perturbation()))
    all.insert(quantity.name);
  const auto all_but = [&](const Names& inside) {
    Names names = all;
    for (const std::string_view name : inside)
      names.erase(name);
    return names;
  };
  EXPECT_EQ(outside_where_held(beside({1e300, 1e300}, 1, {1e300, 1e300}), "float"), all);
  // What is under s' alone does not ask for s, and what is under s asks s' for its order only, which is read
  // off the doubles.
  EXPECT_EQ(outside_where_held(beside({1e300, 1}, 1, {1, 1}), "float"), all_but({"tail_mass_perturbed"}));
  EXPECT_EQ(outside_where_held(beside({1, 0}, 1, {1, -1e300}), "float"),
            all_but({"kept_mass_perturbed", "lost_mass_perturbed"}));
  EXPECT_EQ(outside_where_held(beside({1e300, std::nextafter(1e300, 0)}, 1, {1e300, 1e300}), "double"),
            (Names{"lost_mass_bound", "tail_odds_bound"}));
}

TEST(StablePerturbation, PaysForScoresThatTheTypeRounds) {
  // Errors far below an ulp of the scores, gone or made of nothing by rounding: only the bound knows.
  for (const double offset : {0.1, 12345.678, 1e15})
    for (const double error : {1e-12, 1e-6, 0.3}) {
      const Case c =
          beside({offset, offset + 1, offset - 1}, 1, {offset + error, offset + 1, offset - 1 - error});
      SCOPED_TRACE(::testing::Message() << offset << " " << error);
      (void)outside_where_held(c, "float");
      (void)outside_where_held(c, "double");
    }
  const Case c = beside({1e15, 1e15 + 1}, 1, {1e15, 1e15 + 3});
  EXPECT_GE(stable::score_error<float>(c).bound.absolute, 2);
  EXPECT_GE(stable::tv_perturbed<float>(c).bound.absolute, 0.4);
  EXPECT_EQ(stable::score_error<double>(c).bound.absolute, 0);
}

TEST(StablePerturbation, HugeErrorsSaturate) {
  for (const std::string_view type : {"float", "double"}) {
    const double d = type == "float" ? 0x1p+100 : 0x1p+1000;
    const Case c = beside({1, 0, -1}, 1, {-d, 0, d});
    const std::set<std::string_view> outside = outside_where_held(c, type);
    EXPECT_EQ(outside, (std::set<std::string_view>{"lost_mass_bound", "tail_odds_bound"})) << type;
  }
  EXPECT_EQ(stable::tv_error_bound<float>(beside({1, 0}, 1, {1, 200})).value, 1);
  // Near 1 nothing is left to lose: the bound does not carry the rounding of a large error.
  EXPECT_LT(stable::tv_error_bound<float>(beside({0.1, 0}, 1, {0.1, 5000.1})).bound.absolute, 1e-300);
}

TEST(StablePerturbation, BoundsAreAFewUlps) {
  const Case c = beside({0.25, 0.5, 0.75, -1}, 2, {0.5, -0.25, 1.5, 2});
  const auto few = [&]<class T>(stable::Estimate<T> (*estimate)(const Case&), double most) {
    const stable::Estimate<T> x = estimate(c);
    EXPECT_LE(x.bound.relative * static_cast<double>(x.value) + x.bound.absolute,
              most * stable::unit_roundoff<T> * std::max(1.0, static_cast<double>(x.value)));
  };
  few(stable::score_error<float>, 1);
  few(stable::tv_error_bound<float>, 6);
  few(stable::tv_perturbed<float>, 40);
  few(stable::tail_odds_bound<float>, 30);
  few(stable::kept_mass_bound<float>, 30);
  few(stable::tv_perturbed<double>, 40);
}

template <class T>
static void check_large_powers() {
  // The exponent 39.1 + 2^-48, in float + 2^-19, is half way between two numbers of the type.
  constexpr bool is_float = std::is_same_v<T, float>;
  const Case c = beside({0, static_cast<double>(T(-39.1))}, 1, {0, is_float ? 0x1p-19 : 0x1p-48});
  Evaluator<Ball> row(c, {400});
  const Ball truth = exact::total_variation_from(row, exact::perturbed_probabilities(row, c));
  const Ball error = abs(Ball(static_cast<double>(stable::tv_perturbed<T>(c).value)) - truth);
  EXPECT_LE(approximate(error), 4 * stable::unit_roundoff<T>);
}
TEST(StablePerturbation, LargePowersKeepTheLowPartOfTheirExponent) {
  check_large_powers<double>();
  check_large_powers<float>();
}

TEST(StablePerturbation, KeepsSmallVariationsAndSpreads) {
  // Errors of 2^40 that differ by 2^-12: the spread is all that counts, and it is far below an ulp of 1.
  Case c = top_k_case({0.25, 0.5, 0.75, -1}, 2);
  for (const double score : c.scores->all())
    c.perturbed.push_back(score + 0x1p40);
  c.perturbed[1] += 0x1p-12;
  EXPECT_EQ(stable::score_error_spread(c).value, 0x1p-12);
  Evaluator<Ball> row(c, {400});
  const Ball truth = exact::total_variation_from(row, exact::perturbed_probabilities(row, c));
  EXPECT_NEAR(stable::tv_perturbed(c).value, approximate(truth), 1e-18);
  EXPECT_LT(stable::tv_perturbed(c).bound.absolute, 1e-18);
}
