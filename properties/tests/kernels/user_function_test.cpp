// Functions of a row, in C and in Python: their formats, vectors, bounds, and calls that go wrong.
#include "properties/kernels/function_bound.hpp"
#include "properties/kernels/function_objective.hpp"
#include "properties/regimes/recipe.hpp"
#include "properties/regimes/regimes.hpp"
#include "properties/tests/kernels/test_library.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/input/input_error.hpp"
#include "verify/judge/accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <memory>

namespace tailmass::properties::kernels {
namespace {

using tests::test_library;
using verify::input::DType;
using verify::judge::Verdict;

constexpr double infinity = std::numeric_limits<double>::infinity();

Case row(std::vector<double> scores, std::size_t k = 1) {
  const auto made = std::make_shared<const Scores>(std::move(scores));
  return {made, Head::top_k(*made, k)};
}

/// Rows of every regime.
std::vector<Case> rows() {
  std::vector<Case> all;
  for (const regimes::Regime* regime : regimes::regimes())
    for (std::uint64_t index = 0; index < 3; ++index) {
      regimes::Recipe recipe = regimes::draw_recipe(*regime, 7, index);
      recipe.n = std::min<std::size_t>(recipe.n, 100);
      recipe.k = std::min(recipe.k, recipe.n);
      all.push_back(regimes::grow(recipe));
    }
  return all;
}

FunctionPlace in_c(const std::string& text) {
  return {test_library("functions") + ":" + text};
}

/// The worst verdict on the rows, and how many were judged.
struct Judged {
  std::size_t proved = 0, refuted = 0;
  std::string reason; ///< of the first that is refuted
};
Judged judged(const FunctionPlace& place, const std::vector<Case>& cases) {
  const FunctionObjective objective(place);
  Judged result;
  for (const Case& c : cases)
    if (const std::optional<Case> prepared = objective.prepared(c)) {
      const verify::judge::Judgement judgement = objective.judged(*prepared, 0);
      result.proved += judgement.verdict == Verdict::proved ? 1 : 0;
      if (judgement.verdict == Verdict::refuted && ++result.refuted == 1)
        result.reason = judgement.reason;
    }
  return result;
}

void use_the_systems_python() {
  setenv("PATH", "/usr/bin:/bin", 1); // it has numpy and torch
  setenv("PYTHONPATH", (tailmass::tests::source_path("properties/tests/kernels/libraries")).c_str(), 1);
}

TEST(UserFunction, SoftmaxHoldsInEveryFormatWhereItIsRight) {
  const std::vector<Case> cases = rows();
  for (const char* right : {"softmax=softmax", "softmax_float=softmax:float", "softmax_half=softmax:float16",
                            "softmax_bfloat16=softmax:bfloat16"}) {
    const Judged found = judged(in_c(right), cases);
    EXPECT_EQ(found.refuted, 0U) << right << ": " << found.reason;
    EXPECT_GT(found.proved, cases.size() / 2) << right;
  }
}

TEST(UserFunction, OfAVectorTellsTheKeyOfItsWorstNumber) {
  const FunctionObjective late(in_c("softmax_last_late=softmax:float"));
  EXPECT_EQ(late.judged(row({1, 2, 0.5, 1}), 0).verdict, Verdict::proved);
  const verify::judge::Judgement judgement = late.judged(row({1, 2, 0.5, 1, -1, 3}), 0);
  EXPECT_EQ(judgement.verdict, Verdict::refuted);
  EXPECT_TRUE(judgement.reason.starts_with("its error at key 5 is ")) << judgement.reason;
  EXPECT_GT(judged(in_c("softmax_in_float=softmax"), rows()).refuted, 10U);
  EXPECT_EQ(judged(in_c("softmax_of_multiples=softmax:float"), {row(std::vector<double>(16, 1.0))}).refuted,
            0U);
  EXPECT_EQ(judged(in_c("softmax_of_multiples=softmax:float"), {row(std::vector<double>(17, 1.0))}).refuted,
            1U);
}

TEST(UserFunction, TellsHowACallWentWrong) {
  EXPECT_EQ(judged(in_c("softmax_too_far=softmax:float"), {row({0, 1})}).reason,
            "the call went wrong: 4 bytes written beside its numbers");
  EXPECT_EQ(judged(in_c("lse_crashing=log_sum_exp"), {row(std::vector<double>(9, 0.0))}).reason,
            "the call went wrong: crashed: Aborted");
}

TEST(UserFunction, OfPythonIsHeldAlike) {
  use_the_systems_python();
  const auto python = [](const std::string& text) {
    return FunctionPlace{.text = "python:python_kernels:" + text, .seconds = 60};
  };
  const std::vector<Case> cases = rows();
  for (const char* right : {"softmax=softmax", "softmax=softmax:float", "tail_mass=tail_mass",
                            "torch_softmax=softmax:float", "torch_softmax=softmax:bfloat16"}) {
    const Judged found = judged(python(right), cases);
    EXPECT_EQ(found.refuted, 0U) << right << ": " << found.reason;
    EXPECT_GT(found.proved, cases.size() / 3) << right;
  }
  const Judged wrong = judged(python("softmax_without_maximum=softmax"), {row({0, 1}), row({0, 1000})});
  EXPECT_EQ(wrong.proved, 1U);
  EXPECT_EQ(wrong.reason, "it gives no finite number at key 1: nan");
  EXPECT_EQ(judged(python("too_few=softmax"), {row(std::vector<double>(5, 0.0))}).reason,
            "the call went wrong: failed: ValueError: only four keys");
}

TEST(UserFunction, IsRefusedInOneLine) {
  const auto refused = [](const std::string& text) -> std::string {
    try {
      const UserFunction function({text});
      return {};
    } catch (const std::invalid_argument& error) {
      return error.what();
    } catch (const verify::input::InputError& error) {
      return std::string("input: ") + error.reason();
    }
  };
  const std::string library = test_library("functions");
  for (const std::string& text : {library, std::string("python:softmax=softmax"), library + "=softmax"})
    EXPECT_NE(refused(text).find(" is no function: ./lib.so:symbol=quantity, "), std::string::npos)
        << refused(text);
  EXPECT_EQ(refused(library + ":lse=nonsense"),
            "no quantity is called \"nonsense\"; `tailmass list --quantities` names them");
  EXPECT_EQ(refused(library + ":lse=log_sum_exp:half"),
            "no type of a function is called \"half\"; there are double, float, float16 and bfloat16");
  EXPECT_EQ(refused(library + ":lse=diameter"),
            "diameter is no number of a row's scores and k: no function of them computes it");
  EXPECT_EQ(refused(library + ":none=log_sum_exp"), "input: has no symbol none");
  EXPECT_EQ(refused(library + ":lse=log_sum_exp"), "");
  use_the_systems_python();
  EXPECT_EQ(refused("python:no_such_module:f=softmax"),
            "input: ModuleNotFoundError: No module named 'no_such_module' (/usr/bin/python3)");
}

/// The error of a log-sum-exp over the bound that is derived of it, where x is `off` units of float away.
double share_of_bound(const Case& c, double off) {
  const UserFunction right(in_c("lse_float=log_sum_exp:float"));
  std::vector<Computed> computed = right.compute(c);
  computed.front().value = std::log(2) + off * 0x1p-24;
  verify::judge::Oracle oracle(c);
  return oracle
      .accuracy(implementation_of(std::make_shared<const UserFunction>(in_c("lse_float=log_sum_exp:float"))),
                computed)
      ->front()
      .share;
}

TEST(PlainBounds, AreAFewUnitsOfAShortRow) {
  const Case two = row({0, 0});
  EXPECT_LE(share_of_bound(two, 3), 1);
  EXPECT_GT(share_of_bound(two, 12), 1);
}

TEST(PlainBounds, HoldSumsInAnyOrder) {
  std::vector<double> scores;
  for (std::size_t i = 0; i < 3000; ++i)
    scores.push_back(-12 * std::fmod(0.6180339887 * static_cast<double>(i), 1.0));
  scores[1000] = 0;
  const Case c = *rounded_case(DType::F32, row(scores));
  const stable::ErrorBound bound = plain_bounds("log_sum_exp", DType::F32, c, 1).front();
  double truth = 0;
  std::vector<float> weights;
  for (const double score : c.scores->all()) {
    truth += std::exp(score);
    weights.push_back(std::exp(static_cast<float>(score)));
  }
  const auto expect_within = [&](const char* order) {
    float sum = 0;
    for (const float weight : weights)
      sum += weight;
    const double error = std::abs(static_cast<double>(std::log(sum)) - std::log(truth));
    EXPECT_LE(error, bound.relative * std::log(truth) + bound.absolute) << order;
    EXPECT_GT(error, 0) << order;
  };
  expect_within("as they are");
  std::ranges::sort(weights);
  expect_within("upwards");
  std::ranges::reverse(weights);
  expect_within("downwards");
}

TEST(PlainBounds, CountOnlyKeysThatWeigh) {
  const auto absolute = [](const Case& c, DType dtype) {
    return plain_bounds("log_sum_exp", dtype, c, 1).front().absolute;
  };
  std::vector<double> scores(1000, -200.0);
  scores[0] = 0;
  EXPECT_LT(absolute(row(scores), DType::F32), 3 * 0x1p-24) << "e^-200 is 0 in float";
  EXPECT_GT(absolute(row(scores), DType::F64), 900 * 0x1p-53) << "and no 0 in double";
  // Far keys have no relative bound, or none of the others would be held.
  const auto far = plain_bounds("softmax", DType::F32, row({0, -1e30, -infinity}), 3);
  EXPECT_EQ(far[1].relative, 0);
  EXPECT_LT(far[1].absolute, 1e-37);
  EXPECT_EQ(far[2].absolute, 0);
}

TEST(PlainBounds, OfAHalfFormatHaveItsRounding) {
  const Case c = row({0, -1});
  EXPECT_NEAR(plain_bounds("softmax", DType::F16, c, 2).front().relative, 0x1p-11, 0x1p-20);
  EXPECT_NEAR(plain_bounds("softmax", DType::BF16, c, 2).front().relative, 0x1p-8, 0x1p-20);
}

} // namespace
} // namespace tailmass::properties::kernels
