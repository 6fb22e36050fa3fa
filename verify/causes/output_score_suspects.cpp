// Faults of an output by its scores, and by how its terms were parted.
#include "verify/causes/score_faults.hpp"
#include "verify/causes/tiles.hpp"
#include "verify/causes/trial.hpp"

#include <fmt/format.h>
#include <numbers>

namespace tailmass::verify::causes {

namespace {

/// The worst coordinate of the mean by changed scores, roughly; a sink stays as it is.
template <class Change>
double mean_of(const OutputTrial& trial, const Change& change) {
  const kernel::Summation& sum = trial.own();
  std::vector<double> scores(sum.scores);
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = i < sum.valued ? change(scores[i]) : scores[i];
    largest = std::max(largest, scores[i]);
  }
  double total = 0, weighted = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double weight = std::exp(scores[i] - largest);
    total += weight;
    if (i < sum.valued)
      weighted += weight * trial.at().row.values->at(sum.keys[i], trial.worst());
  }
  return weighted / total;
}

/// Tries parameters at which the worst coordinate is met; `name` is told those that meet all.
template <class Rough, class Changed, class Name>
void try_parameter(OutputTrial& trial, std::span<const double> points, const Rough& rough,
                   const Changed& changed, const Name& name) {
  const auto k = static_cast<double>(trial.own().scores.size());
  if (points.empty() ||
      !trial.budget().spend((exponential + product) * k * static_cast<double>(points.size() + 60)))
    return;
  const double stored = trial.stored()[trial.worst()], bound = trial.bounds()[trial.worst()];
  const auto off_by = [&](double parameter) { return rough(parameter) - stored; };
  for (const double root : roots(off_by, points)) {
    trial.count();
    if (!trial.are(changed(root), 1, 2))
      continue;
    const double step = 0x1p-20 * root;
    const double slope = (off_by(root + step) - off_by(root - step)) / (2 * step);
    name(root, 4 * bound / std::abs(slope));
  }
}

void try_factor(OutputTrial& trial) {
  const std::vector<KnownFactor> known = known_factors(trial.at().row);
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  try_parameter(
      trial, factor_points(),
      [&](double factor) { return mean_of(trial, [&](double score) { return factor * score; }); },
      [&](double factor) { return scaled(trial.own(), factor, u); },
      [&](double factor, double off) {
        if (std::abs(factor - 1) <= off)
          return;
        for (const KnownFactor& each : known) {
          trial.count();
          if (std::abs(factor - each.value) <= off) {
            trial.fits(trial.chance(), multiplied_by(each));
            return;
          }
        }
        trial.fitted(trial.chance_of_others(), fmt::format("every score were multiplied by {:.3g}", factor));
      });
}

void try_cap(OutputTrial& trial) {
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  if (const std::optional<Suspect> suspect = uncapped_suspect(trial.at().row, trial.own(), u)) {
    trial.sum(suspect->cause, suspect->sum);
    return;
  }
  const auto name = [&](const char* words) {
    return [&trial, words](double inverse, double) {
      trial.fitted(trial.chance_of_others(), fmt::format("a soft cap of {:.3g} were {}", 1 / inverse, words));
    };
  };
  const std::vector<double> points = cap_points(trial.own());
  try_parameter(
      trial, points,
      [&](double x) { return mean_of(trial, [&](double score) { return std::atanh(score * x) / x; }); },
      [&](double x) { return uncapped(trial.own(), 1 / x, u); }, name("dropped"));
  try_parameter(
      trial, points,
      [&](double x) { return mean_of(trial, [&](double score) { return std::tanh(score * x) / x; }); },
      [&](double x) { return capped(trial.own(), 1 / x, u); }, name("put on the scores"));
}

/// A tile of the head's places, its log-sum-exp, and the maximum so far.
struct Tile {
  std::size_t begin = 0, end = 0;
  double logged = 0, most = 0;
};
std::vector<Tile> tiles_of(const kernel::Summation& sum, std::size_t extent) {
  std::vector<Tile> tiles;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t begin = 0; begin < sum.valued; begin += extent) {
    const std::size_t end = std::min(begin + extent, sum.valued);
    const auto scores = std::span(sum.scores).subspan(begin, end - begin);
    const double own = *std::ranges::max_element(scores);
    most = std::max(most, own);
    double total = 0;
    for (const double score : scores)
      total += std::exp(score - own);
    tiles.push_back({begin, end, own + std::log(total), most});
  }
  return tiles;
}

/// The sum with the weights of each tile times e^shift of the tile.
template <class Shift>
kernel::Summation shifted(kernel::Summation sum, std::span<const Tile> tiles, double u, const Shift& shift) {
  sum.errors.resize(sum.scores.size());
  for (const Tile& tile : tiles)
    for (std::size_t i = tile.begin; i < tile.end; ++i) {
      sum.scores[i] += shift(tile);
      sum.errors[i] += 16 * u * (1 + std::abs(tile.logged));
    }
  return sum;
}

/// The terms of a tile alone, or all others.
kernel::Summation part_of(const kernel::Summation& sum, const Tile& tile, bool alone) {
  kernel::Summation part{.keys = {}, .scores = {}};
  for (std::size_t i = 0; i < sum.scores.size(); ++i) {
    if (i < sum.valued && (tile.begin <= i && i < tile.end) != alone)
      continue;
    part.keys.push_back(sum.keys[i]);
    part.scores.push_back(sum.scores[i]);
    if (!sum.errors.empty())
      part.errors.push_back(sum.errors[i]);
    part.valued += i < sum.valued ? 1 : 0;
  }
  return part;
}

void try_merges(OutputTrial& trial, std::span<const Tile> tiles) {
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  const auto merged = [&](const auto& shift) { return shifted(trial.own(), tiles, u, shift); };
  const std::size_t count = tiles.size();
  const auto splits = [&](const char* words) { return fmt::format("{} splits were {}", count, words); };
  const kernel::Summation averaged = merged([](const Tile& tile) { return -tile.logged; });
  trial.sum(splits("averaged, not weighted"), averaged);
  trial.sum(splits("added, not weighted"), averaged, static_cast<double>(count));
  trial.sum(splits("merged by exp2 of natural log-sum-exps"),
            merged([](const Tile& tile) { return (std::numbers::ln2 - 1) * tile.logged; }));
  trial.sum(splits("merged by exp of log-sum-exps in base 2"),
            merged([](const Tile& tile) { return (std::numbers::log2e - 1) * tile.logged; }));
  const double most = tiles.back().most;
  if (most == tiles.front().most) // nothing to rescale
    return;
  const kernel::Summation stale = merged([&](const Tile& tile) { return most - tile.most; });
  trial.sum(splits("summed, neither sum rescaled"), stale);
  trial.sum(
      splits("summed, the accumulator not rescaled"), stale,
      std::exp(guess_of(stale, trial.arithmetic()).log_sum_exp().value - trial.guess().log_sum_exp().value));
}

} // namespace

void try_scores(OutputTrial& trial) {
  try_factor(trial);
  try_cap(trial);
}

void try_tiles(OutputTrial& trial) {
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  for (const std::size_t extent : tile_extents(trial.own().valued)) {
    const std::vector<Tile> tiles = tiles_of(trial.own(), extent);
    try_merges(trial, tiles);
    const auto tile = [&](const Tile& one) {
      const std::string range = range_words(one.begin, one.end - 1, !trial.full());
      trial.sum(range + " alone were summed", part_of(trial.own(), one, true));
      trial.sum(range + " were left out", part_of(trial.own(), one, false));
      trial.sum(range + " were counted twice",
                shifted(trial.own(), std::span(&one, 1), u, [](const Tile&) { return std::numbers::ln2; }));
    };
    tile(tiles.back());
    for (const Tile& one : std::span(tiles).first(tiles.size() - 1))
      tile(one);
  }
}

} // namespace tailmass::verify::causes
