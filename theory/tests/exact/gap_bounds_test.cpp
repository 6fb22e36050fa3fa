// The theorems of gap_section 2: witnesses are exact, mutants die, and no row violates a claim or misleads an
// equality flag.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/predicates.hpp"
#include "theory/theorems/theorem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace tailmass {
extern const Theorem gap_bound, gap_bound_simple, gap_threshold, gap_lower_bound, multi_gap_bound,
    multi_gap_two_sided, blockwise_bounds, block_mean_bounds, k_epsilon;
}
using namespace tailmass;

static const Theorem* const gap_section[] = {&gap_bound,        &gap_bound_simple,  &gap_threshold,
                                             &gap_lower_bound,  &multi_gap_bound,   &multi_gap_two_sided,
                                             &blockwise_bounds, &block_mean_bounds, &k_epsilon};

static Sides<Ball> at_bits(const SidesIn& sides, const Case& c, long bits) {
  Evaluator<Ball> row(c, {bits});
  Sides<Ball> out({.wants = {}, .resolution = 300, .reach = 2000});
  sides.balls(row, c, out);
  return out;
}

static bool hypotheses_hold(const Theorem& theorem, const Case& c) {
  return std::ranges::all_of(theorem.hypotheses, [&](const Hypothesis& h) { return h.holds(c); });
}

/// Whether the premises hold (1), do not (0), or cannot be told at these bits (-1).
static int premises_hold(const Sides<Ball>& sides) {
  int all = 1;
  for (const Premise<Ball>& p : sides.premises) {
    if (!p.equality && certainly_less(p.greater, p.lesser))
      return 0;
    if (p.equality ? !overlap(p.lesser, p.greater) : !certainly_less(p.lesser, p.greater))
      all = -1;
  }
  return all;
}

static bool tight_at(const Ball& a, const Ball& b) {
  return overlap(a, b) && radius_within(a, a, 200) && radius_within(b, b, 200);
}

/// Empty when every claim is decided, at the latest by 4096 bits, as its relation and equality flag say.
static std::string complaint(const Theorem& theorem, const Case& c) {
  std::string why;
  for (long bits = 200; bits <= 4096; bits = bits == 3200 ? 4096 : bits * 2) {
    const Sides<Ball> sides = at_bits(theorem.sides, c, bits);
    const int premises = premises_hold(sides);
    if (premises == 0)
      return {};
    why = premises == 1 ? "" : "premise undecided";
    for (const Claim<Ball>& claim : sides.claims) {
      const bool as_said = claim.relation == Relation::equal || claim.equality
                               ? tight_at(claim.lhs, claim.rhs)
                               : certainly_less(claim.lhs, claim.rhs);
      if (!as_said)
        why += std::string(theorem.id) + ": " + std::string(claim.label) + ": " + to_decimal(claim.lhs, 20) +
               (claim.equality ? " = " : " < ") + to_decimal(claim.rhs, 20) + "; ";
    }
    if (why.empty())
      return {};
  }
  return why;
}

TEST(Section2, WitnessesAttainWhatCanBeAttained) {
  for (const Theorem* theorem : gap_section) {
    if (!theorem->witness) {
      EXPECT_FALSE(theorem->no_witness_because.empty()) << theorem->id;
      continue;
    }
    const Case c = theorem->witness();
    ASSERT_TRUE(hypotheses_hold(*theorem, c)) << theorem->id;
    const Sides<Ball> sides = at_bits(theorem->sides, c, 400);
    EXPECT_FALSE(sides.claims.empty());
    EXPECT_EQ(premises_hold(sides), 1);
    for (const Claim<Ball>& claim : sides.claims) {
      const bool strict = theorem == &k_epsilon && claim.label == "eps <= tau at k_eps - 1";
      EXPECT_EQ(tight_at(claim.lhs, claim.rhs), !strict) << theorem->id << ": " << claim.label;
      EXPECT_TRUE(claim.relation == Relation::equal || claim.equality == !strict)
          << theorem->id << ": " << claim.label;
    }
    EXPECT_EQ(complaint(*theorem, c), "");
  }
}

TEST(Section2, EveryMutantDiesOnItsCase) {
  for (const Theorem* theorem : gap_section)
    for (const Mutant& mutant : theorem->mutants) {
      const Case c = mutant.refuting_case();
      EXPECT_TRUE(hypotheses_hold(*theorem, c)) << theorem->id << ' ' << mutant.name;
      EXPECT_EQ(complaint(*theorem, c), "") << mutant.name; // the theorem itself holds there
      const Sides<Ball> sides = at_bits(mutant.sides, c, 400);
      EXPECT_EQ(premises_hold(sides), 1) << mutant.name;
      EXPECT_TRUE(std::ranges::any_of(sides.claims,
                                      [](const Claim<Ball>& claim) {
                                        return claim.relation == Relation::at_most &&
                                               certainly_less(claim.rhs, claim.lhs);
                                      }))
          << theorem->id << ' ' << mutant.name;
    }
}

using Random = std::mt19937_64;
static std::size_t below(Random& random, std::size_t n) {
  return random() % n;
}

/// A score of one of the regimes: what a row is made of, apart from masked keys.
static double score(Random& random, int regime) {
  std::normal_distribution<double> normal;
  const double small = static_cast<double>(below(random, 3));
  switch (regime) {
  case 0:
    return 3 * normal(random);
  case 1:
    return small; // ties
  case 2:
    return 7; // all equal
  case 3:
    return 1e300 + small * 0x1p944; // neighbours at a huge offset
  case 4:
    return -700 * small; // gaps of 700
  case 5:
    return small == 0 ? 1 : std::nextafter(1.0, 3 - 2 * small); // one ulp
  case 6:
    return small * 5e-324; // one ulp around 0
  case 7:
    return below(random, 2) ? small : -1e4 - small; // finite masks
  case 8:
    return below(random, 2) ? small : -3.4028234663852886e38;
  case 9:
    return (below(random, 2) ? 1 : -1) * std::ldexp(1.0, static_cast<int>(below(random, 2098)) - 1074);
  default:
    return below(random, 2) ? normal(random) * 1e5 : small;
  }
}
constexpr int regimes = 11;

static std::vector<std::size_t> checkpoints(Random& random, std::size_t first, std::size_t last) {
  std::vector<std::size_t> ranks{first};
  for (std::size_t rank = first + 1; rank < last; ++rank)
    if (below(random, 2))
      ranks.push_back(rank);
  ranks.push_back(last);
  return ranks;
}

/// A partition of the row, with single keys as its refinement; intervals tight or widened, head not a Top-k
/// set.
static void add_blocks(Case& c, Random& random) {
  const Scores& s = *c.scores;
  std::vector<Key> keys(s.order().begin(), s.order().end());
  if (below(random, 2))
    std::ranges::shuffle(keys, random);
  const bool widen = below(random, 2);
  std::vector<Block> coarse, fine;
  for (std::size_t from = 0; from < keys.size();) {
    const std::size_t to = std::min(keys.size(), from + 1 + below(random, 4));
    const bool in_head = from == 0 || below(random, 2);
    const auto widened = [&](std::vector<Key> some) {
      Block block = tight_block(s, std::move(some), in_head, coarse.size());
      if (widen && std::isfinite(block.lower) && below(random, 2))
        block.lower -= 0.5;
      if (widen && std::isfinite(block.upper) && below(random, 2))
        block.upper += 0.25;
      return block;
    };
    for (std::size_t i = from; i < to; ++i)
      fine.push_back(tight_block(s, {keys[i]}, in_head, coarse.size()));
    coarse.push_back(widened({keys.begin() + static_cast<long>(from), keys.begin() + static_cast<long>(to)}));
    from = to;
  }
  if (std::ranges::none_of(coarse, [](const Block& b) { return b.in_head && std::isfinite(b.upper); }) ||
      s.masked(keys.front()))
    return; // no head with mass for certain
  c.blocks = std::make_shared<const Blocks>(s, coarse);
  c.finer_blocks = std::make_shared<const Blocks>(s, below(random, 4) ? fine : coarse);
  if (!refines(*c.finer_blocks, *c.blocks)) { // the coarse blocks name no parents
    for (std::size_t b = 0; b < coarse.size(); ++b)
      coarse[b].parent = b;
    c.finer_blocks = std::make_shared<const Blocks>(s, coarse);
  }
}

static Case random_case(Random& random, int regime) {
  const std::size_t n = 2 + below(random, 11);
  std::vector<double> scores(n);
  for (double& s : scores)
    s = score(random, regime);
  if (below(random, 3) == 0)
    scores[below(random, n)] = masked;
  std::size_t finite = n - static_cast<std::size_t>(std::ranges::count(scores, masked));
  if (finite == 1)
    scores = {0, 0}, finite = 2;
  Case c = top_k_case(scores, 1 + below(random, finite - 1));
  const std::size_t k = c.head.size();
  c.checkpoints = Checkpoints{.head = checkpoints(random, 0, k),
                              .tail = checkpoints(random, k, finite),
                              .known_gaps = 1 + below(random, finite - k)};
  const double share = static_cast<double>(finite - k) / static_cast<double>(finite);
  const double epsilons[] = {0.1,         share, std::nextafter(share, 0), std::nextafter(share, 1), 5e-324,
                             1 - 0x1p-53, 0.5};
  c.epsilon = epsilons[below(random, 7)];
  add_blocks(c, random);
  return c;
}

TEST(Section2, NoRowViolatesAClaimOrMisleadsAnEqualityFlag) {
  Random random(20240607);
  std::map<const Theorem*, int> spoken, equalities;
  for (int regime = 0; regime < regimes; ++regime)
    for (int trial = 0; trial < 400; ++trial) {
      const Case c = random_case(random, regime);
      for (const Theorem* theorem : gap_section) {
        if (!hypotheses_hold(*theorem, c))
          continue;
        ASSERT_EQ(complaint(*theorem, c), "") << "regime " << regime << ", trial " << trial;
        const Sides<Ball> sides = at_bits(theorem->sides, c, 400);
        spoken[theorem] += premises_hold(sides) == 1;
        for (const Claim<Ball>& claim : sides.claims)
          equalities[theorem] += claim.equality;
      }
    }
  for (const Theorem* theorem : gap_section) { // the rows are worth the trouble
    EXPECT_GE(spoken[theorem], 300) << theorem->id;
    EXPECT_GE(equalities[theorem], 50) << theorem->id;
  }
}

TEST(Section2, BlockBoundsOfOneAndZeroAreEqualities) {
  for (const double tail_lower : {-5.0, -6.0}) {
    Case c = top_k_case({0, masked, -5}, 1);
    const auto blocks = [&](double upper) {
      return std::make_shared<const Blocks>(
          *c.scores,
          std::vector<Block>{tight_block(*c.scores, {0, 1}, true), {{2}, tail_lower, upper, false, 1}});
    };
    c.blocks = blocks(-4); // L_head = 0: both upper bounds are 1, whatever the tail
    c.finer_blocks = blocks(-4.5);
    EXPECT_EQ(complaint(blockwise_bounds, c), "");
    EXPECT_TRUE(at_bits(blockwise_bounds.sides, c, 400).claims.at(3).equality);
  }
  Case c = top_k_case({0, 1, masked}, 2);
  const auto blocks = [&](double lower, double masked_upper) {
    return std::make_shared<const Blocks>(
        *c.scores, std::vector<Block>{{{0, 1}, lower, 1, true, 0}, {{2}, masked, masked_upper, false, 1}});
  };
  c.blocks = blocks(-1, masked); // tau = 0 and both bounds are 0, whatever the head
  c.finer_blocks = blocks(0, masked);
  EXPECT_EQ(complaint(blockwise_bounds, c), "");
  for (const Claim<Ball>& claim : at_bits(blockwise_bounds.sides, c, 400).claims)
    EXPECT_TRUE(claim.equality) << claim.label;
  c.blocks = blocks(-1, -3); // an upper end above a masked key: the upper bound is not 0
  EXPECT_EQ(complaint(blockwise_bounds, c), "");
  EXPECT_FALSE(at_bits(blockwise_bounds.sides, c, 400).claims.at(1).equality);
}

TEST(Section2, DoublesFollowTheBallsOnTameRows) {
  Random random(7);
  for (int trial = 0; trial < 100; ++trial) {
    const Case c = random_case(random, trial % 2);
    for (const Theorem* theorem : gap_section) {
      if (!hypotheses_hold(*theorem, c))
        continue;
      Evaluator<double> row(c);
      Sides<double> doubles({.wants = {}, .resolution = 300, .reach = 2000});
      theorem->sides.doubles(row, c, doubles);
      const Sides<Ball> balls = at_bits(theorem->sides, c, 200);
      ASSERT_EQ(doubles.claims.size(), balls.claims.size());
      for (std::size_t i = 0; i < balls.claims.size(); ++i) {
        const double lhs = approximate(balls.claims[i].lhs), rhs = approximate(balls.claims[i].rhs);
        EXPECT_NEAR(doubles.claims[i].lhs, lhs, 1e-11 * (1 + std::abs(lhs))) << theorem->id;
        EXPECT_NEAR(doubles.claims[i].rhs, rhs, 1e-11 * (1 + std::abs(rhs))) << theorem->id;
      }
    }
  }
}
