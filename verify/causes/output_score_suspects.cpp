// Faults of an output by its scores.
#include "verify/causes/score_faults.hpp"
#include "verify/causes/trial.hpp"

#include <fmt/format.h>

namespace tailmass::verify::causes {

namespace {

/// The worst coordinate of the mean by changed scores, roughly; a sink stays as it is.
template <class Change>
double mean_of(const OutputTrial& trial, const Change& change) {
  const kernel::Summation& sum = trial.own();
  std::vector<double> scores(sum.scores);
  for (std::size_t i = 0; i < sum.valued; ++i)
    scores[i] = change(scores[i]);
  const RoughWeights rough = rough_weights(scores);
  double weighted = 0;
  for (std::size_t i = 0; i < sum.valued; ++i)
    weighted += rough.weights[i] * trial.worst_values()[i];
  return weighted / rough.total;
}

/// Tries parameters at which the worst coordinate is met, a mean by which costs so much a key; `name` is told
/// those that meet all, how far they may be off, and how likely the others are met by accident.
template <class Rough, class Changed, class Name>
void try_parameter(OutputTrial& trial, std::span<const double> points, double cost, const Rough& rough,
                   const Changed& changed, const Name& name) {
  const auto k = static_cast<double>(trial.own().scores.size());
  if (points.empty() || !trial.budget().spend(cost * k * static_cast<double>(points.size() + 20)))
    return;
  const double stored = trial.seen().front(), bound = trial.bounds().front();
  const auto off_by = [&](double parameter) { return rough(parameter) - stored; };
  for (const double root : roots(off_by, points)) {
    trial.count();
    const std::optional<Met> met = trial.are(changed(root), 1, 2);
    if (!met)
      continue;
    const double step = 0x1p-20 * root;
    const double slope = (off_by(root + step) - off_by(root - step)) / (2 * step);
    name(root, 4 * bound / std::abs(slope), met->others);
  }
}

/// Tries a known factor of the scores together with a power of two of the values, as where neither of two
/// scales was applied.
void try_two_factors(OutputTrial& trial) {
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  constexpr int most_power = 8;
  for (const KnownFactor& each : known_factors(trial.at().row)) {
    if (!trial.budget().spend((rough_exponential + product) * static_cast<double>(trial.own().scores.size())))
      return;
    const double mean = mean_of(trial, [&](double score) { return each.value * score; });
    const double power = std::round(std::log2(trial.seen().front() / mean)); // NaN of another sign
    if (std::abs(power) >= 1 && std::abs(power) <= most_power)
      trial.sum(multiplied_by(each) + fmt::format(", and every coordinate by {}, as by a scale of the values",
                                                  std::exp2(power)),
                scaled(trial.own(), each.value, u), std::exp2(power));
  }
}

void try_factor(OutputTrial& trial) {
  if (!trial.wants_some_of({"every score"}))
    return;
  constexpr double nearly_1 = 0.05; // three digits of less come out the same by accident
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  // Each by itself: where one key has nearly all weight, many factors are roots.
  for (const KnownFactor& each : known_factors(trial.at().row))
    trial.sum(multiplied_by(each), scaled(trial.own(), each.value, u));
  for (const Suspect& suspect : scaled_before_cap(trial.at().row, trial.own(), u))
    trial.sum(suspect.cause, suspect.sum);
  if (trial.settled({}))
    return;
  try_two_factors(trial);
  if (trial.settled({}))
    return;
  try_parameter(
      trial, factor_points(), rough_exponential + product,
      [&](double factor) { return mean_of(trial, [&](double score) { return factor * score; }); },
      [&](double factor) { return scaled(trial.own(), factor, u); },
      [&](double factor, double off, double chance_of_others) {
        if (std::abs(factor - 1) > std::max(2 * off, nearly_1))
          trial.fitted(chance_of_others, "every score were multiplied by ", factor, off, "");
      });
}

} // namespace

void try_scores(OutputTrial& trial) {
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  if (const std::optional<Suspect> suspect = uncapped_suspect(trial.at().row, trial.own(), u))
    trial.sum(suspect->cause, suspect->sum);
  try_factor(trial);
}

void try_cap(OutputTrial& trial) {
  if (!trial.wants_some_of({"soft cap"}))
    return;
  const double u = trial.arithmetic().accumulation.unit_roundoff;
  if (uncapped_suspect(trial.at().row, trial.own(), u))
    return; // what the cap is is known
  const auto name = [&](const char* words) {
    return [&trial, words](double inverse, double off, double chance_of_others) {
      trial.fitted(chance_of_others, "a soft cap of ", 1 / inverse, off / (inverse * inverse), words);
    };
  };
  constexpr double cost = exponential + rough_exponential + product;
  const std::vector<double> points = cap_points(trial.own());
  try_parameter(
      trial, points, cost,
      [&](double x) { return mean_of(trial, [&](double score) { return std::atanh(score * x) / x; }); },
      [&](double x) { return uncapped(trial.own(), 1 / x, u, rounding_of_stored(trial.at().row)); },
      name(" were dropped"));
  try_parameter(
      trial, points_of_new_caps(trial.own()), cost,
      [&](double x) { return mean_of(trial, [&](double score) { return std::tanh(score * x) / x; }); },
      [&](double x) { return capped(trial.own(), 1 / x, u); }, name(" were put on the scores"));
}

} // namespace tailmass::verify::causes
