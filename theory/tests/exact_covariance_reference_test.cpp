// covariance_bound of the reference table: its eigenvalue is certified on the covariance of exact/.
#include "theory/exact/by_name/quantity.hpp"
#include "theory/exact/variances.hpp"
#include "theory/tests/reference_match.hpp"
#include "theory/tests/reference_table.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

namespace {

/// Whether lambda exceeds every eigenvalue of a symmetric matrix, that is lambda I - M is positive definite:
/// by the pivots of Gaussian elimination, the first that is not positive decides. Nothing where a sign cannot
/// be told.
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

/// Whether the bound is 0: without a tail, or with values that are all equal.
bool vanishes(Evaluator<Ball>& row) {
  if (row.head().finite_tail().empty())
    return is_exact(exact::root_odds(row)) && overlap(exact::root_odds(row), Ball(0));
  for (const Vector<Ball>& line : exact::covariance(row))
    for (std::size_t i = 0; i < line.size(); ++i)
      if (arb_is_zero(line[i].raw()) == 0)
        return false;
  return true;
}

/// Whether the largest eigenvalue is that of the table, to its accuracy.
std::optional<bool> confirmed(Evaluator<Ball>& row, const Ball& expected) {
  const Ball one = row.precision()(1.0);
  const auto eigenvalue_of = [&](const Ball& bound) {
    const Ball root = bound / exact::root_odds(row);
    return root * root;
  };
  const Ball low = eigenvalue_of(expected * (one - table_accuracy()));
  const Ball high = eigenvalue_of(expected * (one + table_accuracy()));
  const std::optional<bool> below = exceeds_eigenvalues(low, exact::covariance(row));
  const std::optional<bool> above = exceeds_eigenvalues(high, exact::covariance(row));
  if (!below || !above)
    return std::nullopt;
  // The upper value that exact/ has for it is too large by d^{1/4} at most.
  const Ball dimension = row.precision()(row.values().dimension());
  const Ball& upper = exact::eigenvalue_bound(row);
  EXPECT_FALSE(certainly_less(upper, low));
  EXPECT_FALSE(certainly_less(high * sqrt(sqrt(dimension)), upper));
  return !*below && *above;
}

} // namespace

TEST(ExactReference, CovarianceBound) {
  for (const ReferenceRow& line : reference_table()) {
    const Ball expected = decimal(line.results.at("covariance_bound").at(0));
    std::optional<bool> match;
    for (long bits = 512; bits <= last_bits && !match; bits *= 2) {
      Evaluator<Ball> row(line.c, {bits});
      match = arb_is_zero(expected.raw()) != 0 ? vanishes(row) : confirmed(row, expected);
    }
    EXPECT_EQ(match, true) << line.id;
  }
}
