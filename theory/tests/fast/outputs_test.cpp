// Outputs of the fast path and what bounds their distance, against sums of balls on every instruction set.
#include "theory/fast/outputs/outputs.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/head.hpp"
#include "theory/tests/fast/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Values of a few kinds, floats so that both types hold them.
std::vector<double> values_for(std::size_t n, std::size_t d, int kind) {
  std::mt19937_64 engine(n * 31 + d);
  std::normal_distribution<double> normal;
  std::vector<double> values(n * d);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = normal(engine);
    values[i] = kind == 0   ? x
                : kind == 1 ? 1000 + x // a large common part
                : kind == 2 ? x * std::exp(3 * normal(engine))
                            : static_cast<double>(i % d); // equal vectors
    values[i] = static_cast<double>(static_cast<float>(values[i]));
  }
  return values;
}

/// Everything from its definition.
struct Truth {
  std::vector<Ball> full, head, tail;
  Ball tail_mass, variance, head_variance, tail_variance, error_norm, variance_bound, centre_distance_bound;
};

struct Side {
  Ball weight;
  std::vector<Ball> mean;
  Ball variance;
};

Side side_of(std::span<const Key> keys, const std::vector<Ball>& weights, const std::vector<double>& values,
             std::size_t d) {
  Side side{Ball().at_precision(192), std::vector<Ball>(d, Ball().at_precision(192)),
            Ball().at_precision(192)};
  for (const Key key : keys) {
    side.weight += weights[key];
    for (std::size_t a = 0; a < d; ++a)
      side.mean[a] += weights[key] * Ball(values[key * d + a]);
  }
  for (Ball& mean : side.mean)
    mean /= side.weight;
  for (const Key key : keys)
    for (std::size_t a = 0; a < d; ++a) {
      const Ball t = Ball(values[key * d + a]) - side.mean[a];
      side.variance += weights[key] * t * t;
    }
  side.variance /= side.weight;
  return side;
}

Ball length_of(const std::vector<Ball>& x, const std::vector<Ball>& y) {
  Ball squares = Ball().at_precision(192);
  for (std::size_t a = 0; a < x.size(); ++a)
    squares += (x[a] - y[a]) * (x[a] - y[a]);
  return sqrt(squares);
}

Truth truth_of(const Scores& scores, const Head& head, const std::vector<double>& values, std::size_t d) {
  std::vector<Ball> weights;
  for (std::size_t i = 0; i < scores.size(); ++i)
    weights.push_back(scores.masked(i) ? Ball()
                                       : exp(Ball(scores[i]).at_precision(192) - Ball(scores.ranked(1))));
  const Side all = side_of(scores.finite(), weights, values, d),
             kept = side_of(head.finite_head(), weights, values, d);
  Truth truth;
  truth.full = all.mean;
  truth.head = kept.mean;
  truth.variance = all.variance;
  truth.head_variance = kept.variance;
  if (head.finite_tail().empty())
    return truth;
  const Side dropped = side_of(head.finite_tail(), weights, values, d);
  truth.tail = dropped.mean;
  truth.tail_variance = dropped.variance;
  truth.tail_mass = dropped.weight / all.weight;
  truth.error_norm = length_of(all.mean, kept.mean);
  truth.variance_bound = sqrt(dropped.weight / kept.weight * all.variance);
  Ball farthest = Ball().at_precision(192);
  for (const Key key : head.finite_tail()) {
    std::vector<Ball> value;
    for (std::size_t a = 0; a < d; ++a)
      value.push_back(Ball(values[key * d + a]).at_precision(192));
    farthest = max(farthest, length_of(value, kept.mean));
  }
  truth.centre_distance_bound = truth.tail_mass * farthest;
  return truth;
}

void expect_vector(const EnclosedVector& found, const std::vector<Ball>& truth, double width,
                   const std::string& where) {
  ASSERT_EQ(found.size(), truth.size()) << where;
  for (std::size_t a = 0; a < truth.size(); ++a) {
    EXPECT_TRUE(encloses(found[a], truth[a]))
        << where << ' ' << found[a].value << " for " << to_decimal(truth[a], 20);
    EXPECT_LE(found[a].radius, width) << where;
  }
}

template <class T, class U>
void expect_truth_of_outputs(const FastRow& row, std::size_t k, const std::vector<double>& values,
                             std::size_t d, const Truth& truth, const std::string& where) {
  const std::vector<T> scores(row.scores.begin(), row.scores.end());
  const std::vector<U> narrow(values.begin(), values.end());
  const Outputs out = truncated_outputs(std::span<const T>(scores), k, std::span<const U>(narrow));
  double size = 0;
  for (const double x : values)
    size = std::max(size, std::abs(x));
  const double width = 3e-14 * size * std::sqrt(static_cast<double>(d)) + 1e-140;
  expect_vector(out.full, truth.full, width, where);
  expect_vector(out.truncated, truth.head, width, where);
  expect_vector(out.tail, truth.tail, width, where);
  EXPECT_TRUE(encloses(out.variance, truth.variance)) << where;
  EXPECT_TRUE(encloses(out.head_variance, truth.head_variance)) << where;
  EXPECT_LE(out.variance.radius, 1e-12 * size * size * static_cast<double>(d) + 1e-140) << where;
  if (truth.tail.empty()) {
    EXPECT_EQ(out.tail_mass.value, 0) << where;
    EXPECT_EQ(out.error_norm.value, 0) << where;
    EXPECT_EQ(out.error_norm.radius, 0) << where;
    return;
  }
  std::vector<Ball> error;
  for (std::size_t a = 0; a < d; ++a)
    error.push_back(truth.full[a] - truth.head[a]);
  expect_vector(out.error, error, width * out.tail_mass.value + 1e-140, where);
  EXPECT_TRUE(encloses(out.tail_mass, truth.tail_mass)) << where;
  EXPECT_TRUE(encloses(out.tail_variance, truth.tail_variance)) << where;
  EXPECT_TRUE(encloses(out.error_norm, truth.error_norm)) << where;
  EXPECT_TRUE(encloses(out.variance_bound, truth.variance_bound)) << where;
  EXPECT_TRUE(encloses(out.centre_distance_bound, truth.centre_distance_bound)) << where;
  EXPECT_LE(out.centre_distance_bound.radius, 10 * width * out.tail_mass.value + 1e-140) << where;
}

} // namespace

TEST(FastOutputs, EncloseTheTruthOnEveryTarget) {
  for (const std::size_t n : {1UL, 2UL, 3UL, 31UL, 33UL, 67UL, 211UL})
    for (const std::size_t d : {1UL, 3UL, 8UL, 21UL, 35UL}) {
      if (n > 100 && d > 8)
        continue;
      for (const FastRow& row : fast_rows(n, n + d)) {
        const Scores scores(row.scores);
        const int kind = static_cast<int>((n + d + row.name.size()) % 4);
        const std::vector<double> values = values_for(n, d, kind);
        for (const std::size_t k : {std::size_t{1}, n / 3 + 1, n}) {
          const Truth truth = truth_of(scores, Head::top_k(scores, k), values, d);
          for (const std::string_view target : targets()) {
            const OnTarget on(target);
            const std::string where = row.name + " n = " + std::to_string(n) + " d = " + std::to_string(d) +
                                      " k = " + std::to_string(k) + " kind " + std::to_string(kind) + ' ' +
                                      std::string(target);
            expect_truth_of_outputs<double, double>(row, k, values, d, truth, where);
            expect_truth_of_outputs<float, float>(row, k, values, d, truth, where);
          }
        }
      }
    }
}

TEST(FastOutputs, FloatsAndDoublesMix) {
  const FastRow row = fast_rows(100, 1)[0];
  const Scores scores(row.scores);
  const std::vector<double> values = values_for(100, 5, 0);
  const Truth truth = truth_of(scores, Head::top_k(scores, 20), values, 5);
  expect_truth_of_outputs<float, double>(row, 20, values, 5, truth, "float scores");
  expect_truth_of_outputs<double, float>(row, 20, values, 5, truth, "float values");
}

TEST(FastOutputs, OfExtremeValuesSayNothingFalse) {
  const FastRow row = fast_rows(40, 1)[0];
  const Scores scores(row.scores);
  for (const double unit : {1e-308, 1e-170, 1e-150, 1e150, 1e170, 1e305}) {
    std::vector<double> values = values_for(40, 3, 0);
    for (double& x : values)
      x *= unit;
    const Truth truth = truth_of(scores, Head::top_k(scores, 7), values, 3);
    const Outputs out =
        truncated_outputs(std::span<const double>(row.scores), 7, std::span<const double>(values));
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_TRUE(encloses(out.full[a], truth.full[a])) << unit;
      EXPECT_TRUE(encloses(out.truncated[a], truth.head[a])) << unit;
      EXPECT_TRUE(encloses(out.error[a], truth.full[a] - truth.head[a])) << unit;
    }
    EXPECT_TRUE(encloses(out.variance, truth.variance)) << unit;
    EXPECT_TRUE(encloses(out.error_norm, truth.error_norm)) << unit;
    EXPECT_TRUE(encloses(out.variance_bound, truth.variance_bound)) << unit;
    EXPECT_TRUE(encloses(out.centre_distance_bound, truth.centre_distance_bound)) << unit;
  }
}

TEST(FastOutputs, RefuseWhatIsOutsideTheirDomain) {
  const std::vector<double> row{3, 1, -infinite, 0};
  const std::span<const double> scores(row);
  std::vector<double> values(8, 1);
  EXPECT_THROW((void)truncated_outputs(scores, 2, std::span<const double>(values).first(7)), DomainError);
  EXPECT_THROW((void)truncated_outputs(scores, 2, std::span<const double>()), DomainError);
  EXPECT_THROW((void)truncated_outputs(scores, 5, std::span<const double>(values)), DomainError);
  values[4] = std::nan(""); // of the masked key
  EXPECT_EQ(truncated_outputs(scores, 2, std::span<const double>(values)).full[0].value, 1);
  for (const std::size_t at : {1UL, 3UL, 7UL}) {
    std::vector<double> bad(8, 1);
    bad[at] = at == 3 ? infinite : std::nan("");
    try {
      (void)truncated_outputs(scores, 2, std::span<const double>(bad));
      ADD_FAILURE();
    } catch (const DomainError& error) {
      EXPECT_EQ(error.key(), at / 2);
    }
  }
}
