// Certified sizes against the bounds themselves over all k, and where only exact reasoning decides.
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"

#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/blocks/certified_pages.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace tailmass;

namespace {

constexpr Precision<Ball> precision{1000}; // overlap at so many bits is equality on the small rows below

Evaluator<Ball> evaluator(const std::shared_ptr<const Scores>& scores) {
  return Evaluator<Ball>(Case{scores, Head::top_k(*scores, 1)}, precision);
}

bool at_most(const Ball& x, double epsilon) {
  return !certainly_less(Ball(epsilon), x);
}

/// The least k in 1 .. n_f - 1 whose bound is at most epsilon, or n_f.
template <class Bound>
std::size_t scanned(Evaluator<Ball>& row, double epsilon, const Bound& bound) {
  const std::size_t finite = row.scores().finite_count();
  for (std::size_t k = 1; k < finite; ++k)
    if (at_most(bound(k), epsilon))
      return k;
  return finite;
}

/// G/(A + G) of multi-gap-two-sided.
Ball two_sided(Evaluator<Ball>& row, const std::vector<std::size_t>& head,
               const std::vector<std::size_t>& tail) {
  const Ball up = exact::segment_sum(row, tail, exact::End::largest);
  return up / (exact::segment_sum(row, head, exact::End::smallest) + up);
}

std::vector<std::size_t> doubling_head(std::size_t k) {
  std::vector<std::size_t> ranks{k};
  for (std::size_t distance = 1; distance < k; distance *= 2)
    ranks.push_back(k - distance);
  ranks.push_back(0);
  std::ranges::reverse(ranks);
  return ranks;
}

std::vector<std::size_t> doubling_tail(std::size_t k, std::size_t finite) {
  std::vector<std::size_t> ranks{k};
  for (std::size_t distance = 1; distance < finite - k; distance *= 2)
    ranks.push_back(k + distance);
  ranks.push_back(finite);
  return ranks;
}

/// Pages of finite keys by descending largest score, as tight blocks.
std::vector<Block> page_blocks(const Scores& scores, std::size_t size) {
  std::vector<Block> blocks;
  for (std::size_t begin = 0; begin < scores.size(); begin += size) {
    std::vector<Key> keys;
    for (std::size_t key = begin; key < std::min(begin + size, scores.size()); ++key)
      if (!scores.masked(key))
        keys.push_back(static_cast<Key>(key));
    if (!keys.empty())
      blocks.push_back(tight_block(scores, keys, false));
  }
  std::ranges::stable_sort(blocks, std::greater{}, &Block::upper);
  return blocks;
}

/// Keys in the fewest leading blocks whose bound tail/(head + tail) is at most epsilon.
template <class Lower, class Upper>
std::size_t scanned_pages(const std::vector<Block>& blocks, double epsilon, const Lower& lower,
                          const Upper& upper) {
  std::size_t keys = 0;
  for (std::size_t kept = 1; kept <= blocks.size(); ++kept) {
    keys += blocks[kept - 1].keys.size();
    Ball head, tail;
    for (std::size_t i = 0; i < blocks.size(); ++i)
      (i < kept ? head : tail) += i < kept ? lower(blocks[i]) : upper(blocks[i]);
    if (kept == blocks.size() || at_most(tail / (head + tail), epsilon))
      return keys;
  }
  return keys;
}

Ball count_of(const Block& block) {
  return precision(block.keys.size());
}

Ball chord(Evaluator<Ball>& row, const Block& block) {
  const Ball low = exact::weight_of_score(row, block.lower), high = exact::weight_of_score(row, block.upper);
  if (block.lower == block.upper)
    return count_of(block) * low;
  const Ball mean = exact::block_mean(row, block) + Ball(row.scores().ranked(1));
  const Ball down = Ball(block.upper) - mean, up = mean - Ball(block.lower);
  return count_of(block) * (down * low + up * high) / (Ball(block.upper) - Ball(block.lower));
}

/// n_b (v e^x + (x - m)^2 e^{m - v/(x - m)})/((x - m)^2 + v) for an end x, from the scores.
Ball two_points(Evaluator<Ball>& row, const Scores& scores, const Block& block, double end) {
  const Ball keys = count_of(block);
  if (block.lower == block.upper)
    return keys * exact::weight_of_score(row, end);
  const Precision<Ball>& at = row.precision();
  const Ball shift(scores.ranked(1));
  Ball mean = at(0.0), v = mean;
  for (const Key key : block.keys)
    mean += Ball(scores[key]) / keys;
  for (const Key key : block.keys)
    v += (Ball(scores[key]) - mean) * (Ball(scores[key]) - mean) / keys;
  const Ball x = Ball(end) - mean;
  return keys * (v * exp(at(end) - shift) + x * x * exp(mean - v / x - shift)) / (x * x + v);
}

void expect_as_scanned(const std::vector<double>& entries, double epsilon) {
  const auto scores = std::make_shared<const Scores>(entries);
  const std::size_t finite = scores->finite_count();
  Evaluator<Ball> row = evaluator(scores);
  const exact::RankedWeights weights(*scores);
  const auto weight = [&](std::size_t rank) { return exact::ranked_weight(row, rank); };
  EXPECT_EQ(exact::k_by_gap_bound(weights, epsilon),
            scanned(row, epsilon, [&](std::size_t k) { return exact::gap_bound(row, k, finite - k, k); }));
  EXPECT_EQ(exact::k_by_simple_gap_bound(weights, epsilon), scanned(row, epsilon, [&](std::size_t k) {
              return precision(finite - k) / precision(k) / exact::exp_gap(row, k);
            }));
  for (const std::size_t gaps : {1U, 2U, 3U, 8U})
    EXPECT_EQ(exact::k_by_known_gaps(weights, gaps, epsilon),
              scanned(row, epsilon,
                      [&](std::size_t k) {
                        const Ball up = exact::segment_sum(
                            row, exact::known_gap_checkpoints(k, std::min(gaps, finite - k), finite),
                            exact::End::largest);
                        return up / (precision(k) * weight(k) + up);
                      }))
        << gaps;
  EXPECT_EQ(exact::k_by_doubling_gaps(weights, epsilon), scanned(row, epsilon, [&](std::size_t k) {
              return two_sided(row, doubling_head(k), doubling_tail(k, finite));
            }));
  for (const std::size_t size : {1U, 2U, 3U, 5U, 16U}) {
    const std::vector<Block> blocks = page_blocks(*scores, size);
    EXPECT_EQ(exact::Pages(*scores, size, exact::PageSummary::interval).certified(epsilon),
              scanned_pages(
                  blocks, epsilon,
                  [&](const Block& b) { return count_of(b) * exact::weight_of_score(row, b.lower); },
                  [&](const Block& b) { return count_of(b) * exact::weight_of_score(row, b.upper); }))
        << size;
    EXPECT_EQ(exact::Pages(*scores, size, exact::PageSummary::mean).certified(epsilon),
              scanned_pages(
                  blocks, epsilon,
                  [&](const Block& b) { return count_of(b) * exp(exact::block_mean(row, b)); },
                  [&](const Block& b) { return chord(row, b); }))
        << size;
    EXPECT_EQ(exact::Pages(*scores, size, exact::PageSummary::moments).certified(epsilon),
              scanned_pages(
                  blocks, epsilon, [&](const Block& b) { return two_points(row, *scores, b, b.lower); },
                  [&](const Block& b) { return two_points(row, *scores, b, b.upper); }))
        << size;
  }
}

} // namespace

TEST(CertifiedK, EqualsAScanOverAllK) {
  std::mt19937_64 random(17);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 150; ++trial) {
    const double scale[] = {0.1, 1, 3, 20};
    std::vector<double> scores(1 + random() % 24);
    const double spread = scale[random() % 4];
    for (double& s : scores)
      s = trial % 2 == 0 ? spread * normal(random)
                         : std::round(spread * normal(random)); // the latter has ties
    for (double& s : scores)
      if (trial % 3 == 0 && scores.size() > 2 && &s != &scores.front() && random() % 4 == 0)
        s = masked;
    SCOPED_TRACE(trial);
    expect_as_scanned(scores, std::ldexp(1 + static_cast<double>(random() % 1024) / 1024,
                                         -1 - static_cast<int>(random() % 9)));
    expect_as_scanned(scores, static_cast<double>(1 + random() % 7) / 8); // where ties can meet it exactly
  }
}

TEST(CertifiedK, EqualScoresAreWholeNumberArithmetic) {
  for (const std::size_t n : {1U, 2U, 8U, 21U}) {
    std::vector<double> scores(n, 0.3);
    scores.push_back(masked);
    for (const double epsilon : {0.5, 0.25, 0.1, 0.75}) {
      expect_as_scanned(scores, epsilon);
      const Scores row(scores);
      EXPECT_EQ(exact::k_by_gap_bound(exact::RankedWeights(row), epsilon), exact::ceil_of_rest(n, epsilon));
      EXPECT_EQ(exact::Pages(row, 1, exact::PageSummary::mean).certified(epsilon),
                exact::ceil_of_rest(n, epsilon));
    }
  }
}

TEST(CertifiedK, NoBoundCertifiesLessThanTheTruth) {
  std::mt19937_64 random(23);
  std::normal_distribution<double> normal;
  std::vector<double> scores(300);
  for (double& s : scores)
    s = 2 * normal(random);
  const Scores row(scores);
  const exact::RankedWeights weights(row);
  for (const double epsilon : {0.3, 0.1, 0.01}) {
    const std::size_t truth = exact::k_epsilon(row, epsilon);
    const std::size_t by_two = exact::k_by_known_gaps(weights, 2, epsilon);
    EXPECT_LE(truth, exact::k_by_doubling_gaps(weights, epsilon));
    EXPECT_LE(truth, exact::k_by_known_gaps(weights, 300, epsilon));
    EXPECT_LE(by_two, exact::k_by_gap_bound(weights, epsilon));
    EXPECT_LE(exact::k_by_known_gaps(weights, 8, epsilon), by_two);
    EXPECT_LE(exact::k_by_gap_bound(weights, epsilon), exact::k_by_simple_gap_bound(weights, epsilon));
    EXPECT_EQ(truth,
              exact::Pages(row, 1, exact::PageSummary::interval).certified(epsilon)); // single keys tell all
  }
}

TEST(CertifiedK, WhatNoFixedPrecisionTells) {
  // Two ties at the top and a finite mask: the tail of k = 1 is 1 + e^{-10000} of 2 + e^{-10000}, above 1/2.
  const Scores far({0, 0, -1e4});
  EXPECT_EQ(exact::k_by_doubling_gaps(exact::RankedWeights(far), 0.5), 2U);
  EXPECT_EQ(exact::k_by_known_gaps(exact::RankedWeights(far), 8, 0.5), 2U);
  EXPECT_EQ(exact::Pages(far, 1, exact::PageSummary::interval).certified(0.5), 2U);
  // Without the mask it is 1/2, which is enough.
  const Scores equal({0, 0, masked});
  EXPECT_EQ(exact::k_by_doubling_gaps(exact::RankedWeights(equal), 0.5), 1U);
  EXPECT_EQ(exact::Pages(equal, 1, exact::PageSummary::interval).certified(0.5), 1U);
  // A page of mean 1 beside a page of ones: 2e of 4e, though the mean is of 0 and 2.
  EXPECT_EQ(exact::Pages(Scores({0, 2, 1, 1}), 2, exact::PageSummary::mean).certified(0.5), 2U);
  EXPECT_EQ(exact::Pages(Scores({0, 2, 1, 1}), 2, exact::PageSummary::mean).certified(0.4999999), 4U);
}

TEST(CertifiedK, SkippingKeepsThePagesOfOnePass) {
  std::vector<double> entries(48, 0.0);
  std::fill_n(entries.begin() + 16, 16, -5.7); // ln(0.1/(0.9 31)) = -5.63, ln(0.09/(0.91 31)) = -5.75
  entries[47] = masked;
  const Scores row(entries);
  const exact::RankedWeights weights(row);
  const Theorem& theorem = *find_theorem("skip-softmax");
  const std::vector<double> epsilons{0.1, 0.09};
  EXPECT_EQ(theorem.certificates[0].sizes(weights, epsilons), (std::vector<std::size_t>{31, 47}));
  EXPECT_EQ(theorem.certificates[1].sizes(weights, epsilons), (std::vector<std::size_t>{47, 47})); // one page
}

TEST(CertifiedK, RefusesWhatIsOutsideItsDomain) {
  const Scores row({1, 2, 3});
  for (const double epsilon : {0.0, 1.0, -0.5, std::nan("")}) {
    EXPECT_THROW((void)exact::k_by_gap_bound(exact::RankedWeights(row), epsilon), DomainError);
    EXPECT_THROW((void)exact::Pages(row, 2, exact::PageSummary::mean).certified(epsilon), DomainError);
  }
  EXPECT_THROW((void)exact::Pages(row, 0, exact::PageSummary::mean), DomainError);
}
