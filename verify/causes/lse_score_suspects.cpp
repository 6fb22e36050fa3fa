// Faults of a log-sum-exp by its scores, and by how its terms were parted.
#include "verify/causes/score_faults.hpp"
#include "verify/causes/tiles.hpp"
#include "verify/causes/trial.hpp"

#include <fmt/format.h>
#include <numbers>

namespace tailmass::verify::causes {

namespace {

/// The log-sum-exp of changed scores, roughly; a sink stays as it is.
template <class Change>
double log_sum_exp_of(const kernel::Summation& sum, const Change& change) {
  double largest = -std::numeric_limits<double>::infinity();
  std::vector<double> scores(sum.scores);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = i < sum.valued ? change(scores[i]) : scores[i];
    largest = std::max(largest, scores[i]);
  }
  double total = 0;
  for (const double score : scores)
    total += std::exp(score - largest);
  return largest + std::log(total);
}

/// Tries parameters at which a function of them is the stored logarithm. `name` is told the parameter, how
/// far it may be off, the bound and the chance of it.
template <class Rough, class Changed, class Name>
void try_parameter(LseTrial& trial, std::span<const double> points, const Rough& rough,
                   const Changed& changed, const Name& name) {
  const auto n = static_cast<double>(trial.own().scores.size());
  if (points.empty() || !trial.budget().spend(exponential * n * static_cast<double>(points.size() + 60)))
    return;
  const auto off_by = [&](double parameter) { return rough(parameter) - trial.natural(); };
  for (const double root : roots(off_by, points)) {
    const Guess guess = guess_of(changed(root), trial.arithmetic());
    if (!guess.bounded())
      continue;
    const double step = 0x1p-20 * root, bound = guess.log_sum_exp().bound;
    const double slope = (off_by(root + step) - off_by(root - step)) / (2 * step);
    name(root, 2 * bound / std::abs(slope), trial.chance(bound * trial.base()));
  }
}

} // namespace

void try_factor(LseTrial& trial) {
  const std::vector<KnownFactor> known = known_factors(trial.at().row);
  const kernel::Summation& own = trial.own();
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  try_parameter(
      trial, factor_points(),
      [&](double factor) { return log_sum_exp_of(own, [&](double score) { return factor * score; }); },
      [&](double factor) { return scaled(own, factor, u); },
      [&](double factor, double off, double chance) {
        if (std::abs(factor - 1) <= 4 * off)
          return;
        for (const KnownFactor& each : known) {
          trial.count();
          if (std::abs(factor - each.value) <= off) {
            trial.fits(chance, multiplied_by(each));
            return;
          }
        }
        if (off < 1e-2 * factor)
          trial.fitted(0, fmt::format("every score were multiplied by {:.3g}", factor));
      });
}

void try_cap(LseTrial& trial) {
  const kernel::Summation& own = trial.own();
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  if (uncapped_suspect(trial.at().row, own, u))
    return; // what the cap is is known
  const auto name = [&](const char* words) {
    return [&trial, words](double inverse, double off, double) {
      if (off < 1e-2 * inverse)
        trial.fitted(0, fmt::format("a soft cap of {:.3g} were {}", 1 / inverse, words));
    };
  };
  const std::vector<double> points = cap_points(own);
  const auto inverse_of = [](double score, double x) { return std::atanh(score * x) / x; };
  try_parameter(
      trial, points,
      [&](double x) { return log_sum_exp_of(own, [&](double score) { return inverse_of(score, x); }); },
      [&](double x) { return uncapped(own, 1 / x, u); }, name("dropped"));
  try_parameter(
      trial, points,
      [&](double x) { return log_sum_exp_of(own, [&](double score) { return std::tanh(score * x) / x; }); },
      [&](double x) { return capped(own, 1 / x, u); }, name("put on the scores"));
}

namespace {

/// Sums of weights, relative to the largest, over tiles of an extent, and each as it is where the maximum so
/// far is subtracted and nothing rescaled.
struct Tiled {
  std::vector<double> sums;
  double not_rescaled = 0; ///< relative to the largest weight at the end
};
Tiled tiled(const kernel::Summation& sum, double largest, std::size_t extent) {
  Tiled tiles;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t begin = 0; begin < sum.valued; begin += extent) {
    const auto scores = std::span(sum.scores).subspan(begin, std::min(extent, sum.valued - begin));
    most = std::max(most, *std::ranges::max_element(scores));
    double total = 0;
    for (const double score : scores)
      total += std::exp(score - largest);
    tiles.sums.push_back(total);
    tiles.not_rescaled += total * std::exp(largest - most);
  }
  return tiles;
}

void try_tiles_of(LseTrial& trial, std::size_t extent) {
  const std::size_t n = trial.own().valued;
  const double largest = trial.largest(), total = std::exp(trial.truth() - largest);
  const Tiled tiles = tiled(trial.own(), largest, extent);
  const std::size_t count = tiles.sums.size();
  const auto logged = [&](double sum) { return largest + std::log(sum); };
  const auto range = [&](std::size_t tile) {
    return range_words(tile * extent, std::min((tile + 1) * extent, n) - 1, trial.of_head());
  };
  const auto tile = [&](std::size_t at) {
    trial.logarithm(logged(total - tiles.sums[at]), [&] { return range(at) + " were left out"; });
    trial.logarithm(logged(total + tiles.sums[at]), [&] { return range(at) + " were counted twice"; });
    trial.logarithm(logged(tiles.sums[at]), [&] { return range(at) + " alone were summed"; });
  };
  tile(count - 1);
  for (std::size_t at = 0; at + 1 < count; ++at)
    tile(at);
  trial.logarithm(logged(tiles.not_rescaled), [&] {
    return fmt::format("the running sum were not rescaled, in tiles of {} keys", extent);
  });
  double mean = 0, largest_part = -std::numeric_limits<double>::infinity(), in_base_2 = 0;
  for (const double sum : tiles.sums) {
    mean += logged(sum) / static_cast<double>(count);
    largest_part = std::max(largest_part, logged(sum));
  }
  for (const double sum : tiles.sums)
    in_base_2 += std::exp2(logged(sum) - largest_part);
  const auto splits = [&](const char* words) {
    return [words, count] { return fmt::format("the log-sum-exps of {} splits were {}", count, words); };
  };
  trial.logarithm(mean, splits("averaged"));
  trial.logarithm(mean * static_cast<double>(count), splits("added"));
  trial.logarithm(largest_part, splits("not merged but for the largest"));
  trial.logarithm(largest_part + std::log(in_base_2), splits("merged by exp2"));
}

} // namespace

void try_tiles(LseTrial& trial) {
  for (const std::size_t extent : tile_extents(trial.own().valued)) {
    if (!trial.budget().spend(exponential * static_cast<double>(trial.own().valued)))
      return;
    try_tiles_of(trial, extent);
  }
}

} // namespace tailmass::verify::causes
