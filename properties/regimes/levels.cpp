// Regimes of rows that take few values.
#include "properties/regimes/draw.hpp"

#include <cmath>

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter gap[] = {{"gap", 0.01, 60, true}};
constexpr Parameter levels[] = {{"levels", 2, 8}, {"step", 1e-3, 8, true}};
constexpr Parameter digits[] = {{"digits", 2, 12}, {"sigma", 0.1, 10, true}};

} // namespace

extern const Regime all_equal_rows = {
    .name = "all-equal",
    .description = "one score for all keys",
    .parameters = {},
    .scores = [](RowShape shape, std::span<const double>, RandomStream& random) {
      const double level = pick(random, {0, 0.1, -7.5, 700, -745, 1e300, 5e-324, random.normal()});
      return std::vector<double>(shape.n, level);
    }};

extern const Regime two_level_rows = {
    .name = "two-level",
    .description = "k keys at one level and the rest at another: what the gap bound is attained by",
    .parameters = gap,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          const double high = pick(random, {0, 0.3, random.normal()});
          std::vector<double> scores(shape.n, high - at[0]);
          std::ranges::fill(std::span(scores).first(shape.k), high);
          shuffle(scores, random);
          return scores;
        },
    .at_boundary = true};

extern const Regime tied_rows = {
    .name = "ties",
    .description = "a few equally spaced levels, each of many keys",
    .parameters = levels,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = at[1] * static_cast<double>(random.below(static_cast<std::size_t>(at[0])));
      return scores;
    }};

extern const Regime few_digit_rows = {
    .name = "few-digits",
    .description = "Gaussian, rounded to the few binary digits of a short format",
    .parameters = digits,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores = normal_scores(shape.n, at[1], random);
      for (double& score : scores) {
        int exponent = 0;
        const double mantissa = std::frexp(score, &exponent);
        const int kept = static_cast<int>(at[0]);
        score = std::ldexp(std::floor(std::ldexp(mantissa, kept) + 0.5), exponent - kept);
      }
      return scores;
    }};

} // namespace tailmass::properties::regimes
