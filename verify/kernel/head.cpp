// Validity of a kernel's indices.
#include "verify/kernel/head.hpp"

#include "verify/kernel/error.hpp"
#include "verify/kernel/padding.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

/// Why distinct_keys() of base 0 gives nothing.
std::string no_set(std::span<const input::Integer> indices, const std::vector<bool>& padding, std::size_t n) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> position_of(n, none);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const input::Integer& index = indices[i];
    if (padding[i])
      continue;
    if (index.negative)
      return fmt::format("index -{} at position {} is negative", index.magnitude, i);
    if (index.magnitude >= n)
      return fmt::format("index {} at position {} is outside the keys 0..{}", index.magnitude, i, n - 1);
    std::size_t& earlier = position_of[index.magnitude];
    if (earlier != none)
      return fmt::format("key {} is named twice, at positions {} and {}", index.magnitude, earlier, i);
    earlier = i;
  }
  return {};
}

/// Why ties do not allow the head; empty where they do.
std::string wrong_tie(const Scores& scores, const Head& head, input::Declarations::Ties ties) {
  if (ties == input::Declarations::Ties::any || head.finite_tail().empty())
    return {};
  const bool lowest = ties == input::Declarations::Ties::lowest;
  const double least = scores[head.head().back()];
  std::optional<Key> kept;
  std::optional<Key> dropped; // the one farthest to the wrong side
  const auto farther = [&](std::optional<Key>& at, Key key, bool to_higher) {
    if (scores[key] == least && (!at || (to_higher ? key > *at : key < *at)))
      at = key;
  };
  for (const Key key : head.head())
    farther(kept, key, lowest);
  for (const Key key : head.finite_tail())
    farther(dropped, key, !lowest);
  if (!dropped || (lowest ? *kept < *dropped : *kept > *dropped))
    return {};
  return fmt::format("keeps key {} and drops key {} of the same score {:.9g}, where ties go to the {} index",
                     *kept, *dropped, least, lowest ? "lowest" : "highest");
}

std::string counted_keys(std::size_t keys) {
  return fmt::format("{} {}", keys, keys == 1 ? "key is" : "keys are");
}

std::size_t rank_of(const Scores& scores, Key key) {
  return static_cast<std::size_t>(std::ranges::find(scores.order(), key) - scores.order().begin()) + 1;
}

std::string described(const Scores& scores, Key key) {
  return scores.masked(key)
             ? fmt::format("key {}, which is masked,", key)
             : fmt::format("key {} of score {:.9g} and rank {}", key, scores[key], rank_of(scores, key));
}

/// How many keys would have to change to make it a Top-k set.
std::size_t swaps(const Scores& scores, const Head& head) {
  const double threshold = scores.ranked(head.size());
  const auto below = std::ranges::count_if(head.head(), [&](Key key) { return scores[key] < threshold; });
  const auto above = std::ranges::count_if(head.tail(), [&](Key key) { return scores[key] > threshold; });
  return static_cast<std::size_t>(std::max(below, above));
}

std::string not_top_k(const Scores& scores, const Head& head) {
  const std::size_t changes = swaps(scores, head);
  return fmt::format("keeps {} and drops {}: not a Top-{} set, {} of its keys {} wrong",
                     described(scores, head.head().back()), described(scores, head.tail().front()),
                     head.size(), changes, changes == 1 ? "is" : "are");
}

std::string cause_of(std::span<const input::Integer> indices, const Scores& scores, const Head& head) {
  const auto is_top_k_of = [&](auto transformed) {
    std::vector<double> changed(scores.all().begin(), scores.all().end());
    for (double& score : changed)
      score = std::isfinite(score) ? transformed(score) : score;
    return names_top_k(head.head(), changed);
  };
  if (const auto from_one = distinct_keys(indices, scores.size(), 1);
      from_one && names_top_k(*from_one, scores.all()))
    return "keys were counted from 1";
  std::vector<Key> with_best(head.head().begin(), head.head().end());
  with_best.push_back(head.tail().front());
  if (head.tail().front() == scores.order().front() && names_top_k(with_best, scores.all()))
    return fmt::format("ranks 2 to {} were taken", head.size() + 1);
  if (head.finite_head().size() < std::min(head.size(), scores.finite_count()))
    return "the mask were ignored";
  if (swaps(scores, head) == 1)
    return "one index were swapped";
  if (is_top_k_of([](double score) { return -score; }))
    return "the smallest scores were taken";
  if (is_top_k_of([](double score) { return std::abs(score); }))
    return "scores were taken by magnitude";
  return {};
}

/// Why this is no Top-k set of scores that may each be off by their error; empty where it may be one.
std::string wrong_by(const Scores& scores, const Head& head, std::span<const double> errors) {
  if (head.is_top_k())
    return {};
  const auto error = [&](Key key) { return errors.empty() ? 0 : errors[key]; };
  const Key kept =
      *std::ranges::min_element(head.head(), {}, [&](Key key) { return scores[key] + error(key); });
  const Key dropped =
      *std::ranges::max_element(head.tail(), {}, [&](Key key) { return scores[key] - error(key); });
  return scores[dropped] - error(dropped) > scores[kept] + error(kept) ? not_top_k(scores, head) : "";
}

/// Reads a head by its declared padding alone.
KernelHead read_head(const KernelIndices& row) {
  const Scores& scores = row.scores;
  const std::vector<bool> padding =
      padding_among(row.indices, scores.size(), !scores.masked(0), row.declared.padding, row.dtype);
  std::vector<input::Integer> indices;
  for (std::size_t i = 0; i < row.indices.size(); ++i)
    if (!padding[i])
      indices.push_back(row.indices[i]);
  const std::size_t padded = row.indices.size() - indices.size();
  const std::optional<std::vector<Key>> keys = distinct_keys(indices, scores.size(), 0);
  if (!keys) {
    const auto from_one = distinct_keys(indices, scores.size(), 1);
    return {.head = {},
            .fault = no_set(row.indices, padding, scores.size()),
            .cause = from_one && names_top_k(*from_one, scores.all()) ? "keys were counted from 1" : ""};
  }
  if (keys->empty())
    return {.head = {},
            .fault =
                fmt::format("every index is padding, where {} visible", counted_keys(scores.finite_count())),
            .cause = {}};
  if (std::ranges::all_of(*keys, [&](Key key) { return scores.masked(key); }))
    return {.head = {}, .fault = "every key of the head is masked", .cause = "the mask were ignored"};
  KernelHead result{.head = Head::of_keys(scores, *keys), .fault = {}, .cause = {}};
  if (row.declared.head == input::Declarations::HeadKind::any)
    return result;
  const Scores& chosen_by = row.selection == nullptr ? scores : *row.selection;
  if (std::ranges::all_of(*keys, [&](Key key) { return chosen_by.masked(key); })) {
    result.fault = "no key of the head has a finite selection score";
    return result;
  }
  const Head head = row.selection == nullptr ? *result.head : Head::of_keys(chosen_by, *keys);
  const std::span<const double> errors = row.selection == nullptr ? row.errors : std::span<const double>{};
  if (padded > 0 && !head.finite_tail().empty()) {
    result.fault = fmt::format("a visible key was dropped: {} of {} indices are padding, and {} is not named",
                               padded, row.indices.size(), described(chosen_by, head.finite_tail().front()));
    return result;
  }
  result.fault = wrong_by(chosen_by, head, errors);
  if (!result.fault.empty())
    result.cause = cause_of(indices, chosen_by, head);
  else if (errors.empty()) // ties of real numbers are none of a kernel's
    result.fault = wrong_tie(chosen_by, head, row.declared.ties);
  if (!result.fault.empty() && row.selection != nullptr)
    result.fault += " by the selection scores";
  return result;
}

/// The padding that makes a right head of these indices, as a cause; empty where none does.
std::string other_padding(const KernelIndices& row) {
  using Padding = input::Declarations::Padding;
  constexpr std::pair<Padding, const char*> others[] = {
      {Padding::minus_one, "-1"}, {Padding::key_count, "n"}, {Padding::largest, "max"}, {Padding::zero, "0"}};
  input::Declarations declared = row.declared;
  for (const auto& [padding, text] : others) {
    declared.padding = padding;
    const KernelHead found =
        read_head({row.indices, row.scores, declared, row.dtype, row.errors, row.selection});
    if (found.head && found.fault.empty())
      return fmt::format("a short head were padded, which the declaration padding {} would say", text);
  }
  return {};
}

} // namespace

std::optional<std::vector<Key>> distinct_keys(std::span<const input::Integer> indices, std::size_t n,
                                              std::uint64_t base) {
  std::vector<Key> keys;
  std::vector<bool> named(n, false);
  for (const input::Integer& index : indices) {
    if (index.negative || index.magnitude < base || index.magnitude - base >= n)
      return std::nullopt;
    const auto key = static_cast<Key>(index.magnitude - base);
    if (named[key])
      return std::nullopt;
    named[key] = true;
    keys.push_back(key);
  }
  return keys;
}

bool names_top_k(std::span<const Key> keys, std::span<const double> scores) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<bool> kept(scores.size(), false);
  double least_kept = infinity;
  for (const Key key : keys) {
    kept[key] = true;
    least_kept = std::min(least_kept, scores[key]);
  }
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (!kept[key] && scores[key] > least_kept)
      return false;
  return true;
}

KernelHead kernel_head(const KernelIndices& row) {
  KernelHead found = read_head(row);
  if (!found.head && found.cause.empty())
    found.cause = other_padding(row);
  return found;
}

KernelHead kernel_head(const cases::AttentionRow& row) {
  if (!row.indices->fault.empty())
    return {.head = {}, .fault = row.indices->fault, .cause = {}};
  input::Declarations declared = row.declared;
  if (declared.index_space == input::Declarations::IndexSpace::page)
    declared.head = input::Declarations::HeadKind::any; // whole pages are no Top-k set of keys
  const std::vector<double> errors = kernel_score_errors(row);
  return kernel_head({.indices = row.indices->numbers,
                      .scores = *row.scores,
                      .declared = declared,
                      .dtype = row.indices->dtype,
                      .errors = errors,
                      .selection = row.selection.get()});
}

} // namespace tailmass::verify::kernel
