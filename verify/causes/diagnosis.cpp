// Trying all named faults on a kernel's wrong result.
#include "verify/causes/diagnosis.hpp"

#include "verify/causes/index_suspects.hpp"
#include "verify/causes/trial.hpp"

#include <algorithm>
#include <span>
#include <type_traits>

namespace tailmass::verify::causes {

namespace {

// Units of a budget: what a number costs that balls decide.
constexpr double exponential_of_balls = 700, product_of_balls = 35;
/// How often as much as by balls.
constexpr double thorough = 10;
/// What one family of faults leaves to the others of what may be spent.
constexpr double for_others = 0.6;

/// Why a log-sum-exp may be infinite, beside an overflow of its own format.
std::string cause_of_infinity(const cases::AttentionRow& row, double stored) {
  if (stored > 0 && row.scores->ranked(1) > std::log(kernel::format_of(input::DType::F16).largest))
    return "exponentials overflowed F16, the row's maximum not subtracted";
  return stored > 0 ? "the +inf of a split without keys were written"
                    : "the -inf of a split without keys were written";
}

/// What the row itself says, beside which nothing is tried.
Found certain(std::string cause) {
  constexpr double never = -100;
  return {.causes = {{std::move(cause), {}, never, never, never}}};
}

/// Whether what was not computed was too much for a row, whatever its effort.
bool whole(const Budget& budget, const Effort& effort) {
  constexpr double rounded = 1 - 1e-9; // as sums of what was spent are
  return !budget.ran_out() || budget.spent() + budget.left() < rounded * effort.operations;
}

/// Tries families of faults, those first in which causes of other rows were found.
template <class Trial>
void try_all(Trial& trial, std::span<const std::type_identity_t<void (*)(Trial&)>> families,
             const Known& known) {
  // What was named for other rows is looked for by itself before all that its family tries beside.
  if (!known.causes.empty()) {
    trial.only(&known.causes);
    std::vector<std::size_t> order(known.families);
    for (std::size_t family = 0; family < families.size(); ++family)
      if (std::ranges::find(order, family) == order.end())
        order.push_back(family);
    const bool found = std::ranges::any_of(order, [&](std::size_t family) {
      trial.begin(family);
      trial.budget().keep(for_others);
      families[family](trial);
      return trial.settled(known);
    });
    trial.only(nullptr);
    if (found)
      return;
    trial.forget();
  }
  std::vector<bool> tried(families.size(), false);
  const auto try_one = [&](std::size_t family) {
    if (!tried[family]) {
      tried[family] = true;
      trial.begin(family);
      trial.budget().keep(family + 1 < families.size() ? for_others : 0);
      families[family](trial);
    }
    return trial.settled(known);
  };
  if (std::ranges::any_of(known.families, try_one))
    return;
  for (std::size_t family = 0; family < families.size(); ++family)
    if (try_one(family))
      return;
}

void try_rounding(LseTrial& trial) {
  if (const std::optional<Suspect> suspect = rounded_when_stored(trial.at().row, trial.own()))
    if (const Guess guess(suspect->sum, trial.arithmetic());
        guess.bounded() && std::abs(trial.natural() - guess.log_sum_exp()) <= guess.bound())
      trial.weakly(suspect->cause);
}
void try_rounding(OutputTrial& trial) {
  if (const std::optional<Suspect> suspect = rounded_when_stored(trial.at().row, trial.own());
      suspect && trial.are(suspect->sum))
    trial.weakly(suspect->cause);
}

// What is declared and forgotten is likelier than all that follows.
constexpr void (*families_of_lse[])(LseTrial&) = {try_sink,   try_declared, try_logging, try_extents,
                                                  try_factor, try_terms,    try_tiles,   try_elsewhere,
                                                  try_cap,    try_rounding};
// The cheap ones come first.
constexpr void (*families_of_outputs[])(OutputTrial&) = {try_sink,  try_declared, try_division,  try_extents,
                                                         try_terms, try_tiles,    try_elsewhere, try_scores,
                                                         try_cap,   try_rounding, try_swaps};

} // namespace

Found causes_of_indices(const cases::AttentionRow& row, const Effort& effort) {
  Budget budget(
      std::min(effort.operations, thorough * exponential_of_balls * static_cast<double>(row.keys_total)));
  std::vector<Candidate> found = try_indices(row, budget);
  return {.causes = std::move(found), .spent = budget.spent(), .whole = whole(budget, effort)};
}

Found causes_of_lse(const KernelRow& at, const Effort& effort) {
  if (std::string cause = no_scores(at.row); !cause.empty())
    return certain(std::move(cause));
  if (const double stored = at.row.lse->numbers.front(); !std::isfinite(stored))
    return std::isnan(stored) ? Found() : certain(cause_of_infinity(at.row, stored));
  const auto n = static_cast<double>(at.row.scores->finite_count());
  Budget budget(std::min(effort.operations, thorough * exponential_of_balls * n));
  if (!budget.spend(2 * exponential * n))
    return {.causes = {}, .spent = 0, .whole = whole(budget, effort)};
  LseTrial trial(at, budget);
  if (!trial.possible())
    return {};
  try_all<LseTrial>(trial, families_of_lse, effort.known);
  return {.causes = std::move(trial).found(), .spent = budget.spent(), .whole = whole(budget, effort)};
}

namespace {

Found causes_of_means(const KernelRow& at, bool full, const Effort& effort) {
  const std::vector<double>& stored = (full ? at.row.outputs : at.row.truncated)->numbers;
  if (std::string cause = no_scores(at.row); !cause.empty())
    return certain(std::move(cause));
  if (!std::ranges::all_of(stored, [](double x) { return std::isfinite(x); }))
    return {};
  const auto k = static_cast<double>(full ? at.row.scores->finite_count() : at.head->finite_head().size());
  const auto d = static_cast<double>(stored.size());
  Budget budget(
      std::min(effort.operations, thorough * k * (2 * exponential_of_balls + 3 * product_of_balls * d)));
  if (!budget.spend((2 * exponential + product * d + product_by_itself * static_cast<double>(most_axes)) * k))
    return {.causes = {}, .spent = 0, .whole = whole(budget, effort)};
  OutputTrial trial(at, full, budget);
  if (!trial.possible())
    return {};
  try_all<OutputTrial>(trial, families_of_outputs, effort.known);
  return {.causes = std::move(trial).found(), .spent = budget.spent(), .whole = whole(budget, effort)};
}

} // namespace

Found causes_of_truncated(const KernelRow& at, const Effort& effort) {
  return causes_of_means(at, false, effort);
}

Found causes_of_outputs(const KernelRow& at, const Effort& effort) {
  return causes_of_means(at, true, effort);
}

} // namespace tailmass::verify::causes
