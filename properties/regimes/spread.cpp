// Regimes of scores without ties: what a row looks like when nothing special happens.
#include "properties/regimes/draw.hpp"

#include <cmath>

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter sigma[] = {{"sigma", 0.01, 50, true}};
constexpr Parameter width[] = {{"width", 0.01, 100, true}};
constexpr Parameter heavy[] = {{"scale", 0.1, 5, true}};
constexpr Parameter slope[] = {{"slope", 1e-3, 10, true}};
constexpr Parameter peak[] = {{"height", 3, 40}, {"share", 0, 0.25}};

} // namespace

extern const Regime gaussian_rows = {
    .name = "gaussian",
    .description = "independent N(0, sigma^2)",
    .parameters = sigma,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      return normal_scores(shape.n, at[0], random);
    }};

extern const Regime uniform_rows = {
    .name = "uniform",
    .description = "independent and uniform in an interval",
    .parameters = width,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = random.uniform(-at[0], 0);
      return scores;
    }};

// A standard normal over the root of a uniform number has tails like 1/x^2.
extern const Regime heavy_tailed_rows = {
    .name = "heavy-tailed",
    .description = "independent, exceeding x with a probability like 1/x^2",
    .parameters = heavy,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores(shape.n);
      for (double& score : scores)
        score = at[0] * random.normal() / std::sqrt(1 - random.unit());
      return scores;
    }};

extern const Regime linear_rows = {
    .name = "linear",
    .description = "falling by one slope from key to key, as a penalty on distance makes them",
    .parameters = slope,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream&) {
      std::vector<double> scores(shape.n);
      for (std::size_t key = 0; key < shape.n; ++key)
        scores[key] = -at[0] * static_cast<double>(shape.n - 1 - key);
      return scores;
    }};

extern const Regime sorted_rows = {
    .name = "sorted",
    .description = "Gaussian in rising or in falling order",
    .parameters = sigma,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores = normal_scores(shape.n, at[0], random);
      std::ranges::sort(scores);
      if (random.below(2) == 0)
        std::ranges::reverse(scores);
      return scores;
    }};

extern const Regime peaked_rows = {
    .name = "peaked",
    .description = "N(0, 1) with one key, or a share of them, lifted far above the rest",
    .parameters = peak,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores = normal_scores(shape.n, 1, random);
      scores[random.below(shape.n)] += at[0];
      for (double& score : scores)
        if (random.unit() < at[1])
          score += at[0];
      return scores;
    }};

} // namespace tailmass::properties::regimes
