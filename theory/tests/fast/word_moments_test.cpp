// Moments in double words against balls, on every instruction set.
#include "theory/fast/outputs/word_moments.hpp"

#include "theory/fast/kernels/targets.hpp"
#include "theory/tests/fast/rows.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace tailmass;

namespace {

struct Row {
  Values values;
  std::vector<DoubleWord> weights;
  Key centre;
};

Row row_of(std::size_t n, std::size_t d, int kind) {
  std::mt19937_64 engine(n * 131 + d);
  std::normal_distribution<double> normal;
  std::vector<double> values(n * d);
  for (double& x : values)
    x = (kind == 1 ? 1000 : 0) + normal(engine) * (kind == 2 ? std::exp(3 * normal(engine)) : 1);
  std::vector<DoubleWord> weights;
  for (std::size_t i = 0; i < n; ++i)
    weights.push_back(exponential({-std::abs(4 * normal(engine)), 0}));
  const Key centre = static_cast<Key>(n / 2);
  weights[centre] = {1, 0};
  return {Values(n, d, values), weights, centre};
}

Ball ball_of(DoubleWord x) {
  return Ball(x.high) + Ball(x.low);
}

/// v - c, exact.
Ball offset(const Row& row, Key key, std::size_t axis) {
  return Ball(row.values.at(key, axis)) - Ball(row.values.at(row.centre, axis));
}

/// |x - y| over what it may be, at most 1 where it holds.
double share_of(const Ball& x, const Ball& y, double error) {
  return approximate(abs((x - y).at_precision(400)) / Ball(error));
}

std::vector<Key> keys_of(std::size_t n) {
  std::vector<Key> keys(n);
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

} // namespace

TEST(WordMoments, HoldTheTrueSums) {
  for (const std::size_t n : {1UL, 3UL, 16UL, 17UL, 150UL})
    for (const std::size_t d : {1UL, 3UL, 8UL, 21UL})
      for (const int kind : {0, 1, 2}) {
        const Row row = row_of(n, d, kind);
        const std::vector<Key> keys = keys_of(n);
        for (const std::string_view target : fast::targets()) {
          const OnTarget on(target);
          SCOPED_TRACE(std::string(target) + " n " + std::to_string(n) + " d " + std::to_string(d) +
                       " kind " + std::to_string(kind));
          const fast::WordMoments moments(row.values, row.weights, row.centre);
          const fast::WordVector sum = moments.sum(keys);
          const fast::WordMatrix products = moments.products(keys);
          Ball squares = Ball().at_precision(400);
          for (std::size_t x = 0; x < d; ++x) {
            Ball first, size;
            for (const Key key : keys) {
              const Ball term = ball_of(row.weights[key]) * offset(row, key, x);
              first += term;
              size += abs(term);
            }
            EXPECT_LE(share_of(ball_of(sum.entries[x]), first, sum.errors[x]), 1);
            EXPECT_LE(sum.errors[x], 0x1p-90 * approximate(size) + 0x1p-690); // and tells much
            for (std::size_t y = 0; y < d; ++y) {
              Ball second;
              for (const Key key : keys)
                second += ball_of(row.weights[key]) * offset(row, key, x) * offset(row, key, y);
              const Ball off = ball_of(products.at(x, y)) - second;
              squares += off * off;
            }
          }
          EXPECT_LE(approximate(sqrt(squares)), products.error);
          // A square of the entries, which are exact here.
          const fast::WordMatrix square = fast::square_of(products);
          Ball error = Ball().at_precision(400);
          for (std::size_t x = 0; x < d; ++x)
            for (std::size_t y = 0; y < d; ++y) {
              Ball entry;
              for (std::size_t z = 0; z < d; ++z)
                entry += ball_of(products.at(x, z)) * ball_of(products.at(z, y));
              const Ball off = ball_of(square.at(x, y)) - entry;
              error += off * off;
            }
          EXPECT_LE(approximate(sqrt(error)), square.error);
        }
      }
}

TEST(WordMoments, AreTheSameOnEveryInstructionSetThatFuses) {
  const Row row = row_of(90, 13, 0);
  const std::vector<Key> keys = keys_of(90);
  const fast::WordMoments moments(row.values, row.weights, row.centre);
  const fast::WordMatrix best = moments.products(keys);
  for (const std::string_view target : fast::targets()) {
    const OnTarget on(target);
    const fast::WordMatrix found = moments.products(keys);
    for (std::size_t i = 0; i < best.entries.size(); ++i)
      EXPECT_EQ(found.entries[i].high, best.entries[i].high) << target;
  }
}
