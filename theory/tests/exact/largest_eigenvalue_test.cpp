// The largest eigenvalue in balls: matrices of known spectra, and pivots of Gaussian elimination for others.
#include "theory/exact/outputs/largest_eigenvalue.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/tests/reference/reference_table.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace tailmass;

namespace {

/// Whether lambda exceeds every eigenvalue of a symmetric matrix, that is lambda I - M is positive definite:
/// by the pivots of Gaussian elimination, the first that is not positive decides. Nothing where a sign cannot
/// be counted.
std::optional<bool> exceeds_eigenvalues(const Ball& lambda, const exact::Columns<Ball>& matrix) {
  const std::size_t d = matrix.size();
  std::vector<std::vector<Ball>> a(d, std::vector<Ball>(d));
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < d; ++j)
      a[i][j] = i == j ? lambda - matrix[i][j] : -matrix[i][j];
  for (std::size_t p = 0; p < d; ++p) {
    if (certainly_less(a[p][p], Ball(0)))
      return false;
    if (!certainly_less(Ball(0), a[p][p]))
      return std::nullopt;
    for (std::size_t i = p + 1; i < d; ++i)
      for (std::size_t j = p + 1; j < d; ++j)
        a[i][j] -= a[i][p] * a[p][j] / a[p][p];
  }
  return true;
}

/// H diag(spectrum) H of three reflections H = I - 2 v v'/(v'v), which leave the eigenvalues as they are.
exact::Columns<Ball> reflected(const std::vector<double>& spectrum, std::uint64_t seed,
                               const Precision<Ball>& at) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  const std::size_t d = spectrum.size();
  std::vector<std::vector<Ball>> m(d, std::vector<Ball>(d, at(0.0)));
  for (std::size_t a = 0; a < d; ++a)
    m[a][a] = at(spectrum[a]);
  for (int reflection = 0; reflection < 3; ++reflection) {
    std::vector<Ball> v;
    Ball square = at(0.0);
    for (std::size_t a = 0; a < d; ++a) {
      v.push_back(at(normal(engine)));
      square += v[a] * v[a];
    }
    for (const bool columns : {false, true}) // H M, then (H M) H
      for (std::size_t b = 0; b < d; ++b) {
        Ball along = at(0.0);
        for (std::size_t a = 0; a < d; ++a)
          along += v[a] * (columns ? m[b][a] : m[a][b]);
        for (std::size_t a = 0; a < d; ++a)
          (columns ? m[b][a] : m[a][b]) -= Ball(2) * v[a] * along / square;
      }
  }
  exact::Columns<Ball> matrix(d, Vector<Ball>(d, at));
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b < d; ++b)
      matrix[a].set(b, m[a][b]);
  return matrix;
}

} // namespace

TEST(LargestEigenvalue, IsThatOfTheSpectrum) {
  std::vector<double> many(64, 0.25);
  many[40] = 0.75;
  for (const std::vector<double>& spectrum : {std::vector<double>{3},
                                              {3, 3, 1, 0},
                                              {1, 1, 1},
                                              {0, 0, 7, 0},
                                              {1e-30, 1e-60},
                                              {1, 0.999999999, 0.5},
                                              {1e200, 1e-200, 1},
                                              many}) {
    const Precision<Ball> at{256};
    const Ball largest = exact::largest_eigenvalue(at, reflected(spectrum, spectrum.size(), at));
    EXPECT_TRUE(overlap(largest, Ball(*std::ranges::max_element(spectrum)))) << spectrum.size();
    EXPECT_TRUE(radius_within(largest, largest, 230)) << spectrum.size();
  }
}

// Squares leave equal eigenvalues equal at every precision: they end when they are seen to be.
TEST(LargestEigenvalue, OfEqualOnesTakesNoMoreSquares) {
  const Precision<Ball> at{16384};
  const auto halves = [&](long exponent) { // of one another by 1 + 2^-exponent
    Ball distance = at(1.0);
    arb_mul_2exp_si(distance.raw(), distance.raw(), -exponent);
    return exact::largest_of_equals(at(0.5) + distance * distance, at(0.25) + Ball(1.5) * distance * distance,
                                    at(0.0), at);
  };
  EXPECT_TRUE(halves(9000));
  EXPECT_FALSE(halves(4000));
  EXPECT_FALSE(exact::largest_of_equals(at(1.0), at(1.0), at(0.0), at)); // nearly_one() knows it better
  const Ball largest = exact::largest_eigenvalue(at, reflected({5, 5, 5, 5, 5, 5, 2, 1, 0, 0, 0, 0}, 12, at));
  EXPECT_TRUE(overlap(largest, Ball(5)));
  EXPECT_TRUE(radius_within(largest, largest, 16384 - 40));
}

// Of eigenvalues that are almost equal the largest is told, not their mean.
TEST(LargestEigenvalue, OfAlmostEqualOnesIsTheLargest) {
  for (const long exponent : {20L, 100L, 126L, 140L, 250L}) {
    const Precision<Ball> at{256};
    Ball more = at(1.0);
    arb_mul_2exp_si(more.raw(), more.raw(), -exponent);
    exact::Columns<Ball> matrix(3, Vector<Ball>(3, at));
    matrix[0].set(0, Ball(1) + more);
    matrix[1].set(1, at(1.0));
    matrix[2].set(2, at(0.25));
    const Ball largest = exact::largest_eigenvalue(at, matrix);
    EXPECT_TRUE(overlap(largest, Ball(1) + more)) << exponent;
    EXPECT_TRUE(radius_within(largest, largest, exponent < 120 || exponent > 240 ? 230 : 110)) << exponent;
  }
}

// Where squares end: at some 12 of them, or else at as many as there are bits.
TEST(LargestEigenvalue, IsNearAtEveryPrecision) {
  for (const long bits : {128L, 1072L, 1344L, 4096L}) {
    const Precision<Ball> at{bits};
    const auto below_one = [&](long exponent) {
      Ball distance = at(1.0);
      arb_mul_2exp_si(distance.raw(), distance.raw(), -exponent);
      return Ball(1) - distance;
    };
    EXPECT_TRUE(exact::nearly_one(below_one(bits - 8), at)) << bits;
    EXPECT_FALSE(exact::nearly_one(below_one(bits - 24), at)) << bits;
  }
}

TEST(LargestEigenvalue, IsEnclosedByNarrowIntervals) {
  std::size_t narrow = 0;
  for (const ReferenceRow& line : reference_table()) {
    Evaluator<Ball> row(line.c, {256});
    Evaluator<Interval> quick(line.c);
    const Interval& found = exact::covariance_eigenvalue(quick);
    if (!found.is_known())
      continue;
    const Ball& truth = exact::covariance_eigenvalue(row);
    EXPECT_TRUE(!certainly_less(truth, Ball(found.low())) && !certainly_less(Ball(found.high()), truth))
        << line.id;
    narrow += found.radius() <= 1e-12 * found.high() ? 1 : 0;
  }
  EXPECT_GE(narrow, 200U);
}

TEST(LargestEigenvalue, IsBelowTheTraceOfFourthPowers) {
  const Case c = with_values(top_k_case({1, 1, 1, 1}, 2), {{0, 0}, {0, 0}, {2, 1}, {2, -1}});
  Evaluator<Ball> row(c, {128}); // Cov = diag(1, 1/2)
  EXPECT_TRUE(overlap(exact::covariance_eigenvalue(row), Ball(1)));
  EXPECT_TRUE(certainly_less(exact::covariance_eigenvalue(row), exact::eigenvalue_bound(row)));
}

TEST(LargestEigenvalue, LeavesAllPivotsPositiveJustAboveIt) {
  std::size_t counted = 0;
  for (const ReferenceRow& line : reference_table()) {
    Evaluator<Ball> row(line.c, {512});
    const Ball& largest = exact::covariance_eigenvalue(row);
    if (arb_is_zero(largest.raw()) != 0)
      continue;
    const Ball one = row.precision()(1.0), part = row.precision()(0x1p-200);
    const std::optional<bool> above = exceeds_eigenvalues(largest * (one + part), exact::covariance(row));
    const std::optional<bool> below = exceeds_eigenvalues(largest * (one - part), exact::covariance(row));
    EXPECT_NE(above, false) << line.id;
    EXPECT_NE(below, true) << line.id;
    counted += above && below ? 1 : 0;
  }
  EXPECT_GE(counted, 200U);
}
