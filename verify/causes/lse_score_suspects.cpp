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
  std::vector<double> scores(sum.scores);
  for (std::size_t i = 0; i < sum.valued; ++i)
    scores[i] = change(scores[i]);
  return rough_log_sum_exp(scores);
}

/// Tries parameters at which a function of them, which costs so much a key, is the stored logarithm. `name`
/// is told the parameter, how far it may be off, the bound and the chance of it.
template <class Rough, class Changed, class Name>
void try_parameter(LseTrial& trial, std::span<const double> points, double cost, const Rough& rough,
                   const Changed& changed, const Name& name) {
  const auto n = static_cast<double>(trial.own().scores.size());
  if (points.empty() || !trial.budget().spend(cost * n * static_cast<double>(points.size() + 20)))
    return;
  const auto off_by = [&](double parameter) { return rough(parameter) - trial.natural(); };
  for (const double root : roots(off_by, points)) {
    const kernel::Summation sum = changed(root);
    const Guess guess(sum, trial.arithmetic());
    if (!guess.bounded())
      continue;
    const double step = 0x1p-20 * root, bound = guess.bound();
    const double slope = (off_by(root + step) - off_by(root - step)) / (2 * step);
    name(root, 2 * bound / std::abs(slope), trial.chance(bound * trial.base()));
  }
}

} // namespace

void try_factor(LseTrial& trial) {
  if (!trial.wants_some_of({"every score"}))
    return;
  constexpr double nearly_1 = 0.05; // three digits of less come out the same by accident
  const std::vector<KnownFactor> known = known_factors(trial.at().row);
  const kernel::Summation& own = trial.own();
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  for (const Suspect& suspect : scaled_before_cap(trial.at().row, own, u))
    trial.sum(suspect.cause, suspect.sum);
  try_parameter(
      trial, factor_points(), rough_exponential,
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
        if (off < 1e-2 * factor && std::abs(factor - 1) > nearly_1)
          trial.fitted(0, "every score were multiplied by ", factor, off, "");
      });
}

void try_cap(LseTrial& trial) {
  if (!trial.wants_some_of({"soft cap"}))
    return;
  const kernel::Summation& own = trial.own();
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  if (uncapped_suspect(trial.at().row, own, u))
    return; // what the cap is is known
  const auto name = [&](const char* words) {
    return [&trial, words](double inverse, double off, double) {
      if (off < 1e-2 * inverse)
        trial.fitted(0, "a soft cap of ", 1 / inverse, off / (inverse * inverse), words);
    };
  };
  const std::vector<double> points = cap_points(own);
  const auto inverse_of = [](double score, double x) { return std::atanh(score * x) / x; };
  try_parameter(
      trial, points, exponential + rough_exponential,
      [&](double x) { return log_sum_exp_of(own, [&](double score) { return inverse_of(score, x); }); },
      [&](double x) { return uncapped(own, 1 / x, u, rounding_of_stored(trial.at().row)); },
      name(" were dropped"));
  try_parameter(
      trial, points_of_new_caps(own), exponential + rough_exponential,
      [&](double x) { return log_sum_exp_of(own, [&](double score) { return std::tanh(score * x) / x; }); },
      [&](double x) { return capped(own, 1 / x, u); }, name(" were put on the scores"));
}

namespace {

void try_parting(LseTrial& trial, std::span<const Tile> tiles) {
  const kernel::Summation& own = trial.own();
  const double largest = trial.largest(), total = trial.weights().total;
  std::vector<double> sums;
  double not_rescaled = 0, most = -std::numeric_limits<double>::infinity();
  for (const Tile& tile : tiles) {
    double sum = 0;
    for (std::size_t i = tile.begin; i < tile.end; ++i) {
      sum += trial.weights().weights[i];
      most = std::max(most, own.scores[i]);
    }
    sums.push_back(sum);
    not_rescaled += sum * std::exp(largest - most); // relative to the largest weight at the end
  }
  const auto range = [&](std::size_t at, const char* words) {
    return
        [&trial, &tiles, at, words] { return range_words(trial.own(), tiles[at], trial.of_head()) + words; };
  };
  const auto tile = [&](std::size_t at) {
    if (tiles[at].end - tiles[at].begin == 1) // one key, tried as such
      return;
    trial.total(total - sums[at], range(at, " were left out"));
    trial.total(total + sums[at], range(at, " were counted twice"));
    trial.total(sums[at], range(at, " alone were summed"));
  };
  const std::size_t count = sums.size();
  tile(count - 1);
  for (std::size_t at = 0; at + 1 < count; ++at)
    tile(at);
  const Tile& longest = std::ranges::max(tiles, {}, [](const Tile& one) { return one.end - one.begin; });
  const std::size_t extent = longest.end - longest.begin;
  trial.total(not_rescaled,
              [&] { return fmt::format("the running sum were not rescaled, in tiles of {} keys", extent); });
  const auto logged = [&](double sum) { return largest + std::log(sum); };
  double mean = 0;
  const double largest_part = logged(std::ranges::max(sums));
  for (const double sum : sums)
    mean += logged(sum) / static_cast<double>(count);
  const auto splits = [&](const char* words) {
    return [words, count] { return fmt::format("the log-sum-exps of {} splits were {}", count, words); };
  };
  trial.logarithm(mean, splits("averaged"));
  trial.logarithm(mean * static_cast<double>(count), splits("added"));
  trial.logarithm(largest_part, splits("not merged but for the largest"));
  const auto merge = [&](double power, double factor, const char* words) {
    double merged = 0;
    for (const double sum : sums)
      merged += std::exp(power * (logged(sum) - largest_part));
    trial.logarithm(largest_part + factor * std::log(merged), splits(words));
  };
  constexpr double ln2 = std::numbers::ln2, log2e = std::numbers::log2e;
  merge(ln2, 1, "merged by exp2");
  merge(ln2, log2e, "merged by exp2 and log2");
  merge(log2e, ln2, "in base 2 and merged by exp");
  merge(log2e, 1, "in base 2 and merged by exp and log2");
}

} // namespace

void try_tiles(LseTrial& trial) {
  if (!trial.wants_some_of(words_of_tiles))
    return;
  for (const std::vector<Tile>& tiles : partings(trial.own(), trial.of_head(), trial.at().row.keys_total)) {
    if (!trial.budget().spend(product * static_cast<double>(trial.own().valued)))
      return;
    try_parting(trial, tiles);
  }
}

} // namespace tailmass::verify::causes
