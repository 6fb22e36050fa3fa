// Keys in eight bits: their error against balls, and what their top-p sets certify against the exact scores.
#include "theory/exact/perturbation/quantised_keys.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/precision.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <set>

using namespace tailmass;
using exact::KeyFormat;

namespace {

constexpr Precision<Ball> bits{400};

/// Gaussian keys, the spread of whose coordinates differs by powers of two.
std::shared_ptr<const Values> random_keys(std::mt19937_64& engine, std::size_t n, std::size_t d, int spread) {
  std::normal_distribution<double> normal;
  std::vector<double> entries;
  for (std::size_t i = 0; i < n * d; ++i)
    entries.push_back(std::ldexp(normal(engine), spread * static_cast<int>(i % d)));
  return std::make_shared<const Values>(n, d, std::move(entries));
}

QueryKeys random_row(std::mt19937_64& engine, std::size_t n, std::size_t d, double size, double scale = 1) {
  const auto keys = random_keys(engine, n, d, 0);
  std::normal_distribution<double> normal(0, size);
  std::vector<double> query(d);
  for (double& entry : query)
    entry = normal(engine);
  std::vector<Key> unmasked(n - 1); // the last key is masked
  std::iota(unmasked.begin(), unmasked.end(), Key{0});
  return {std::move(query), keys, unmasked, scale};
}

Ball exact_score(const QueryKeys& row, Key key) {
  Ball sum = bits(0.0);
  for (std::size_t axis = 0; axis < row.query().size(); ++axis)
    sum += bits(row.query()[axis]) * Ball(row.keys().at(key, axis));
  return Ball(row.scale()) * sum;
}

/// The mass that the exact scores leave to all but the largest `kept` of the approximate ones.
Ball left_behind(const QueryKeys& row, const Scores& approximate, std::size_t kept) {
  Ball head = bits(0.0), tail = bits(0.0);
  for (std::size_t rank = 1; rank <= approximate.finite_count(); ++rank)
    (rank <= kept ? head : tail) += exp(exact_score(row, approximate.order()[rank - 1]));
  return tail / (head + tail);
}

/// The least k with T/(H + T) <= eps/(eps + (1 - eps) e^{2 error}), sums of approximate weights.
std::size_t scanned(const exact::ApproximateScores& approximate, double epsilon) {
  const Ball kept_share = bits(epsilon),
             factor = (bits(1.0) - kept_share) * exp(Ball(2) * bits(approximate.error));
  const std::size_t finite = approximate.scores.finite_count();
  for (std::size_t k = 1; k < finite; ++k) {
    Ball head = bits(0.0), tail = bits(0.0);
    for (std::size_t rank = 1; rank <= finite; ++rank)
      (rank <= k ? head : tail) += exp(bits(approximate.scores.ranked(rank)));
    if (certainly_less(factor * tail, kept_share * head))
      return k;
  }
  return finite;
}

} // namespace

TEST(QuantisedKeys, AreNumbersOfEightBitsWithinHalfASpacing) {
  std::mt19937_64 engine(1);
  for (const KeyFormat& format : exact::key_formats)
    for (const int spread : {0, 3, -200}) {
      SCOPED_TRACE(std::string(format.id) + " " + std::to_string(spread));
      const auto exact = random_keys(engine, 4000, 3, spread);
      const exact::QuantisedKeys quantised(*exact, format);
      for (std::size_t axis = 0; axis < 3; ++axis) {
        std::set<double> levels;
        double farthest = 0;
        for (std::size_t key = 0; key < exact->keys(); ++key) {
          levels.insert(quantised.at(key, axis));
          farthest = std::max(farthest, std::abs(exact->at(key, axis) - quantised.at(key, axis)));
        }
        EXPECT_LE(levels.size(), format.mantissa == 0 ? 255U : 253U);
        EXPECT_LE(2 * farthest, quantised.spacing(axis));
        if (spread != -200 || axis == 0) { // where one scale leaves nothing, all are rounded to 0
          EXPECT_GE(2 * farthest, 0.5 * quantised.spacing(axis)) << "the spacing is silly";
        }
      }
    }
}

TEST(QuantisedKeys, ScoresAreWithinTheirError) {
  std::mt19937_64 engine(2);
  for (const KeyFormat& format : exact::key_formats)
    for (const std::size_t d : {1U, 2U, 64U}) {
      double used = 0;
      for (int i = 0; i < 20; ++i) {
        const QueryKeys row = random_row(engine, 60, d, std::ldexp(1.0, i - 10), 0.125);
        const exact::ApproximateScores found =
            exact::approximate_scores(row, exact::QuantisedKeys(row.keys(), format));
        EXPECT_TRUE(found.scores.masked(59));
        for (const Key key : row.unmasked()) {
          const Ball off = abs(exact_score(row, key) - Ball(found.scores[key]));
          EXPECT_FALSE(certainly_less(Ball(found.error), off)) << format.id << ' ' << d << ' ' << key;
          used = std::max(used, approximate(off) / found.error);
        }
      }
      EXPECT_GE(used, d == 1 ? 0.9 : 0.1) << "the error of " << format.id << " is silly";
    }
}

TEST(QuantisedKeys, TopPSetsAreTheSmallestOnesUnderTheirBudget) {
  std::mt19937_64 engine(3);
  const double epsilons[] = {0.3, 0.1, 1e-3, 1e-9};
  std::size_t fewer = 0;
  for (const double error : {0.0, 0.01, 0.3, 2.0})
    for (const std::size_t n : {1U, 2U, 7U, 40U}) {
      std::normal_distribution<double> normal(700, 5);
      std::vector<double> scores(n);
      for (double& score : scores)
        score = normal(engine);
      const exact::ApproximateScores approximate{Scores(scores), error};
      const auto sizes = exact::certified_top_p(approximate, epsilons);
      EXPECT_EQ(exact::certified_top_p(approximate, epsilons, true), sizes);
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(sizes[i], scanned(approximate, epsilons[i])) << n << ' ' << error << ' ' << epsilons[i];
        fewer += sizes[i] < n ? 1 : 0;
      }
    }
  EXPECT_GE(fewer, 20U);
}

TEST(QuantisedKeys, CertifiedSetsLeaveNoMoreThanEpsilonAndNeedTheirError) {
  std::mt19937_64 engine(4);
  const double epsilons[] = {0.3, 0.1, 0.01};
  for (const KeyFormat& format : exact::key_formats) {
    std::size_t fewer = 0, broken = 0;
    for (int i = 0; i < 60; ++i) {
      const QueryKeys row = random_row(engine, 50, 4, 0.5 + i % 3);
      exact::ApproximateScores found =
          exact::approximate_scores(row, exact::QuantisedKeys(row.keys(), format));
      const auto certified = exact::certified_top_p(found, epsilons);
      found.error = 0;
      const auto hoped = exact::certified_top_p(found, epsilons);
      for (std::size_t e = 0; e < 3; ++e) {
        EXPECT_TRUE(certainly_less(left_behind(row, found.scores, certified[e]), Ball(epsilons[e])))
            << format.id << ' ' << i << ' ' << epsilons[e];
        fewer += certified[e] < 49 ? 1 : 0;
        broken += certainly_less(Ball(epsilons[e]), left_behind(row, found.scores, hoped[e])) ? 1 : 0;
      }
    }
    EXPECT_GE(fewer, 40U) << format.id;
    EXPECT_GE(broken, 1U) << format.id << " never misses";
  }
}

TEST(QuantisedKeys, AnErrorBeyondTheDoublesCertifiesNothing) {
  const auto keys = std::make_shared<const Values>(3, 1, std::vector<double>{1, -1, 1e308});
  const Key unmasked[] = {0, 1}; // the scale is that of all keys
  const QueryKeys row({1e10}, keys, unmasked);
  const double epsilons[] = {0.5, 1};
  for (const KeyFormat& format : exact::key_formats) {
    const auto found = exact::approximate_scores(row, exact::QuantisedKeys(*keys, format));
    EXPECT_EQ(exact::certified_top_p(found, {epsilons, 1}), std::vector<std::size_t>{2}) << format.id;
    EXPECT_THROW((void)exact::certified_top_p(found, epsilons), DomainError);
  }
}
