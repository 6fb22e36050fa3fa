// Faults of a log-sum-exp over the right terms, over others, and of terms too many or missing.
#include "verify/causes/elsewhere.hpp"
#include "verify/causes/trial.hpp"

#include <fmt/format.h>
#include <numbers>

namespace tailmass::verify::causes {

namespace {

/// What lies around a row is as likely as what comes after so many faults.
constexpr double as_likely = 20;

/// Tries a number of equal terms that were summed too: `terms` as fitted, `off` as it may be.
template <class Words>
void try_count(LseTrial& trial, double terms, double off, const Words& words) {
  trial.count();
  const double count = std::round(terms), chance = std::log(std::max(2 * off, 0x1p-40));
  if (!(off < nearly_whole) || count < 1 || count > most_terms || std::abs(terms - count) > off)
    return;
  std::string cause = words(static_cast<std::size_t>(count));
  if (off >= whole_within && trial.knows(cause)) // some other row says it better
    trial.fits(chance, std::move(cause));
  else if (off < whole_within) // the same in several rows says at least as much as a parameter that is fitted
    trial.fits(std::min(same_digits - 0.5, chance), std::move(cause));
}

std::string counted(std::size_t count, const char* one, const char* more) {
  return count == 1 ? one : fmt::format(fmt::runtime(more), count);
}

} // namespace

namespace {

/// Tries formats of fewer bits than that in which it is stored, of which few of its numbers are; what equals
/// a score may be of a short format as the score is.
void try_short_formats(LseTrial& trial) {
  const double right = trial.truth() * trial.base();
  if (std::ranges::find(trial.own().scores, trial.stored()) != trial.own().scores.end())
    return;
  for (const input::DType dtype : {input::DType::BF16, input::DType::F16}) {
    const double u = kernel::format_of(dtype).unit_roundoff;
    const double of_all = trial.arithmetic().result.unit_roundoff / u;
    trial.count();
    if (of_all < 1 && is_rounded(trial.stored(), u) &&
        std::abs(trial.stored() - right) <= trial.bound() * trial.base() + u * std::abs(right))
      trial.fits(std::log(of_all), fmt::format("it were rounded to {}", input::dtype_name(dtype)));
  }
}

} // namespace

void try_logging(LseTrial& trial) {
  const double value = trial.truth(), bound = trial.bound(), most = trial.largest();
  const double log2e = std::numbers::log2e, logged = value - most;
  const bool natural = trial.base() == 1;
  const auto number = [&](double candidate, double within, const char* cause) {
    trial.number(candidate, within, [&] { return std::string(cause); });
  };
  if (natural)
    number(value * log2e, bound * log2e, "it were in base 2, not natural");
  else
    number(value, bound, "it were natural, not in base 2");
  number(value / std::numbers::ln10, bound,
         natural ? "it were in base 10, not natural" : "it were in base 10, not 2");
  if (natural)
    number(value * std::numbers::ln2, bound, "a factor of ln 2 were applied twice");
  else
    number(value * log2e * log2e, bound * 3, "a factor of log2 e were applied twice");
  number(-value * trial.base(), bound * trial.base(), "its sign were wrong");
  number(logged, bound, "the maximum were not added back");
  number(logged * log2e, bound * log2e, "the maximum were not added back, in base 2");
  number(most, bound, "it were the maximum, the sum left out");
  number(most * log2e, bound * log2e, "it were the maximum in base 2, the sum left out");
  number(most * log2e + logged, bound * log2e, "the maximum were in base 2 and the logarithm natural");
  number(most + logged * log2e, bound * log2e, "the maximum were natural and the logarithm in base 2");
  const double total = std::exp(logged);
  number(total, bound * total, "the sum were not logged, nor the maximum added back");
  number(most + total, bound * (1 + total), "the sum were not logged");
  number(std::exp(value), bound * std::exp(value), "it were the sum of exponentials, not logged");
  number(most + value, 2 * bound, "the maximum were added twice");
  const double keys = std::log(static_cast<double>(trial.own().valued));
  number((value - keys) * trial.base(), bound * trial.base(), "the mean of the exponentials were logged");
  if (trial.stored() == 0)
    trial.fits(-20, "it were never written: it is 0");
  try_short_formats(trial);
}

void try_sink(LseTrial& trial) {
  if (const cases::AttentionRow& row = trial.at().row; row.sink && !row.declared.lse_sink) {
    kernel::Summation with_sink = trial.own();
    kernel::add_sink(with_sink, row);
    trial.sum("the sink were a term of it", with_sink);
  }
  for (const Suspect& suspect : sink_suspects(trial.own()))
    trial.sum(suspect.cause, suspect.sum);
}

void try_extents(LseTrial& trial) {
  const KernelRow& at = trial.at();
  const cases::AttentionRow& row = at.row;
  const auto over = [&](std::span<const Key> keys) {
    return kernel::summation(row, keys, trial.arithmetic(), row.declared.lse_sink);
  };
  if (trial.of_head())
    trial.sum("it were summed over the whole row, not over the head", over(kernel::finite_keys(*row.scores)));
  else if (at.head)
    trial.sum("it were summed over the head only", over(at.head->finite_head()));
  if (const std::optional<UnmaskedRow> all = unmasked(row)) {
    std::vector<Key> keys(row.scores->size());
    for (std::size_t key = 0; key < keys.size(); ++key)
      keys[key] = static_cast<Key>(key);
    trial.sum(all->cause, over_unmasked(row, *all, keys));
  }
  if (const std::optional<Suspect> suspect =
          uncapped_suspect(row, trial.own(), trial.arithmetic().accumulation.unit_roundoff))
    trial.sum(suspect->cause, suspect->sum);
  if (!trial.of_head())
    for (const Suspect& suspect : window_suspects(row, trial.arithmetic()))
      trial.sum(suspect.cause, suspect.sum, suspect.detail);
}

void try_terms(LseTrial& trial) {
  if (!trial.wants_some_of({"key", "one more term", "added to it"}))
    return;
  // Relative to the sum of weights as it should be: what was summed, and how well that is known.
  const double moved = trial.natural() - trial.truth(), sum = std::exp(moved), more = std::expm1(moved);
  const double off = 2 * trial.bound() * std::max(sum, 1.0);
  const auto weight = [&](double score) { return std::exp(score - trial.truth()); };
  if (more > 0 && std::isfinite(sum)) {
    const double zero = weight(0), last = weight(trial.own().scores[trial.own().valued - 1]);
    try_count(trial, more / zero, off / zero, [](std::size_t count) {
      return counted(count, "a key of score 0 were summed too",
                     "{} keys of score 0 were summed too, as padding");
    });
    try_count(trial, more / last, off / last, [](std::size_t count) {
      return counted(count, "the last key were counted twice",
                     "the last key were counted {} times more, as padding");
    });
    if (more > 4 * off)
      trial.fitted(0, "one more term of score ", trial.truth() + std::log(more), off / more,
                   " were summed, as of a sink" + or_keys_of_score_0(more / zero, off / zero));
  }
  const double total = trial.weights().total;
  for (std::size_t i = 0; i < trial.own().valued; ++i) {
    const double of_key = trial.weights().weights[i];
    const auto one = [&](double changed, const char* words) {
      trial.total(
          changed, [&] { return std::string(words); },
          [&] { return fmt::format(", key {}", trial.own().keys[i]); });
    };
    if (of_key < total)
      one(total - of_key, "one key were left out");
    if (i + 1 < trial.own().valued)
      one(total + of_key, "one key were counted twice");
    else
      trial.total(total + of_key, [] { return std::string("the last key were counted twice"); });
  }
  trial.fitted(0, "", trial.stored() - trial.truth() * trial.base(), trial.bound() * trial.base(),
               " were added to it");
}

namespace {

/// Whether the stored number is that of a neighbour.
Matches is_that_of(LseTrial& trial) {
  return [&trial](const std::vector<double>& scores, const cases::Neighbour& one) {
    const cases::AttentionRow& row = trial.at().row;
    return !one.own_scores && trial.is(trial.of_head() ? head_at(row, scores, one) : all_of(row, scores));
  };
}

void note(LseTrial& trial, const std::vector<cases::Neighbour>& found) {
  for (const cases::Neighbour& one : found) {
    trial.count(); // of one row, its first name is the likeliest
    trial.fits(trial.chance(1.5 * trial.bound() * trial.base()), one.cause, one.detail);
  }
}

/// Those of its keys, a few operations each.
double cost_of(const LseTrial& trial) {
  return product * static_cast<double>(trial.at().row.scores->size());
}

} // namespace

void try_declared(LseTrial& trial) {
  if (const std::optional<Suspect> padded = padded_suspect(trial.at().row, trial.arithmetic());
      padded && !trial.of_head())
    trial.sum(padded->cause, padded->sum);
  note(trial, misread(trial.at().row, trial.budget(), cost_of(trial), is_that_of(trial),
                      [&](const std::string& cause) { return trial.wanted(cause); }));
}

void try_elsewhere(LseTrial& trial) {
  trial.among(as_likely);
  note(trial, elsewhere(trial.at().row, trial.budget(), cost_of(trial), is_that_of(trial),
                        [&](const std::string& cause) { return trial.wanted(cause); }));
}

} // namespace tailmass::verify::causes
