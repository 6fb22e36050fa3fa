// The top-p set of perturbed scores: least among all ranks, exact where masses tie with the budget.
#include "theory/exact/perturbation/perturbed_top_p.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass::exact {

namespace {

Case perturbed_case(std::vector<double> scores, std::vector<double> perturbed, double epsilon) {
  Case c = top_k_case(std::move(scores), 1);
  c.perturbed = std::move(perturbed);
  c.epsilon = epsilon;
  return c;
}

/// The least k of which (1 - eps) e^{2d} T <= eps H holds, by balls.
std::size_t by_balls(const Case& c, const std::vector<Key>& order) {
  constexpr long bits = 256;
  Ball farthest;
  for (const Key key : order)
    farthest = max(farthest, abs(Ball(c.perturbed[key]) - Ball((*c.scores)[key])));
  const Ball factor = exp((Ball(2) * farthest).at_precision(bits)), epsilon(*c.epsilon);
  for (std::size_t k = 1; k < order.size(); ++k) {
    Ball head, tail;
    for (std::size_t rank = 0; rank < order.size(); ++rank)
      (rank < k ? head : tail) += exp(Ball(c.perturbed[order[rank]]).at_precision(bits));
    if (certainly_at_most((Ball(1) - epsilon) * factor * tail, epsilon * head))
      return k;
  }
  return order.size();
}

} // namespace

TEST(PerturbedTopP, IsTheLeastSetWithinTheBudget) {
  RandomStream random(1, {"perturbed top-p"});
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 1 + random.below(12);
    std::vector<double> scores(n), perturbed(n);
    for (std::size_t i = 0; i < n; ++i) {
      scores[i] = 4 * random.normal();
      perturbed[i] = scores[i] + random.uniform(-0.5, 0.5);
    }
    const Case c = perturbed_case(scores, perturbed, random.uniform(0.01, 0.9));
    const PerturbedTopK found = perturbed_top_p(c);
    ASSERT_EQ(found.order.size(), n);
    EXPECT_EQ(found.size, by_balls(c, found.order)) << trial;
    for (std::size_t rank = 1; rank < n; ++rank)
      EXPECT_GE(c.perturbed[found.order[rank - 1]], c.perturbed[found.order[rank]]);
  }
}

TEST(PerturbedTopP, TakesATailThatIsTheBudgetItself) {
  EXPECT_EQ(perturbed_top_p(perturbed_case({0, 0, 0, 0}, {1, 1, -1, -1}, 0.5)).size, 2U);
  EXPECT_EQ(perturbed_top_p(perturbed_case({0, 0, 0, 0}, {1, 1, -1, -1}, 0.499)).size, 3U);
  EXPECT_EQ(perturbed_top_p(perturbed_case({3, 3}, {3, 3}, 0.5)).size, 1U);
}

TEST(PerturbedTopP, SeesWhatIsFarBelowDoubles) {
  // (1 + e^-10000)/(2 + e^-10000) is above a half.
  EXPECT_EQ(perturbed_top_p(perturbed_case({0, 0, -10000}, {0, 0, -10000}, 0.5)).size, 2U);
}

TEST(PerturbedTopP, KeepsTheLowerScoreOfATie) {
  const PerturbedTopK found = perturbed_top_p(perturbed_case({1, 0, 0.5}, {0.5, 0.5, 0.5}, 0.9));
  EXPECT_EQ(found.order, (std::vector<Key>{1, 2, 0}));
}

TEST(PerturbedTopP, NeedsAnEpsilonBelowOne) {
  EXPECT_THROW((void)perturbed_top_p(perturbed_case({0, 0}, {0, 0}, 1)), DomainError);
}

} // namespace tailmass::exact
