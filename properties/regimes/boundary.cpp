// Regimes whose subject is what stands at the ranks k and k + 1.
#include "properties/regimes/draw.hpp"

#include <cmath>
#include <limits>

namespace tailmass::properties::regimes {

namespace {

constexpr Parameter sigma_and_ties[] = {{"sigma", 0.1, 10, true}, {"ties", 2, 12}};
constexpr Parameter sigma[] = {{"sigma", 0.1, 10, true}};
constexpr Parameter excess[] = {{"excess", 0.5, 60, true}};

double next_below(double x) {
  return std::nextafter(x, -std::numeric_limits<double>::max());
}

} // namespace

extern const Regime boundary_tie_rows = {
    .name = "boundary-tie",
    .description = "Gaussian, but the ranks k and k + 1 and a few around them share one score",
    .parameters = sigma_and_ties,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          return changed_by_rank(
              normal_scores(shape.n, at[0], random), random, [&](std::vector<double>& ranked) {
                const std::size_t above = random.below(static_cast<std::size_t>(at[1]) - 1);
                const std::size_t first = shape.k - std::min(shape.k, 1 + above);
                const std::size_t last = std::min(shape.n, first + static_cast<std::size_t>(at[1]));
                for (std::size_t i = first; i < std::max(last, std::min(shape.n, shape.k + 1)); ++i)
                  ranked[i] = ranked[first];
              });
        },
    .at_boundary = true};

extern const Regime one_ulp_gap_rows = {
    .name = "one-ulp-gap",
    .description = "Gaussian or two-level, but rank k + 1 is the next number below rank k",
    .parameters = sigma,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          const double offset = pick(random, {0, 0, -3, 100, 1e5});
          const bool two_level = random.below(3) == 0;
          return changed_by_rank(
              normal_scores(shape.n, at[0], random), random, [&](std::vector<double>& ranked) {
                const double level = ranked.front();
                for (double& score : ranked)
                  score = offset + (two_level ? level : score);
                if (shape.k == shape.n)
                  return;
                const double below = next_below(ranked[shape.k - 1]);
                for (std::size_t i = shape.k; i < shape.n; ++i)
                  ranked[i] = i == shape.k || two_level ? below : std::min(ranked[i], below);
              });
        },
    .at_boundary = true};

extern const Regime one_more_rows = {
    .name = "one-more",
    .description = "k keys, one just below, and the rest far below: what a bound by the next gap misses",
    .parameters = excess,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          std::vector<double> scores(shape.n, -at[0]);
          std::ranges::fill(std::span(scores).first(shape.k), random.uniform(0, 1));
          if (shape.k < shape.n)
            scores[shape.k] = 0;
          shuffle(scores, random);
          return scores;
        },
    .at_boundary = true};

extern const Regime one_fewer_rows = {
    .name = "one-fewer",
    .description = "k - 1 keys far above, rank k just above the rest: what a bound by the gap before misses",
    .parameters = excess,
    .scores =
        [](RowShape shape, std::span<const double> at, RandomStream& random) {
          std::vector<double> scores(shape.n, 0);
          std::ranges::fill(std::span(scores).first(shape.k), at[0] + 1);
          scores[shape.k - 1] = random.uniform(0, 0.125);
          shuffle(scores, random);
          return scores;
        },
    .at_boundary = true};

} // namespace tailmass::properties::regimes
