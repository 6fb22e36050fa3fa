// Regimes at the ends of the range of floating-point numbers.
#include "properties/regimes/draw.hpp"

#include <limits>

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter near[] = {{"beyond", -2, 2}, {"sigma", 0.01, 1, true}};
constexpr Parameter any_depth[] = {{"depth", 20, 760}};
constexpr Parameter range[] = {{"range", 100, 3000, true}};
constexpr Parameter spread[] = {{"spread", 0.01, 8, true}};

/// k keys about 0 and the rest about -depth.
std::vector<double> apart(RowShape shape, double depth, double sigma, RandomStream& random) {
  std::vector<double> scores = normal_scores(shape.n, sigma, random);
  for (double& score : std::span(scores).subspan(shape.k))
    score -= depth;
  shuffle(scores, random);
  return scores;
}

} // namespace

extern const Regime underflow_gap_rows = {
    .name = "underflow-gap",
    .description = "the tail so far down that e^-gap meets the least normal or subnormal float or double",
    .parameters = near,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          const double edge = pick(random, {708.396, 745.133, 709.783, 87.336, 103.972, 88.723});
          return apart(shape, edge + at[0], at[1], random);
        },
    .at_boundary = true};

extern const Regime deep_tail_rows = {
    .name = "deep-tail",
    .description = "a tail of any mass down to e^-760",
    .parameters = any_depth,
    .scores = [](RowShape shape, std::span<const double> at,
                 RandomStream& random) { return apart(shape, at[0], 1, random); },
    .at_boundary = true};

extern const Regime wide_rows = {
    .name = "wide",
    .description = "uniform over a range in which most weights underflow",
    .parameters = range,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = random.uniform(-at[0], 0) / 3 + 1e3 / 7;
      return scores;
    }};

extern const Regime huge_offset_rows = {
    .name = "huge-offset",
    .description = "a common offset beside which the differences have few digits, or none",
    .parameters = spread,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      const double offset = pick(random, {12345.678, 1e6, -1e9, 1e15, -1e15, 1e300});
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = offset + random.uniform(-at[0], at[0]);
      return scores;
    }};

extern const Regime subnormal_rows = {
    .name = "subnormal",
    .description = "multiples of a subnormal number: uniform to more digits than double has",
    .parameters = {},
    .scores = [](RowShape shape, std::span<const double>, RandomStream& random) {
      const double unit = pick(random, {5e-324, 1e-310, 2.2e-308});
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = unit * (static_cast<double>(random.below(9)) - 4);
      return scores;
    }};

extern const Regime overflowing_rows = {
    .name = "overflowing",
    .description = "differences of scores beyond the range of double",
    .parameters = {},
    .scores = [](RowShape shape, std::span<const double>, RandomStream& random) {
      const double size = std::numeric_limits<double>::max() * pick(random, {1, 0.6, 1e-270});
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = size * pick(random, {1, -1, -1, 0.5});
      return scores;
    }};

} // namespace tailmass::properties::regimes
