// Faults of an output by how its terms were parted: tiles and splits lost, doubled, alone, merged wrongly.
#include "verify/causes/tiles.hpp"
#include "verify/causes/trial.hpp"

#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <numeric>

namespace tailmass::verify::causes {

namespace {

/// What is known of a tile: its weights and the mean's share of it on the worst axis, both relative to the
/// largest weight; its log-sum-exp, and the largest score so far.
struct TileSums {
  Tile at;
  double weight = 0, weighted = 0, logged = 0, most = 0;
};
std::vector<TileSums> sums_of(const OutputTrial& trial, std::span<const Tile> tiles) {
  const RoughWeights& own = trial.weights();
  std::vector<TileSums> found;
  double most = -std::numeric_limits<double>::infinity();
  for (const Tile& tile : tiles) {
    TileSums sums{.at = tile};
    for (std::size_t i = tile.begin; i < tile.end; ++i) {
      sums.weight += own.weights[i];
      sums.weighted += own.weights[i] * trial.worst_values()[i];
      most = std::max(most, trial.own().scores[i]);
    }
    sums.logged = own.largest + std::log(sums.weight);
    sums.most = most;
    found.push_back(sums);
  }
  return found;
}

/// The sum with the weights of each tile times e^shift of the tile.
template <class Shift>
kernel::Summation shifted(kernel::Summation sum, std::span<const TileSums> tiles, double u,
                          const Shift& shift) {
  sum.errors.resize(sum.scores.size());
  for (const TileSums& tile : tiles)
    for (std::size_t i = tile.at.begin; i < tile.at.end; ++i) {
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

/// Tries merges of splits that differ by what is added to the logarithms of their weights.
class Merges {
public:
  Merges(OutputTrial& trial, std::span<const TileSums> tiles) : trial_(trial), tiles_(tiles) {}

  template <class Shift>
  void merge(const char* words, double factor, const Shift& shift) const {
    if (const auto [mean, growth] = moved(shift); !trial_.near(mean, factor))
      trial_.count();
    else
      trial_.sum(words_of(words), changed(shift), factor);
  }
  /// One whose sum of weights was right, and its accumulator not.
  template <class Shift>
  void merge_sums_only(const char* words, const Shift& shift) const {
    if (const auto [mean, growth] = moved(shift); !trial_.near(mean, growth)) {
      trial_.count();
    } else {
      const kernel::Summation stale = changed(shift);
      trial_.sum(words_of(words), stale,
                 std::exp(Guess(stale, trial_.arithmetic()).log_sum_exp() - trial_.guess().log_sum_exp()));
    }
  }

private:
  /// The mean on the worst axis, and how the sum of weights grew.
  template <class Shift>
  [[nodiscard]] std::pair<double, double> moved(const Shift& shift) const {
    const kernel::Summation& own = trial_.own();
    const auto without_value = std::span(trial_.weights().weights).subspan(own.valued);
    double most = without_value.empty() ? -std::numeric_limits<double>::infinity() : 0.0;
    for (const TileSums& tile : tiles_)
      most = std::max(most, shift(tile));
    double total = 0, weighted = 0;
    for (const double weight : without_value)
      total += weight * std::exp(-most);
    for (const TileSums& tile : tiles_) {
      total += std::exp(shift(tile) - most) * tile.weight;
      weighted += std::exp(shift(tile) - most) * tile.weighted;
    }
    return {weighted / total, total * std::exp(most) / trial_.weights().total};
  }
  template <class Shift>
  [[nodiscard]] kernel::Summation changed(const Shift& shift) const {
    return shifted(trial_.own(), tiles_, trial_.arithmetic().accumulation.unit_roundoff, shift);
  }
  [[nodiscard]] std::string words_of(const char* words) const {
    return fmt::format("{} splits were {}", tiles_.size(), words);
  }

  OutputTrial& trial_;
  std::span<const TileSums> tiles_;
};

void try_merges(OutputTrial& trial, std::span<const TileSums> tiles) {
  const Merges merges(trial, tiles);
  const auto equally = [](const TileSums& tile) { return -tile.logged; };
  merges.merge("averaged, not weighted", 1, equally);
  merges.merge("added, not weighted", static_cast<double>(tiles.size()), equally);
  merges.merge("merged by exp2 of natural log-sum-exps", 1,
               [](const TileSums& tile) { return (std::numbers::ln2 - 1) * tile.logged; });
  merges.merge("merged by exp of log-sum-exps in base 2", 1,
               [](const TileSums& tile) { return (std::numbers::log2e - 1) * tile.logged; });
  const double most = tiles.back().most;
  if (most == tiles.front().most) // nothing to rescale
    return;
  const auto stale = [most](const TileSums& tile) { return most - tile.most; };
  merges.merge("summed, neither sum rescaled", 1, stale);
  merges.merge_sums_only("summed, the accumulator not rescaled", stale);
}

void try_parting(OutputTrial& trial, std::span<const TileSums> tiles) {
  try_merges(trial, tiles);
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  const double total = trial.weights().total;
  const double without_value =
      std::accumulate(trial.weights().weights.begin() + static_cast<std::ptrdiff_t>(trial.own().valued),
                      trial.weights().weights.end(), 0.0);
  const auto tile = [&](const TileSums& one) {
    if (one.at.end - one.at.begin == 1) // one key, tried as such
      return;
    const auto on = [&](std::size_t axis) { // its share of the mean
      double share = axis == 0 ? one.weighted : 0;
      for (std::size_t i = one.at.begin; axis > 0 && i < one.at.end; ++i)
        share += trial.weights().weights[i] * trial.values_on(axis)[i];
      return share;
    };
    const auto tried = [&](double sum_of_weights, double all, double of_tile, const char* words,
                           const auto& sum) {
      if (trial.near_on_all(sum_of_weights, [&](std::size_t axis) {
            return all * trial.weighted_on(axis) + of_tile * on(axis);
          }))
        trial.sum(range_words(trial.own(), one.at, !trial.full()) + words, sum());
      else
        trial.count();
    };
    tried(one.weight + without_value, 0, 1, " alone were summed",
          [&] { return part_of(trial.own(), one.at, true); });
    tried(total - one.weight, 1, -1, " were left out", [&] { return part_of(trial.own(), one.at, false); });
    tried(total + one.weight, 1, 1, " were counted twice", [&] {
      return shifted(trial.own(), std::span(&one, 1), u, [](const TileSums&) { return std::numbers::ln2; });
    });
  };
  tile(tiles.back());
  for (const TileSums& one : tiles.first(tiles.size() - 1))
    tile(one);
}

} // namespace

void try_tiles(OutputTrial& trial) {
  if (!trial.wants_some_of(words_of_tiles))
    return;
  for (const std::vector<Tile>& tiles : partings(trial.own(), !trial.full(), trial.at().row.keys_total)) {
    if (!trial.budget().spend(2 * product * static_cast<double>(trial.own().valued)))
      return;
    try_parting(trial, sums_of(trial, tiles));
  }
}

} // namespace tailmass::verify::causes
