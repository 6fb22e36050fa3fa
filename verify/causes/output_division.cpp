// Faults of an output over the right keys: another divisor, a factor, another format, terms without value.
#include "verify/causes/trial.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace tailmass::verify::causes {

namespace {

/// What was fitted tells something where it is known within this share of itself.
constexpr double most_unsure = 0.05;
/// How much of what bounds of a mean leave open of a sink is likely.
constexpr double likely = 0.4;

/// The sum, divided by the weights of further keys too.
kernel::Summation divided_by_all(const cases::AttentionRow& row, const Head& head,
                                 const kernel::KernelArithmetic& arithmetic) {
  std::vector<Key> keys(head.finite_head().begin(), head.finite_head().end());
  keys.insert(keys.end(), head.finite_tail().begin(), head.finite_tail().end());
  kernel::Summation sum = kernel::summation(row, keys, arithmetic);
  sum.valued = head.finite_head().size();
  return sum;
}

/// Tries keys of score 0 and value 0: as few as one tile may need, or what fills a row up to a multiple.
/// Several counts may fit where results are coarse, and then none is told.
void try_padding(OutputTrial& trial) {
  constexpr std::size_t most = 16;
  std::vector<std::size_t> counts;
  for (std::size_t count = 1; count <= most; ++count)
    counts.push_back(count);
  for (const std::size_t keys : {trial.at().row.keys_total, trial.own().valued})
    for (const std::size_t multiple : {32U, 64U, 128U, 256U})
      if (const std::size_t count = (multiple - keys % multiple) % multiple; count > most)
        counts.push_back(count);
  std::ranges::sort(counts);
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  std::vector<std::pair<std::size_t, Met>> fitting;
  for (const std::size_t count : counts) {
    trial.count();
    const double more = static_cast<double>(count) * std::exp(-trial.weights().largest);
    if (!trial.near_on_all(trial.weights().total + more,
                           [&](std::size_t axis) { return trial.weighted_on(axis); }))
      continue;
    kernel::Summation sum = trial.own(); // one term of score ln count is as many of score 0
    sum.keys.push_back(0);
    sum.scores.push_back(std::log(static_cast<double>(count)));
    if (!sum.errors.empty())
      sum.errors.push_back(0);
    if (const std::optional<Met> met = trial.are(sum))
      fitting.emplace_back(count, *met);
  }
  if (fitting.size() == 1 && !trial.budget().is_short()) // or others may fit that were not tried
    trial.fits(fitting.front().second.all,
               fitting.front().first == 1
                   ? "a key of score 0 and value 0 were summed too, as padding"
                   : fmt::format("{} keys of score 0 and value 0 were summed too, as padding",
                                 fitting.front().first));
}

/// Tries something that was added to all coordinates.
void try_shift(OutputTrial& trial) {
  const double added = trial.seen().front() - trial.truths().front(), off = 2 * trial.bounds().front();
  if (trial.settled({}) || !(off < most_unsure * std::abs(added)))
    return;
  if (const std::optional<Met> met = trial.are(trial.own(), 1, 2, nullptr, added))
    trial.fitted(met->others, "", added, off, " were added to every coordinate");
}

/// Tries a factor of all coordinates, which is what phantom keys, a sink or a factor of the values give.
void try_factor(OutputTrial& trial) {
  const double truth = trial.truths().front(), factor = trial.seen().front() / truth;
  const double off = std::abs(factor) * trial.bounds().front() / std::abs(truth);
  for (int power = 1; power <= 8; ++power)
    for (const double known : {std::ldexp(1, power), std::ldexp(1, -power)})
      if (trial.near(trial.weighted() / trial.weights().total, known))
        trial.sum(fmt::format("every coordinate were multiplied by {}, as by a scale of the values", known),
                  trial.own(), known);
  if (trial.near(trial.weighted() / trial.weights().total, -1))
    trial.sum("the sign of every coordinate were wrong", trial.own(), -1);
  if (trial.settled({}) || !std::isfinite(factor) || factor == 0 || std::abs(factor - 1) <= 2 * off ||
      !(off < most_unsure * std::abs(factor)))
    return;
  const std::optional<Met> met = trial.are(trial.own(), factor, 2);
  if (!met)
    return;
  const double others = met->others, total = trial.guess().log_sum_exp();
  const double keys = (1 / factor - 1) * std::exp(total),
               off_keys = off / (factor * factor) * std::exp(total);
  trial.count();
  if (const double count = std::round(keys);
      count >= 1 && off_keys < nearly_whole && std::abs(keys - count) <= off_keys)
    if (std::string cause =
            fmt::format("{:.0f} keys of score 0 and value 0 were summed too, as padding", count);
        off_keys < whole_within || trial.knows(cause)) {
      trial.fits(others + std::log(2 * off_keys), std::move(cause));
      return;
    }
  constexpr double nearly_1 = 0.05; // three digits of less come out the same by accident
  if (std::abs(factor - 1) > nearly_1)
    trial.fitted(others, "every coordinate were multiplied by ", factor, off, "");
  if (keys > 0)
    trial.fitted(others, "one more term of score ", std::log(keys), likely * off_keys / keys,
                 " and value 0 were summed, as of a sink" + or_keys_of_score_0(keys, off_keys));
}

/// Whether the output is the value vector of one key, of whose format its numbers are then.
bool is_a_value(const OutputTrial& trial) {
  const std::span<const Key> keys = std::span(trial.own().keys).first(trial.own().valued);
  return std::ranges::any_of(
      keys, [&](Key key) { return std::ranges::equal(trial.at().row.values->of(key), trial.stored()); });
}

/// Tries formats of fewer bits than that in which it is stored, of which few of its numbers are.
void try_short_formats(OutputTrial& trial) {
  if (is_a_value(trial))
    return;
  for (const input::DType dtype : {input::DType::BF16, input::DType::F16}) {
    const double u = kernel::format_of(dtype).unit_roundoff;
    const double of_all = trial.arithmetic().result.unit_roundoff / u;
    trial.count();
    bool near = true;
    for (std::size_t i = 0; i < trial.seen().size(); ++i)
      near = near && std::abs(trial.seen()[i] - trial.truths()[i]) <=
                         trial.bounds()[i] + u * (std::abs(trial.truths()[i]) + trial.bounds()[i]);
    if (of_all < 1 && near && std::ranges::all_of(trial.stored(), [&](double x) { return is_rounded(x, u); }))
      trial.fits(static_cast<double>(trial.seen().size()) * std::log(of_all),
                 fmt::format("it were rounded to {}", input::dtype_name(dtype)));
  }
}

} // namespace

void try_sink(OutputTrial& trial) {
  for (const Suspect& suspect : sink_suspects(trial.own()))
    trial.sum(suspect.cause, suspect.sum);
}

void try_division(OutputTrial& trial) {
  trial.sum("it were not divided by the sum of its weights", trial.own(), trial.guess().partition());
  trial.sum("it were not divided by the sum of its weights, nor the maximum subtracted", trial.own(),
            std::exp(trial.guess().log_sum_exp()));
  if (std::ranges::all_of(trial.stored(), [](double x) { return x == 0; }))
    trial.fits(-20, "it were never written: it is 0");
  if (!trial.full() && !trial.at().head->finite_tail().empty())
    trial.sum("it were divided by the sum over all keys, not over the head",
              divided_by_all(trial.at().row, *trial.at().head, trial.arithmetic()));
  try_short_formats(trial);
  try_padding(trial);
  try_factor(trial);
  try_shift(trial);
}

} // namespace tailmass::verify::causes
