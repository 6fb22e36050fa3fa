// Trying all named faults on a kernel's wrong result.
#include "verify/causes/diagnosis.hpp"

#include "verify/causes/index_suspects.hpp"
#include "verify/causes/trial.hpp"

namespace tailmass::verify::causes {

namespace {

// Units of a budget: what a number costs that balls decide.
constexpr double exponential_of_balls = 700, product_of_balls = 35;
/// How often as much as by balls.
constexpr double thorough = 10;

/// Why a log-sum-exp may be infinite, beside an overflow of its own format.
std::string cause_of_infinity(const cases::AttentionRow& row, double stored) {
  if (stored > 0 && row.scores->ranked(1) > std::log(kernel::format_of(input::DType::F16).largest))
    return "exponentials overflowed F16, the row's maximum not subtracted";
  return stored > 0 ? "the +inf of a split without keys were written"
                    : "the -inf of a split without keys were written";
}

/// What the row itself says, beside which nothing is tried.
std::vector<Candidate> certain(std::string cause) {
  constexpr double never = -100;
  return {{std::move(cause), {}, never, never}};
}

} // namespace

std::vector<Candidate> causes_of_indices(const cases::AttentionRow& row, double operations) {
  Budget budget(std::min(operations, thorough * exponential_of_balls * static_cast<double>(row.keys_total)));
  return try_indices(row, budget);
}

std::vector<Candidate> causes_of_lse(const KernelRow& at, double operations) {
  if (std::string cause = no_scores(at.row); !cause.empty())
    return certain(std::move(cause));
  if (const double stored = at.row.lse->numbers.front(); !std::isfinite(stored))
    return std::isnan(stored) ? std::vector<Candidate>{} : certain(cause_of_infinity(at.row, stored));
  const auto n = static_cast<double>(at.row.scores->finite_count());
  Budget budget(std::min(operations, thorough * exponential_of_balls * n));
  LseTrial trial(at, budget);
  if (!trial.possible())
    return {};
  try_sink(trial); // declared and forgotten: likelier than all that follows
  try_logging(trial);
  try_extents(trial);
  try_factor(trial);
  try_terms(trial);
  try_tiles(trial);
  try_elsewhere(trial);
  try_cap(trial);
  if (const std::optional<Suspect> suspect = rounded_when_stored(at.row, trial.own()))
    if (const Guess guess = guess_of(suspect->sum, trial.arithmetic()); guess.bounded())
      if (const auto [value, bound] = guess.log_sum_exp(); std::abs(trial.natural() - value) <= bound)
        trial.weakly(suspect->cause);
  return std::move(trial).found();
}

namespace {

std::vector<Candidate> causes_of_means(const KernelRow& at, bool full, double operations) {
  const std::vector<double>& stored = (full ? at.row.outputs : at.row.truncated)->numbers;
  if (std::string cause = no_scores(at.row); !cause.empty())
    return certain(std::move(cause));
  if (!std::ranges::all_of(stored, [](double x) { return std::isfinite(x); }))
    return {};
  const auto k = static_cast<double>(full ? at.row.scores->finite_count() : at.head->finite_head().size());
  const auto d = static_cast<double>(stored.size());
  Budget budget(std::min(operations, thorough * k * (2 * exponential_of_balls + 3 * product_of_balls * d)));
  OutputTrial trial(at, full, budget);
  if (!trial.possible())
    return {};
  try_division(trial);
  try_extents(trial);
  try_scores(trial);
  try_tiles(trial);
  try_terms(trial);
  try_elsewhere(trial);
  if (const std::optional<Suspect> suspect = rounded_when_stored(at.row, trial.own());
      suspect && trial.are(suspect->sum))
    trial.weakly(suspect->cause);
  if (!full)
    try_swaps(trial);
  return std::move(trial).found();
}

} // namespace

std::vector<Candidate> causes_of_truncated(const KernelRow& at, double operations) {
  return causes_of_means(at, false, operations);
}

std::vector<Candidate> causes_of_outputs(const KernelRow& at, double operations) {
  return causes_of_means(at, true, operations);
}

} // namespace tailmass::verify::causes
