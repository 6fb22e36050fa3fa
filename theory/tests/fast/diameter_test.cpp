// The diameter of the fast path is the largest of all distances in balls, on every instruction set.
#include "theory/fast/outputs/diameter.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

Ball true_distance(const std::vector<double>& points, std::size_t i, std::size_t j, std::size_t d) {
  Ball squares = Ball().at_precision(128);
  for (std::size_t a = 0; a < d; ++a) {
    const Ball t = Ball(points[i * d + a]) - Ball(points[j * d + a]);
    squares += t * t;
  }
  return sqrt(squares);
}

/// Points on a sphere, of varied length, in a tight cloud far off with outliers, on a grid with repetitions.
std::vector<double> cloud(std::size_t n, std::size_t d, int kind, double unit) {
  std::mt19937_64 engine(n + 100 * d);
  std::normal_distribution<double> normal;
  std::vector<double> points(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t a = 0; a < d; ++a) {
      points[i * d + a] = normal(engine);
      squares += points[i * d + a] * points[i * d + a];
    }
    const double length = kind == 1 ? std::exp(2 * normal(engine)) : 1;
    for (std::size_t a = 0; a < d; ++a) {
      double& x = points[i * d + a];
      x = kind == 0   ? x / std::sqrt(squares)
          : kind == 1 ? x * length
          : kind == 2 ? 1000 + x * (i % 13 == 0 ? 5 : 0.01)
                      : std::round(x);
      x = static_cast<double>(static_cast<float>(x)) * unit;
    }
  }
  return points;
}

} // namespace

TEST(FastDiameter, IsTheLargestDistance) {
  for (const std::size_t n : {1UL, 2UL, 3UL, 17UL, 60UL, 101UL})
    for (const std::size_t d : {1UL, 2UL, 9UL, 33UL})
      for (const int kind : {0, 1, 2, 3})
        for (const double unit : {1.0, 0x1p-500, 0x1p+480, 0x1p+600}) {
          if (unit != 1 && n > 20)
            continue;
          const std::vector<double> points = cloud(n, d, kind, unit);
          const std::size_t cut = n / 3;
          Ball all = Ball().at_precision(128), between = all;
          for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < i; ++j) {
              const Ball distance = true_distance(points, i, j, d);
              all = max(all, distance);
              if (j < cut && i >= cut)
                between = max(between, distance);
            }
          for (const std::string_view target : targets()) {
            const OnTarget on(target);
            const std::string where = std::to_string(n) + " points of " + std::to_string(d) + ", kind " +
                                      std::to_string(kind) + ' ' + std::to_string(unit) + ' ' +
                                      std::string(target);
            const std::span<const double> row(points);
            const Enclosure found = diameter(row, d);
            EXPECT_TRUE(encloses(found, all)) << where << ' ' << found.value << ' ' << to_decimal(all, 20);
            EXPECT_TRUE(encloses(diameter_between(row.first(cut * d), row.subspan(cut * d), d), between))
                << where;
            if (unit == 1) {
              EXPECT_LE(found.radius, static_cast<double>(d + 7) * unit_double * found.value + 0x1p-499)
                  << where;
              const std::vector<float> narrow(points.begin(), points.end());
              EXPECT_TRUE(encloses(diameter(std::span<const float>(narrow), d), all)) << where;
            }
          }
        }
}

TEST(FastDiameter, RefusesWhatAreNoPoints) {
  std::vector<double> points(12, 1);
  const std::span<const double> row(points);
  EXPECT_THROW((void)diameter(row, 5), DomainError);
  EXPECT_THROW((void)diameter(row, 0), DomainError);
  EXPECT_THROW((void)diameter(row.first(0), 3), DomainError);
  EXPECT_EQ(diameter_between(row.first(0), row, 3).radius, 0);
  EXPECT_EQ(diameter(row, 12).value, 0);
  points[7] = std::nan("");
  try {
    (void)diameter(row, 3);
    ADD_FAILURE();
  } catch (const DomainError& error) {
    EXPECT_EQ(error.key(), 2U);
  }
}
