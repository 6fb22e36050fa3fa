// Every theorem holds on cases made by hand: tails below any precision, errors that vanish, ties, huge
// errors.
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace tailmass::verify::judge {

namespace {

struct SpecialCase {
  std::string name;
  Case c;
};
using SpecialCases = std::vector<SpecialCase>;

Case with_perturbed(Case c, std::vector<double> perturbed) {
  c.perturbed = std::move(perturbed);
  return c;
}

Case with_atoms(Case c, std::vector<unsigned> any) {
  std::vector<unsigned> in_head(any.size());
  in_head[c.head.head().front()] = 1;
  c.companion = CompanionWeights{.any = std::move(any), .in_head = std::move(in_head)};
  return c;
}

/// Tails of finite masks: no precision shows them beside 1.
SpecialCases far_tails() {
  SpecialCases cases;
  for (const double low : {-1.0, -1000.0, -1999.0, -2001.0, -1e4, -1e9, -3.4e38, -1.7e308})
    cases.push_back({"a tail at " + std::to_string(low), top_k_case({1, 0.5, low, low}, 2)});
  for (const std::size_t k : {1U, 3U, 4U}) {
    Case c =
        with_values(top_k_case({1, 0, 0.5, -20000, -20001}, k), {{1, 2}, {1, 2.5}, {0, 2}, {-3, 1}, {4, 4}});
    c.centre = {0.5, 0.5};
    cases.push_back({"e^-20000, k = " + std::to_string(k), std::move(c)});
  }
  return cases;
}

/// Conditionals that are one distribution of three values in general position; values mirrored about err.
SpecialCases special_values() {
  const auto tied = [](std::initializer_list<std::vector<double>> values) {
    return with_values(top_k_case({1, 1, 0, 0}, 2), values);
  };
  return {{"no error", with_values(top_k_case({2, 1, 0, -1, -2, -3}, 3),
                                   {{3, 7}, {4, 5}, {0, 1}, {3, 7}, {4, 5}, {0, 1}})},
          {"mirrored", tied({{0, 1}, {0, -1}, {2, 3}, {2, -3}})},
          {"mirrored along a line", tied({{0, 1}, {0, -1}, {0, 3}, {0, -3}})}};
}

/// Errors of scores of any size, and bounds of them that one key of weight e^-20000 keeps from being
/// attained.
SpecialCases perturbed_rows() {
  constexpr double largest = std::numeric_limits<double>::max();
  SpecialCases cases;
  for (const std::vector<double>& perturbed : {std::vector<double>{5e-324, 0, 1},
                                               {0, 5e-324, 1},
                                               {-500, 500, 1},
                                               {-1e5, 1e5, 1},
                                               {largest, -largest, 1},
                                               {largest, largest, 1},
                                               {1e300, 1e300, 1e300},
                                               {-1e4, 2e4, 1e4}})
    cases.push_back(
        {"s'_1 = " + std::to_string(perturbed[0]), with_perturbed(top_k_case({0, 0, 1}, 1), perturbed)});
  const std::vector<double> scores{1, -20000, 0, -20001};
  for (const double sign : {1.0, -1.0})
    for (const std::vector<double>& step :
         {std::vector<double>{1, 1, -2, 0}, {1, 0.5, -2, 0}, {1, 1, 2, 2}}) {
      std::vector<double> perturbed = scores;
      for (std::size_t key = 0; key < scores.size(); ++key)
        perturbed[key] += sign * step[key];
      cases.push_back(
          {"a light key, " + std::to_string(sign * step[1]) + ", " + std::to_string(sign * step[2]),
           with_perturbed(head_case(scores, {0, 1}), perturbed)});
    }
  return cases;
}

/// Errors of three values, the largest and the others placed as two values would have to be for equality.
SpecialCases three_errors() {
  return {{"three errors", with_perturbed(top_k_case({-0.5, -0.5, 0.5, 0.5}, 2), {0.5, 0.5, -0.5, 0.5})}};
}

/// An epsilon that is the share of the keys that k_epsilon leaves, of scores that are not equal.
SpecialCases epsilon_is_a_share() {
  Case c = top_k_case({1, 0.9, 0, 0}, 2);
  c.epsilon = 0.5;
  return {{"two keys of four, epsilon = 1/2", std::move(c)}};
}

/// Distributions on k atoms beside ties: not every k of the tied keys are a Top-k set.
SpecialCases tied_atoms() {
  SpecialCases cases{{"two tied keys below the top", with_atoms(top_k_case({8, 0, 0}, 2), {0, 1, 1})}};
  for (const std::vector<unsigned>& any : {std::vector<unsigned>{1, 1, 0}, {1, 0, 1}, {0, 1, 1}})
    cases.push_back({"a Top-2 set of three tied keys", with_atoms(top_k_case({0, 0, 0}, 2), any)});
  return cases;
}

/// Blocks whose bounds are 1, or 0, whatever the other side: these are attained.
SpecialCases bounds_of_one_and_zero() {
  SpecialCases cases;
  const auto add = [&](std::string name, Case c, std::vector<Block> coarse, std::vector<Block> fine) {
    c.blocks = std::make_shared<const Blocks>(*c.scores, std::move(coarse));
    c.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(fine));
    cases.push_back({std::move(name), std::move(c)});
  };
  const Case masked_head = top_k_case({0, masked, -5}, 1);
  const Block head = tight_block(*masked_head.scores, {0, 1}, true);
  for (const double lower : {-5.0, -6.0})
    add("L_head = 0, tail from " + std::to_string(lower), masked_head, {head, {{2}, lower, -4, false, 1}},
        {head, {{2}, lower, -4.5, false, 1}});
  const auto no_tail = [](double lower, double masked_upper) {
    return std::vector<Block>{{{0, 1}, lower, 1, true, 0}, {{2}, masked, masked_upper, false, 1}};
  };
  const Case masked_tail = top_k_case({0, 1, masked}, 2);
  add("tau = 0", masked_tail, no_tail(-1, masked), no_tail(0, masked));
  add("an upper end above a masked key", masked_tail, no_tail(-1, -3), no_tail(0, masked));
  return cases;
}

} // namespace

class SpecialCaseSets : public testing::TestWithParam<SpecialCases (*)()> {};

TEST_P(SpecialCaseSets, Hold) {
  for (const SpecialCase& special : GetParam()())
    for (const Theorem* theorem : catalogue()) {
      if (theorem->scope == Scope::model || (theorem->needs.has<part::Values>() && !special.c.values))
        continue;
      Case c = special.c;
      cases::derive(c, theorem->needs,
                    {.seed = 1, .theorem = theorem->id, .row = special.name, .k = c.head.size()});
      check(c);
      Judge judge;
      for (const Judgement& judgement : judge.judge(*theorem, c))
        EXPECT_FALSE(judgement.verdict == Verdict::refuted || judgement.verdict == Verdict::undecided)
            << special.name << ", " << theorem->id << ", " << judgement.claim << ": "
            << name_of(judgement.verdict) << ", " << judgement.reason;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, SpecialCaseSets,
                         testing::Values(far_tails, special_values, perturbed_rows, three_errors,
                                         epsilon_is_a_share, tied_atoms, bounds_of_one_and_zero));

} // namespace tailmass::verify::judge
