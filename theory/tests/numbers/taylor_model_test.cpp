// Taylor models hold the functions that they stand for, and lose nothing where an identity cancels.
#include "theory/numbers/taylor_model.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

using namespace tailmass;

namespace {

constexpr long model_bits = 128;

Ball constant(double x) {
  return Ball(x).at_precision(model_bits);
}

/// x = centre + radius t_1, y = 2 centre - radius t_2 over t in [-1, 1]^2.
struct Variables {
  Variables(std::size_t order, double middle, double r)
      : centre(middle), radius(r), x(SeriesShape{2, order, model_bits}, constant(middle), {Ball(r), Ball(0)}),
        y(SeriesShape{2, order, model_bits}, constant(2 * middle), {Ball(0), Ball(-r)}) {}
  double centre, radius;
  TaylorModel x, y;
};

using Function = TaylorModel (*)(const TaylorModel& x, const TaylorModel& y);
using Pointwise = Ball (*)(const Ball& x, const Ball& y);

/// At random and corner points the model holds the value that balls give there.
void expect_held(Function model, Pointwise value, double centre, double radius) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> anywhere(-1, 1);
  for (const std::size_t order : {2U, 3U, 8U}) {
    const Variables v(order, centre, radius);
    const TaylorModel f = model(v.x, v.y);
    ASSERT_TRUE(f.bound().finite()) << order;
    for (int i = 0; i < 40; ++i) {
      std::vector<double> t{anywhere(random), anywhere(random)};
      if (i < 9)
        t = {i % 3 - 1.0, i / 3 - 1.0};
      const Ball point = value(constant(centre) + Ball(radius) * Ball(t[0]),
                               constant(2 * centre) - Ball(radius) * Ball(t[1]));
      EXPECT_TRUE(overlap(f.at(t), point))
          << order << ": " << to_decimal(f.at(t), 20) << " at " << t[0] << ", " << t[1];
    }
  }
}

} // namespace

TEST(TaylorModel, HoldsWhatItStandsFor) {
  expect_held([](const auto& x, const auto& y) { return x * y * x - y; },
              [](const auto& x, const auto& y) { return x * y * x - y; }, 0.5, 0.25);
  expect_held([](const auto& x, const auto& y) { return x / (y + exp(x)); },
              [](const auto& x, const auto& y) { return x / (y + exp(x)); }, 0.5, 0.25);
  expect_held([](const auto& x, const auto& y) { return exp(x * y); },
              [](const auto& x, const auto& y) { return exp(x * y); }, 1, 0.5);
  expect_held([](const auto& x, const auto& y) { return log(x + y); },
              [](const auto& x, const auto& y) { return log(x + y); }, 1, 0.5);
  expect_held([](const auto& x, const auto& y) { return abs(x - TaylorModel(4) * y); },
              [](const auto& x, const auto& y) { return abs(x - Ball(4) * y); }, 1, 0.25);
  expect_held([](const auto& x, const auto& y) { return abs(x * TaylorModel(2) - y); }, // changes its sign
              [](const auto& x, const auto& y) { return abs(x * Ball(2) - y); }, 1, 0.25);
}

TEST(TaylorModel, RestsAreCarriedThroughEveryOperation) {
  // exp of order 2 leaves a visible rest, which the next operation has to pass on.
  expect_held([](const auto& x, const auto& y) { return log(exp(x) + exp(y)); },
              [](const auto& x, const auto& y) { return log(exp(x) + exp(y)); }, 0.25, 0.25);
  expect_held([](const auto& x, const auto& y) { return exp(exp(x)) / exp(y); },
              [](const auto& x, const auto& y) { return exp(exp(x)) / exp(y); }, 0.25, 0.25);
  expect_held([](const auto& x, const auto& y) { return exp(x) * exp(y) * exp(x - y); },
              [](const auto& x, const auto& y) { return exp(x) * exp(y) * exp(x - y); }, 0.25, 0.25);
}

TEST(TaylorModel, AnIdentityCancelsToItsRests) {
  const Variables v(20, 0.5, 0.125);
  EXPECT_TRUE((log(exp(v.x) * exp(v.y)) - v.x - v.y).bound().at_most(1e-20));
  EXPECT_FALSE((log(exp(v.x) * exp(v.y)) - v.x - v.y).nonzero());
  EXPECT_TRUE((v.x / v.y * v.y - v.x).bound().at_most(1e-15));
  EXPECT_TRUE((exp(v.x) - exp(v.y)).bound().finite());
  EXPECT_TRUE((exp(v.x + v.y) - exp(v.x)).nonzero());
}

TEST(TaylorModel, NothingIsKnownOfWhatIsUndefined) {
  const Variables v(6, 0.125, 0.25); // x and y may be 0
  EXPECT_FALSE((TaylorModel(1) / v.x).bound().finite());
  EXPECT_FALSE((TaylorModel(0) / v.x).bound().finite());
  EXPECT_FALSE(log(v.x).bound().finite());
  EXPECT_FALSE(log(-exp(v.x)).bound().finite());
  EXPECT_FALSE((TaylorModel(0) * log(v.x)).bound().finite());
  EXPECT_FALSE(exp(log(v.y)).bound().finite());
  EXPECT_FALSE(log(v.x).nonzero());
  EXPECT_TRUE(abs(v.x).bound().at_most(0.376));
}

TEST(TaylorModel, SeriesOfTwoShapesDoNotMix) {
  const Variables v(6, 1, 0.25), w(7, 1, 0.25);
  EXPECT_THROW((void)(v.x + w.x), std::logic_error);
}

TEST(TruncatedSeries, TheExponentialHasItsCoefficients) {
  TruncatedSeries x(SeriesShape{1, 6, model_bits});
  x.set(1, Ball(1));
  const TruncatedSeries e = exponential(x);
  double factorial = 1;
  for (std::size_t j = 0; j < 6; factorial *= static_cast<double>(++j))
    EXPECT_TRUE(overlap(e[j] * Ball(factorial), Ball(1))) << j;
  const TruncatedSeries back = logarithm(e);
  for (std::size_t j = 0; j < 6; ++j)
    EXPECT_TRUE(overlap(back[j], Ball(j == 1 ? 1 : 0))) << j;
}
