// Variances and covariances against other definitions of the same numbers.
#include "theory/exact/outputs/variances.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

constexpr long variance_bits = 2400; // of an error and of rows that are 600 bits apart

/// 1/2 sum p_i p_j |v_i - v_j|^2, which needs no mean.
Ball pairwise_variance(Evaluator<Ball>& row, const Vector<Ball>& p) {
  Ball sum = row.precision()(0.0);
  for (const Key i : row.scores().finite())
    for (const Key j : row.scores().finite())
      sum += p[i] * p[j] * exact::exact_squared_distance(row.values().of(i), row.values().of(j));
  return sum / Ball(2);
}

void expect_agreement(const Ball& a, const Ball& b, const Ball& scale) {
  EXPECT_TRUE(overlap(a, b));
  EXPECT_TRUE(radius_within(a, scale, 200));
  EXPECT_TRUE(radius_within(b, scale, 200));
}

/// One end of a ball, by the function that gives it.
double end_of(const Ball& x, void (*end)(arf_t, const arb_t, slong)) {
  arf_t result;
  arf_init(result);
  end(result, x.raw(), 100);
  const double rounded = arf_get_d(result, ARF_RND_NEAR);
  arf_clear(result);
  return rounded;
}

} // namespace

TEST(Variances, AgreeWithTheSumOverPairs) {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_case(random);
    Evaluator<Ball> row(c, {variance_bits});
    const Ball scale = exact::largest_norm(row) * exact::largest_norm(row);
    expect_agreement(exact::variance(row), pairwise_variance(row, exact::probabilities(row)), scale);
    expect_agreement(exact::head_variance(row), pairwise_variance(row, exact::truncated(row)), scale);
    if (!c.head.finite_tail().empty()) {
      expect_agreement(exact::tail_variance(row), pairwise_variance(row, exact::tail_conditional(row)),
                       scale);
    }
  }
}

TEST(Variances, KeepTheirRelativeAccuracyAtTinyTailMass) {
  const Case c = with_values(top_k_case({0, 0, -30000, -30001}, 2), {{1, 7}, {1, 7}, {2, 0}, {-1, 3}});
  Evaluator<Ball> row(c, {256});
  EXPECT_TRUE(radius_within(exact::variance(row), exact::variance(row), 200));
  EXPECT_TRUE(radius_within(exact::error_norm(row), exact::error_norm(row), 200));
}

TEST(Covariance, HasTheVarianceForItsTraceAndBoundsItsEigenvalues) {
  Random random(2);
  for (int trial = 0; trial < 300; ++trial) {
    const Case c = random_case(random);
    Evaluator<Ball> row(c, {variance_bits});
    const auto& matrix = exact::covariance(row);
    const Ball largest = exact::largest_norm(row);
    Ball trace = row.precision()(0.0);
    for (std::size_t axis = 0; axis < matrix.size(); ++axis)
      trace += matrix[axis][axis];
    expect_agreement(trace, exact::variance(row), largest * largest);
    // x' Cov x = sum p ((v - mu).x)^2 along any x, and the Rayleigh quotients stay below the bound.
    Vector<Ball> x(matrix.size(), row.precision());
    for (std::size_t axis = 0; axis < x.size(); ++axis)
      x.set(axis, row.precision()(normal(random)));
    Ball along = row.precision()(0.0);
    for (const Key key : c.scores->finite()) {
      Ball projection = row.precision()(0.0);
      for (std::size_t axis = 0; axis < x.size(); ++axis)
        projection += (Ball(c.values->at(key, axis)) - exact::output(row)[axis]) * x[axis];
      along += exact::probabilities(row)[key] * projection * projection;
    }
    const Ball form = exact::quadratic_form(row, matrix, x);
    expect_agreement(form, along, largest * largest * dot(x, x));
    EXPECT_FALSE(certainly_less(dot(x, x) * exact::eigenvalue_bound(row), form));
    EXPECT_FALSE(certainly_less(exact::variance(row), exact::eigenvalue_bound(row)));
  }
}

TEST(GreatestEntry, HoldsTheMaximumOfBalls) {
  Random random(4);
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t n = 1 + below(random, 6);
    const Precision<Ball> at{64};
    Vector<Ball> v(n, at);
    std::vector<Key> keys;
    Ball expected(0);
    for (std::size_t i = 0; i < n; ++i) {
      Ball ball = at(normal(random) - (trial % 4 == 0 ? 3 : 0));
      if (below(random, 2) == 0)
        arb_add_error(ball.raw(), Ball(std::abs(normal(random))).raw());
      v.set(i, ball);
      if (i == 0 || below(random, 3) != 0) {
        keys.push_back(static_cast<Key>(i));
        expected = max(expected, ball);
      }
    }
    const Ball found = exact::greatest_entry(v, keys);
    EXPECT_NEAR(end_of(found, arb_get_lbound_arf), end_of(expected, arb_get_lbound_arf), 1e-6);
    EXPECT_NEAR(end_of(found, arb_get_ubound_arf), end_of(expected, arb_get_ubound_arf), 1e-6);
  }
  EXPECT_TRUE(is_exact(exact::greatest_entry(Vector<Ball>(2, {64}), {})));
}

TEST(EigenvalueBound, IsTheEigenvalueOfRankOneAndTheNormOfFourthPowers) {
  // p = 1/2, 1/4, 1/4 on (0, 0), (a, b), (a, -b): Cov = diag(a^2/4, b^2/2).
  const auto bound = [](double a, double b) {
    const Case c = with_values(top_k_case({1, 1, 1, 1}, 2), {{0, 0}, {0, 0}, {a, b}, {a, -b}});
    Evaluator<double> row(c);
    return exact::eigenvalue_bound(row);
  };
  EXPECT_NEAR(bound(2, 0), 1, 1e-14);
  EXPECT_NEAR(bound(2, 1), std::pow(1 + 1.0 / 16, 0.25), 1e-14);
}
