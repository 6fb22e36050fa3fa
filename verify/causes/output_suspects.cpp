// Faults of an output over other keys: heads, masks, terms too many or missing, other rows.
#include "verify/causes/elsewhere.hpp"
#include "verify/causes/trial.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <numbers>
#include <numeric>

namespace tailmass::verify::causes {

namespace {

std::vector<Key> largest_keys(const std::vector<double>& scores, std::size_t k) {
  const Scores row(scores);
  return {row.order().begin(), row.order().begin() + static_cast<std::ptrdiff_t>(std::min(k, scores.size()))};
}

/// The k largest terms of a sum, with its sink.
kernel::Summation largest_terms(const kernel::Summation& sum, std::size_t k) {
  std::vector<std::size_t> order(sum.valued);
  std::iota(order.begin(), order.end(), std::size_t{0});
  k = std::min(k, order.size());
  const auto larger = [&](std::size_t i, std::size_t j) {
    return sum.scores[i] != sum.scores[j] ? sum.scores[i] > sum.scores[j] : i < j;
  };
  std::ranges::nth_element(order, order.begin() + static_cast<std::ptrdiff_t>(k), larger);
  order.resize(k);
  std::ranges::sort(order, larger);
  kernel::Summation largest{.keys = {}, .scores = {}, .valued = order.size()};
  for (std::size_t i = sum.valued; i < sum.scores.size(); ++i)
    order.push_back(i);
  for (const std::size_t i : order) {
    largest.keys.push_back(sum.keys[i]);
    largest.scores.push_back(sum.scores[i]);
    if (!sum.errors.empty())
      largest.errors.push_back(sum.errors[i]);
  }
  return largest;
}

/// Tries other heads than the kernel's own.
void try_heads(OutputTrial& trial, const Head& head) {
  const cases::AttentionRow& row = trial.at().row;
  const auto over = [&](std::span<const Key> keys) {
    return kernel::summation(row, keys, trial.arithmetic());
  };
  const std::span<const Key> kept = head.finite_head();
  if (trial.full()) {
    if (!head.finite_tail().empty())
      trial.sum("it were over the head only", over(kept));
    return;
  }
  if (kept.size() > 1)
    trial.sum(fmt::format("k were {}, not {}", head.size() - 1, head.size()),
              over(kept.first(kept.size() - 1)));
  if (!head.finite_tail().empty()) {
    std::vector<Key> more(kept.begin(), kept.end());
    more.push_back(head.finite_tail().front());
    trial.sum(fmt::format("k were {}, not {}", head.size() + 1, head.size()), over(more));
    trial.sum("nothing were truncated", over(row.scores->finite()));
  }
  if (!head.is_top_k())
    trial.sum("it were over a Top-k set, not over its indices",
              over(Head::top_k(*row.scores, head.size()).finite_head()));
}

std::vector<Key> all_keys(std::size_t n) {
  std::vector<Key> keys(n);
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

/// Tries windows and masks that let in other keys.
void try_masks(OutputTrial& trial) {
  constexpr double of_key = 12; // of sums over other keys and the largest of each
  const cases::AttentionRow& row = trial.at().row;
  const bool wanted = trial.wants_some_of({"key", "mask"});
  if (!wanted || !trial.budget().spend(of_key * static_cast<double>(row.scores->size())))
    return;
  // Of a head that sees one masked key a mask of one key more says more than that there were none.
  for (const Suspect& suspect : window_suspects(row, trial.arithmetic()))
    trial.sum(suspect.cause,
              trial.full() ? suspect.sum : largest_terms(suspect.sum, row.indices->numbers.size()), 1,
              suspect.detail);
  if (const std::optional<UnmaskedRow> all = trial.settled({}) ? std::nullopt : unmasked(row)) {
    if (trial.full())
      trial.sum(all->cause, over_unmasked(row, *all, all_keys(all->scores.size())));
    else {
      trial.sum(all->cause, over_unmasked(row, *all, trial.at().head->head()));
      trial.sum(all->cause, over_unmasked(row, *all, largest_keys(all->scores, trial.at().head->size())));
    }
  }
}

} // namespace

void try_extents(OutputTrial& trial) {
  if (const std::optional<Head>& head = trial.at().head)
    try_heads(trial, *head);
  try_masks(trial);
  kernel::Summation equal = trial.own();
  std::fill_n(equal.scores.begin(), equal.valued, 0.0);
  equal.errors.clear();
  trial.sum(trial.full() ? "all weights were equal" : "all weights of the head were equal", equal);
  const std::size_t n = trial.at().row.scores->size();
  for (const bool next : {true, false}) {
    kernel::Summation beside = trial.own();
    for (std::size_t i = 0; i < beside.valued; ++i)
      beside.keys[i] = static_cast<Key>((beside.keys[i] + (next ? 1 : n - 1)) % n);
    trial.sum(next ? "each key had the value of the next one" : "each key had the value of the one before",
              beside);
  }
}

namespace {

/// Tries the last key several times more, as often as the worst coordinate says.
void try_last_key_repeated(OutputTrial& trial) {
  const kernel::Summation& own = trial.own();
  const std::size_t last = own.valued - 1;
  const double weight = trial.weights().weights[last], total = trial.weights().total;
  const double beyond = weight * (trial.seen().front() - trial.worst_values()[last]);
  const double times = (trial.weighted() - trial.seen().front() * total) / beyond;
  const double off = 2 * trial.bounds().front() * weight *
                     std::abs(total * trial.worst_values()[last] - trial.weighted()) / (beyond * beyond);
  trial.count();
  const double count = std::round(times);
  if (!(off < whole_within) || count < 2 || count > most_terms || std::abs(times - count) > off)
    return;
  kernel::Summation sum = own;
  sum.scores[last] += std::log1p(count);
  sum.errors.resize(sum.scores.size());
  sum.errors[last] += 4 * trial.arithmetic().accumulation.unit_roundoff;
  if (const std::optional<Met> met = trial.are(sum))
    trial.fits(met->others + std::log(2 * off),
               fmt::format("the last key were counted {:.0f} times more, as padding", count));
}

} // namespace

void try_terms(OutputTrial& trial) {
  const kernel::Summation& own = trial.own();
  if (!trial.wants_some_of({"key"}) || !trial.budget().spend(2 * product * static_cast<double>(own.valued)))
    return;
  try_last_key_repeated(trial);
  for (std::size_t i = 0; i < own.valued; ++i) {
    const double weight = trial.weights().weights[i];
    const bool is_last = i + 1 == own.valued;
    const auto one = [&](double more, const char* words, auto change) {
      trial.count();
      if (!trial.near_on_all(trial.weights().total + more, [&](std::size_t axis) {
            return trial.weighted_on(axis) + more * trial.values_on(axis)[i];
          }))
        return;
      kernel::Summation sum = own;
      change(sum);
      if (const std::optional<Met> met = trial.are(sum))
        trial.fits(met->all, words, is_last && more > 0 ? "" : fmt::format(", key {}", own.keys[i]));
    };
    const bool at_an_end = trial.full() && (i == 0 || i + 1 == own.valued); // a window's, tried before
    if (own.valued > 1 && !at_an_end)
      one(-weight, "one key were left out", [&](kernel::Summation& sum) {
        const auto at = static_cast<std::ptrdiff_t>(i);
        sum.keys.erase(sum.keys.begin() + at);
        sum.scores.erase(sum.scores.begin() + at);
        if (!sum.errors.empty())
          sum.errors.erase(sum.errors.begin() + at);
        --sum.valued;
      });
    one(weight, is_last ? "the last key were counted twice" : "one key were counted twice",
        [&](kernel::Summation& sum) {
          sum.scores[i] += std::numbers::ln2;
          sum.errors.resize(sum.scores.size());
          sum.errors[i] += 4 * trial.arithmetic().accumulation.unit_roundoff;
        });
  }
}

void try_swaps(OutputTrial& trial) {
  const KernelRow& at = trial.at();
  if (trial.full() || !trial.wants_some_of({"one index were swapped", "the value of"}))
    return;
  const std::vector<Suspect> swaps = swapped_suspects(
      at.row, *at.head, at.arithmetic, {trial.axes(), trial.seen(), trial.bounds()}, trial.budget());
  constexpr double unlikely =
      16; // as often as each of the two kinds: noise on few coordinates is near some swap
  trial.count(2 * unlikely *
              static_cast<double>(at.head->finite_head().size() * at.row.scores->finite_count()));
  std::vector<std::pair<const Suspect*, Met>> fitting;
  for (const Suspect& suspect : swaps)
    if (const std::optional<Met> met = trial.are(suspect.sum))
      fitting.emplace_back(&suspect, *met);
  if (fitting.size() == 1 && !trial.budget().is_short())
    trial.fits(fitting.front().second.all, fitting.front().first->cause, fitting.front().first->detail);
}

namespace {

/// Tries the neighbours among which one of the two functions finds one.
void try_neighbours(OutputTrial& trial, decltype(elsewhere)& find) {
  const cases::AttentionRow& row = trial.at().row;
  const auto n = static_cast<double>(row.scores->size());
  std::optional<Met> met;
  const std::vector<cases::Neighbour> found = find(
      row, trial.budget(), product * n,
      [&](const std::vector<double>& scores, const cases::Neighbour& one) {
        trial.count();
        const std::shared_ptr<const Values> values = row.neighbours->values(one);
        if (values)
          met = trial.are(trial.full() ? all_of(row, scores) : head_at(row, scores, one), 1, 1, values.get());
        return met.has_value();
      },
      [&](const std::string& cause) { return trial.wanted(cause); });
  for (const cases::Neighbour& one : found) {
    trial.count(); // of one row, its first name is the likeliest
    trial.fits(met->all, one.cause, one.detail);
  }
}

} // namespace

void try_declared(OutputTrial& trial) {
  if (const std::optional<Suspect> padded = padded_suspect(trial.at().row, trial.arithmetic());
      padded && trial.full())
    trial.sum(padded->cause, padded->sum);
  try_neighbours(trial, misread);
}

void try_elsewhere(OutputTrial& trial) {
  try_neighbours(trial, elsewhere);
}

} // namespace tailmass::verify::causes
