// Derived perturbations come in every kind, keep masks and stay within their steps.
#include "verify/cases/perturb.hpp"

#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace tailmass::verify::cases {

namespace {

Case perturbed_row(std::uint64_t seed, std::size_t n) {
  RandomStream random(seed, {"row"});
  std::vector<double> scores(n);
  for (double& score : scores)
    score = random.below(8) == 0 ? masked : 16 + random.normal();
  scores[random.below(n)] = 16;
  return top_k_case(std::move(scores), 1 + random.below(n));
}

double largest_step(const Case& c, std::span<const Key> keys) {
  double largest = 0;
  for (const Key key : keys)
    largest = std::max(largest, std::abs(c.perturbed[key] - (*c.scores)[key]));
  return largest;
}

/// Whether every perturbed score has at most 11 binary digits.
bool in_few_digits(const Case& c) {
  return std::ranges::all_of(c.scores->finite(), [&](Key key) {
    const double scaled = std::ldexp(c.perturbed[key], 10 - std::ilogb(c.perturbed[key]));
    return scaled == std::nearbyint(scaled);
  });
}

} // namespace

TEST(PerturbedScores, KeepMasksAndStayWithinTheirSteps) {
  int head_heavy = 0;
  int few_digits = 0;
  int one_way_each = 0;
  int two_valued = 0;
  int others = 0; // from another place; what is kept to few digits is the same wherever it was drawn
  constexpr int rows = 400;
  for (std::uint64_t seed = 0; seed < rows; ++seed) {
    Case c = perturbed_row(seed, 60);
    c.perturbed = perturbed_scores(c, {seed, "some-theorem", "scores[3]", c.head.size()});
    ASSERT_NO_THROW(check(c));
    EXPECT_EQ(c.perturbed, perturbed_scores(c, {seed, "some-theorem", "scores[3]", c.head.size()}));
    others += c.perturbed != perturbed_scores(c, {seed, "some-theorem", "scores[4]", c.head.size()});
    EXPECT_LE(largest_step(c, c.scores->finite()), 2 + 1e-12);
    EXPECT_GT(largest_step(c, c.scores->finite()), 0);
    std::set<double> steps;
    std::set<bool> head_ways, tail_ways;
    for (const Key key : c.head.finite_head())
      head_ways.insert(c.perturbed[key] > (*c.scores)[key]);
    for (const Key key : c.head.finite_tail())
      tail_ways.insert(c.perturbed[key] > (*c.scores)[key]);
    for (const Key key : c.scores->finite())
      steps.insert(std::round(0x1p40 * std::abs(c.perturbed[key] - (*c.scores)[key])));
    if (c.head.finite_head().size() < 10 || c.head.finite_tail().size() < 10)
      continue;
    few_digits += in_few_digits(c);
    one_way_each +=
        head_ways.size() == 1 && tail_ways.size() == 1 && *head_ways.begin() != *tail_ways.begin();
    two_valued += steps.size() == 1 && head_ways.size() == 2;
    head_heavy +=
        steps.size() > 2 && largest_step(c, c.head.finite_head()) > 2 * largest_step(c, c.head.finite_tail());
  }
  EXPECT_GE(others, rows * 4 / 5);
  for (const int count : {head_heavy, few_digits, one_way_each, two_valued})
    EXPECT_GE(count, rows / 12);
}

TEST(PerturbedScores, LeaveOutWhatWouldOverflow) {
  constexpr double largest = std::numeric_limits<double>::max();
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Case c = top_k_case({largest, -largest, 0, -0.0, 5e-324}, 1);
    c.perturbed = perturbed_scores(c, {seed, "t", "r", 1});
    EXPECT_NO_THROW(check(c));
  }
}

} // namespace tailmass::verify::cases
