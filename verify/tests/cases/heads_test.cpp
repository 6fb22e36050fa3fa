// Which truncations a run judges.
#include "verify/cases/heads.hpp"

#include "theory/nouns/domain_error.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace tailmass::verify::cases {

namespace {

std::vector<std::size_t> sizes(std::size_t n, const HeadChoice& choice) {
  std::vector<double> scores(n);
  std::iota(scores.begin(), scores.end(), 0.0);
  std::vector<std::size_t> result;
  for (const ChosenHead& chosen : choose_heads(Scores(scores), choice))
    result.push_back(chosen.head.size());
  return result;
}

} // namespace

TEST(Heads, PowersOfTwoHalfAndAllButOne) {
  HeadChoice choice = HeadChoice::standard();
  choice.epsilons.clear();
  EXPECT_EQ(sizes(584, choice), (std::vector<std::size_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 292, 583}));
  EXPECT_EQ(sizes(8, choice), (std::vector<std::size_t>{1, 2, 4, 7}));
  EXPECT_EQ(sizes(2, choice), (std::vector<std::size_t>{1}));
  EXPECT_EQ(sizes(1, choice), (std::vector<std::size_t>{1}));
}

TEST(Heads, KEpsilonComesWithItsEpsilon) {
  const Scores uniform(std::vector<double>(10, 1.0));
  const std::vector<ChosenHead> heads = choose_heads(uniform, {.ks = {3}, .epsilons = {0.5, 0.25}});
  ASSERT_EQ(heads.size(), 3U);
  EXPECT_EQ(heads[0].epsilon, std::nullopt);
  EXPECT_EQ(heads[1].head.size(), 5U);
  EXPECT_EQ(heads[1].epsilon, 0.5);
  EXPECT_EQ(heads[2].head.size(), 8U);
}

TEST(Heads, UnusualOnesAreRandomSetsOrBreakTiesByTheHigherKey) {
  const Scores scores({1, 2, 2, 2, -std::numeric_limits<double>::infinity(), 0});
  std::size_t ties = 0, sets = 0;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    const Head head = unusual_head(scores, seed, "row");
    EXPECT_EQ(head, unusual_head(scores, seed, "row"));
    EXPECT_EQ(head.finite_head().size(), head.size()) << seed;
    sets += head.is_top_k() ? 0 : 1;
    ties += head == Head::of_keys(scores, {3}) || head == Head::of_keys(scores, {3, 2}) ? 1 : 0;
  }
  EXPECT_GE(ties, 16U);
  EXPECT_GE(sets, 8U);
}

TEST(Heads, OutsideTheDomainIsAnError) {
  EXPECT_THROW((void)sizes(5, {.ks = {6}, .epsilons = {}}), DomainError);
  EXPECT_THROW((void)sizes(5, {.ks = {0}, .epsilons = {}}), DomainError);
  EXPECT_THROW((void)sizes(5, {.ks = {}, .epsilons = {0}}), DomainError);
  EXPECT_THROW((void)sizes(5, {.ks = {}, .epsilons = {1}}), DomainError);
  try {
    (void)sizes(5, {.ks = {}, .epsilons = {0.5, 1.5}});
    ADD_FAILURE() << "no error";
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "epsilon = 1.5 is outside (0, 1)");
  }
}

} // namespace tailmass::verify::cases
