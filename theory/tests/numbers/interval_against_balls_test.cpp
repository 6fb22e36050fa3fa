// Intervals against Arb at the edges: midpoints of any low part, radii of any size, numbers at both ends of
// the range.
#include "theory/numbers/interval.hpp"
#include "theory/tests/sanitized.hpp"

#include <cstdint>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

using namespace tailmass;

namespace {

constexpr double smallest = std::numeric_limits<double>::denorm_min();
constexpr double largest_number = std::numeric_limits<double>::max();
constexpr long of_quotients = 3400, of_functions = 600; ///< bits; sums and products of doubles are exact
constexpr int tries = tests::sanitized ? 10'000 : 300'000;

/// One unit in the last place, of 0 the smallest number.
double unit_of(double x) {
  return x == 0 ? smallest : std::ldexp(1.0, std::max(std::ilogb(x), -1022) - 52);
}

/// The exact number.
Ball exactly(DoubleWord x) {
  return Ball(x.high) + Ball(x.low);
}

/// Numbers, intervals and members of intervals, drawn where arithmetic breaks.
class Draw {
public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  bool once_in(int choices) { return whole(1, choices) == 1; }
  int whole(int least, int most) { return std::uniform_int_distribution<int>(least, most)(engine_); }
  /// From -1 to 1.
  double share() { return std::uniform_real_distribution<double>(-1, 1)(engine_); }
  /// 2^-e, e up to `most`.
  double small(int most) { return std::ldexp(1.0, -whole(0, most)); }

  /// Ordinary, of any exponent, or at an exponent where some operation begins to underflow or to overflow.
  double number() {
    if (once_in(40))
      return 0;
    static constexpr int edges[] = {-1074, -1073, -1060, -1022, -1021, -1020, -973, -970, -960, -959, -902,
                                    -901,  -900,  -899,  -451,  -450,  -449,  449,  450,  511,  512,  899,
                                    900,   901,   995,   996,   997,   998,   1021, 1022, 1023};
    const int kind = whole(0, 19);
    const int exponent = kind < 8    ? whole(-30, 30)
                         : kind < 12 ? whole(-120, 120)
                         : kind < 19 ? whole(-1074, 1023)
                                     : edges[whole(0, std::size(edges) - 1)];
    const double ulps = std::ldexp(whole(0, 3), -52);
    const double digits[] = {1, 1 + ulps, 2 - 0x1p-52 - ulps, 1 + std::abs(share()) / 2};
    const double x = std::min(std::ldexp(digits[whole(0, 3)], exponent), largest_number);
    return once_in(2) ? -x : x;
  }
  /// With a low part of none to half a unit.
  DoubleWord two_doubles(double high) {
    const double half = unit_of(high) / 2;
    const double lows[] = {
        0, half, half * (1 - 0x1p-53), half * small(60), smallest * whole(0, 3), half * share()};
    const double low = (once_in(2) ? 1 : -1) * lows[whole(0, 5)];
    return high + low == high && high != 0 ? DoubleWord{high, low} : DoubleWord{high, 0};
  }
  /// None, the smallest, any, about the number itself, or a small part of it.
  double radius_beside(double x) {
    const double size = std::abs(x);
    const double radii[] = {0,
                            smallest * whole(0, 4),
                            std::abs(number()),
                            size * std::ldexp(1.0, whole(-3, 3)),
                            size * (1 - std::ldexp(1.0, -whole(40, 53))),
                            size * small(130) * (1 + std::abs(share()))};
    return std::min(radii[whole(0, 5)], largest_number);
  }
  Interval about(double high) { return {two_doubles(high), radius_beside(high)}; }
  Interval interval() {
    if (once_in(60))
      return {DoubleWord{}, std::numeric_limits<double>::infinity()};
    if (!once_in(12))
      return about(number());
    const double a = number(), b = once_in(3) ? a * (1 + small(52)) : number();
    return Interval::between(std::min(a, b), std::max(a, b));
  }
  /// One that the first all but cancels, or any.
  Interval beside(const Interval& a) {
    const auto [high, low] = a.midpoint();
    if (once_in(10))
      return {DoubleWord{-high, once_in(2) ? low : -low}, radius_beside(high)};
    return once_in(10) ? about(-high * (1 + std::ldexp(whole(-4, 4), -52))) : interval();
  }
  /// The midpoint, an end or a number between; any number of the whole line.
  Ball member(const Interval& x) {
    const double shares[] = {0, 1, -1, share()};
    const double reach = x.is_known() ? x.radius() : std::abs(number());
    return exactly(x.midpoint()) + Ball(shares[whole(0, 3)]) * Ball(reach);
  }

private:
  std::mt19937_64 engine_;
};

/// Whether the interval, and the ends that it tells, hold the number.
bool holds(const Interval& x, const Ball& truth) {
  if (!x.is_known())
    return true;
  const double low = x.low(), high = x.high();
  return !certainly_less(Ball(x.radius()), abs(truth - exactly(x.midpoint()))) &&
         (low == -HUGE_VAL || (std::isfinite(low) && !certainly_less(truth, Ball(low)))) &&
         (high == HUGE_VAL || (std::isfinite(high) && !certainly_less(Ball(high), truth)));
}

std::string words(const Interval& x) {
  char text[128];
  (void)std::snprintf(text, sizeof text, "%a + %a within %a", x.midpoint().high, x.midpoint().low,
                      x.radius());
  return text;
}

::testing::AssertionResult held(std::string_view operation, const Interval& found, const Ball& truth,
                                std::initializer_list<Interval> operands) {
  if (holds(found, truth))
    return ::testing::AssertionSuccess();
  auto failure = ::testing::AssertionFailure()
                 << operation << " is " << words(found) << " for " << to_decimal(truth, 40) << ", of";
  for (const Interval& operand : operands)
    failure << "\n  " << words(operand);
  return failure;
}

bool positive(const Ball& x) {
  return certainly_less(Ball(0), x);
}

} // namespace

TEST(IntervalAgainstBalls, ArithmeticHolds) {
  Draw draw(1);
  for (int i = 0; i < tries; ++i) {
    const Interval a = draw.interval(), b = draw.beside(a);
    const Ball x = draw.member(a), y = draw.member(b);
    ASSERT_TRUE(held("sum", a + b, x + y, {a, b}));
    ASSERT_TRUE(held("difference", a - b, x - y, {a, b}));
    ASSERT_TRUE(held("product", a * b, x * y, {a, b}));
    if (positive(abs(y))) {
      ASSERT_TRUE(held("quotient", a / b, x.at_precision(of_quotients) / y, {a, b}));
    }
    ASSERT_TRUE(held("max", max(a, b), max(x, y), {a, b}));
    ASSERT_TRUE(held("min", min(a, b), min(x, y), {a, b}));
    ASSERT_TRUE(held("magnitude", abs(a), abs(x), {a}));
    if (!certainly_less(x, Ball(0))) {
      ASSERT_TRUE(held("root", sqrt(a), sqrt(x.at_precision(of_quotients)), {a}));
    }
    ASSERT_TRUE(!certainly_less(a, b) || certainly_less(x, y)) << words(a) << " < " << words(b);
    ASSERT_TRUE(!certainly_at_most(a, b) || certainly_at_most(x, y)) << words(a) << " <= " << words(b);
  }
}

TEST(IntervalAgainstBalls, ExponentialsHold) {
  Draw draw(2);
  for (int i = 0; i < tries / 10; ++i) {
    // Any interval; within and about the range of results; near where the argument is reduced; near 0.
    const double highs[] = {702 * draw.share(), draw.whole(-64'000, 64'000) * 0.0054152123481245725,
                            draw.share() * draw.small(80)};
    const double high = highs[draw.whole(0, 2)];
    const Interval x = draw.once_in(4)   ? draw.interval()
                       : draw.once_in(2) ? Interval{draw.two_doubles(high), 0}
                                         : Interval{draw.two_doubles(high), 2 * draw.small(110)};
    const Ball member = draw.member(x);
    if (certainly_less(abs(member), Ball(1e5))) {
      ASSERT_TRUE(held("exp", exp(x), exp(member.at_precision(of_functions)), {x}));
    }
  }
}

TEST(IntervalAgainstBalls, LogarithmsHold) {
  Draw draw(3);
  for (int i = 0; i < tries / 10; ++i) {
    const DoubleWord near_one = exact_sum(1, draw.share() * draw.small(110));
    const Interval x = draw.once_in(2)   ? draw.interval()
                       : draw.once_in(2) ? Interval(near_one, 0)
                                         : Interval(near_one, draw.small(120));
    if (const Ball member = draw.member(x); positive(member)) {
      ASSERT_TRUE(held("log", log(x), log(member.at_precision(of_functions)), {x}));
    }
  }
}
