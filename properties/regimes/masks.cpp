// Regimes of rows with masked keys.
#include "properties/regimes/draw.hpp"

#include "theory/theorems/cases.hpp"

#include <limits>

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter random_mask[] = {{"sigma", 0.1, 10, true}, {"share", 0, 0.95}};
constexpr Parameter sigma[] = {{"sigma", 0.1, 10, true}};

} // namespace

extern const Regime random_mask_rows = {
    .name = "random-mask",
    .description = "Gaussian, a share of the keys masked at random",
    .parameters = random_mask,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores = normal_scores(shape.n, at[0], random);
      for (double& score : scores)
        if (random.unit() < at[1])
          score = masked;
      return scores;
    }};

extern const Regime causal_mask_rows = {
    .name = "causal-mask",
    .description = "Gaussian, all keys after some position masked",
    .parameters = sigma,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores = normal_scores(shape.n, at[0], random);
      std::ranges::fill(std::span(scores).subspan(1 + random.below(shape.n)), masked);
      return scores;
    }};

extern const Regime all_but_one_masked_rows = {
    .name = "all-but-one-masked",
    .description = "one key of finite score, or two",
    .parameters = sigma,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      std::vector<double> scores(shape.n, masked);
      for (std::size_t left = 1 + random.below(2); left > 0; --left)
        scores[random.below(shape.n)] = at[0] * random.normal();
      return scores;
    }};

extern const Regime finite_mask_rows = {
    .name = "finite-mask",
    .description = "Gaussian, some keys at the large negative number that stands for a mask, some masked",
    .parameters = sigma,
    .scores = [](RowShape shape, std::span<const double> at, RandomStream& random) {
      constexpr double lowest_float = std::numeric_limits<float>::lowest();
      const double mask = pick(random, {-1e4, -65504, -1e9, lowest_float});
      std::vector<double> scores = normal_scores(shape.n, at[0], random);
      for (double& score : scores)
        if (random.below(3) == 0) {
          score = mask;
          if (random.below(4) == 0)
            score = masked;
        }
      return scores;
    }};

} // namespace tailmass::properties::regimes
