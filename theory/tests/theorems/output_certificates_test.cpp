// Certificates of output errors at the edges of the formats: the largest numbers, the smallest, and tail
// masses beside them.
#include "theory/exact/outputs/variances.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace tailmass;

namespace {

template <class T>
constexpr T largest = std::numeric_limits<T>::max();
template <class T>
constexpr T smallest = std::numeric_limits<T>::denorm_min();
template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();

template <class T>
stable::OutputBounds<T> bounds_of(const Case& c) {
  return stable::output_bounds(c, stable::row_outputs<T>(c), stable::masses_of<T>(c));
}

/// A bound in T beside the exact one.
template <class T>
struct Bound {
  const char* name;
  stable::ScaledEstimate<T> computed;
  Ball exact;
};

/// All bounds; that of the covariance by its trace, which is above the eigenvalue by d^(1/4) at most.
template <class T>
std::vector<Bound<T>> all_bounds(Evaluator<Ball>& row, const Case& c) {
  const stable::OutputBounds<T> in_type = bounds_of<T>(c);
  const Ball centre = exact::tail_mass(row) *
                      exact::greatest_distance(row, exact::offset_head_mean(row), c.head.finite_tail());
  const Ball diameter = exact::bound_by_diameter(row), variance = exact::bound_by_variance(row);
  return {
      {"norm-bound", in_type.norm, exact::bound_by_norm(row)},
      {"diameter-bound", in_type.diameter, diameter},
      {"centre-distance-bound", in_type.centre_distance, centre},
      {"variance-bound", in_type.variance, variance},
      {"covariance-bound", *in_type.covariance, exact::root_odds(row) * sqrt(exact::eigenvalue_bound(row))},
      {"best-of-three", in_type.best, min(diameter, variance)}};
}

/// Certificates are on their sides of |err|, those of each bound are not below the bound, and none is looser
/// than `factor`, nor is the lower one of |err| where `factor` is at most 2.
template <class T>
void expect_certificates(const Case& c, double factor, const char* where) {
  Evaluator<Ball> row(c, {2048});
  const Ball& error = exact::error_norm(row);
  const stable::Estimate<T> computed = bounds_of<T>(c).error.number();
  const Ball least(static_cast<double>(stable::lower(computed)));
  EXPECT_TRUE(certainly_at_most(least, error)) << where;
  EXPECT_TRUE(factor > 2 || certainly_at_most(error, Ball(factor) * least)) << where;
  std::vector<Bound<T>> bounds = all_bounds<T>(row, c);
  bounds.push_back({"|err|", bounds_of<T>(c).error, error});
  for (const Bound<T>& bound : bounds) {
    const T upper = stable::upper(bound.computed.number());
    ASSERT_TRUE(std::isfinite(upper)) << bound.name << ": " << where;
    const Ball certificate(static_cast<double>(upper));
    EXPECT_TRUE(certainly_at_most(error, certificate)) << bound.name << ": " << where;
    EXPECT_TRUE(certainly_at_most(certificate, Ball(factor) * bound.exact))
        << bound.name << ": " << where << ", " << upper << " for " << to_decimal(bound.exact, 10);
  }
}

} // namespace

template <class T>
class OutputCertificates : public ::testing::Test {};
using CertificateFormats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(OutputCertificates, CertificateFormats);

TYPED_TEST(OutputCertificates, OfTheLargestValues) {
  constexpr double most = static_cast<double>(largest<TypeParam>);
  // tau = 1/4 or so; the diameter, and the norm of two such coordinates, are beyond the format.
  expect_certificates<TypeParam>(with_values(top_k_case({1.25, 0}, 1), {{most}, {-most}}), 1.0001,
                                 "the largest numbers");
  expect_certificates<TypeParam>(
      with_values(top_k_case({3, 2.5, 0}, 2), {{most, most}, {most, most}, {-most, -most}}), 1.0001,
      "lengths beyond the format");
  expect_certificates<TypeParam>(
      with_values(top_k_case({3, 0, masked}, 1), {{most / 4}, {-most / 4}, {-most}}), 1.0001,
      "a masked key far away");
}

TYPED_TEST(OutputCertificates, OfTheSmallestValues) {
  constexpr double h = static_cast<double>(smallest<TypeParam>);
  // Results below the normal numbers are rounded to a multiple of h, and upward once more.
  expect_certificates<TypeParam>(with_values(top_k_case({0, 0}, 1), {{h}, {-h}}), 6, "one subnormal");
  expect_certificates<TypeParam>(with_values(top_k_case({0, 0}, 1), {{4096 * h}, {-4096 * h}}), 1.001,
                                 "subnormal values");
  expect_certificates<TypeParam>(
      with_values(top_k_case({1, 0, -1}, 1), {{1, 8192 * h}, {1, -8192 * h}, {1, -8192 * h}}), 1.01,
      "subnormal differences of ordinary values");
}

TYPED_TEST(OutputCertificates, WhereTauFallsBelowTheFormat) {
  constexpr bool is_float = std::is_same_v<TypeParam, float>;
  constexpr double most = static_cast<double>(largest<TypeParam>);
  constexpr double h = static_cast<double>(smallest<TypeParam>);
  const Case c = with_values(top_k_case({0, is_float ? -110.0 : -760.0}, 1), {{most}, {-most}});
  // tau counts as h; what is left is h times the diameter, and finite.
  const stable::OutputBounds<TypeParam> bounds = bounds_of<TypeParam>(c);
  Evaluator<Ball> row(c, {2048});
  EXPECT_EQ(stable::lower(bounds.error.number()), TypeParam(0));
  for (const auto& computed :
       {bounds.error, bounds.norm, bounds.diameter, bounds.centre_distance, bounds.variance, bounds.best}) {
    const Ball certificate(static_cast<double>(stable::upper(computed.number())));
    EXPECT_TRUE(certainly_less(exact::error_norm(row), certificate));
    EXPECT_TRUE(certainly_less(certificate, Ball(64.0) * Ball(h) * Ball(most)));
  }
  // Above the format's end nothing is lost.
  expect_certificates<TypeParam>(
      with_values(top_k_case({0, is_float ? -80.0 : -690.0}, 1), {{most}, {-most}}), 1.001,
      "tau among the normal numbers");
}

TYPED_TEST(OutputCertificates, OfScoresFarFromZero) {
  for (const double offset : {1e6, -1e6, 8388000.0}) // whole numbers of a float
    expect_certificates<TypeParam>(with_values(top_k_case({offset + 3, offset + 1, offset, offset - 20}, 2),
                                               {{1, -2}, {0.5, 3}, {-1, 4}, {100, 8}}),
                                   1.001, "offset scores");
}

TYPED_TEST(OutputCertificates, OfValuesThatTheFormatDoesNotHold) {
  expect_certificates<TypeParam>(
      with_values(top_k_case({1.1, 0.3, 0.2}, 1), {{0.1, 0.7}, {1 / 3.0, 1e-3}, {-0.3, 0.9}}), 1.001,
      "decimal fractions");
}

TEST(OutputCertificatesInFloat, SayNothingOfValuesBeyondFloats) {
  for (const Case& c : {with_values(top_k_case({1, 0}, 1), {{1e39}, {-1e39}}),
                        with_values(top_k_case({1, 0}, 1), {{1, 1e300}, {2, 1e300}})}) {
    const stable::OutputBounds<float> bounds = bounds_of<float>(c);
    for (const auto& computed : {bounds.error, bounds.norm, bounds.diameter, bounds.centre_distance,
                                 bounds.variance, *bounds.covariance, bounds.best}) {
      EXPECT_EQ(stable::upper(computed.number()), infinity<float>);
      EXPECT_EQ(stable::lower(computed.number()), 0.0F);
    }
  }
}
