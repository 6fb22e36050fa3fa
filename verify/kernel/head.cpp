// Validity of a kernel's indices.
#include "verify/kernel/head.hpp"

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

/// Reads a head by its declared padding alone.
KernelHead read_head(std::span<const input::Integer> all, const Scores& scores,
                     const input::Declarations& declared, input::DType dtype) {
  const std::vector<bool> padding =
      padding_among(all, scores.size(), !scores.masked(0), declared.padding, dtype);
  std::vector<input::Integer> indices;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!padding[i])
      indices.push_back(all[i]);
  const std::size_t padded = all.size() - indices.size();
  const std::optional<std::vector<Key>> keys = distinct_keys(indices, scores.size(), 0);
  if (!keys) {
    const auto from_one = distinct_keys(indices, scores.size(), 1);
    return {.head = {},
            .fault = no_set(all, padding, scores.size()),
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
  const Head& head = *result.head;
  if (declared.head == input::Declarations::HeadKind::any)
    return result;
  if (padded > 0 && !head.finite_tail().empty()) {
    result.fault = fmt::format("a visible key was dropped: {} of {} indices are padding, and {} is not named",
                               padded, all.size(), described(scores, head.finite_tail().front()));
  } else if (!head.is_top_k()) {
    result.fault = not_top_k(scores, head);
    result.cause = cause_of(indices, scores, head);
  } else {
    result.fault = wrong_tie(scores, head, declared.ties);
  }
  return result;
}

/// The padding that makes a right head of these indices, as a cause; empty where none does.
std::string other_padding(std::span<const input::Integer> indices, const Scores& scores,
                          input::Declarations declared, input::DType dtype) {
  using Padding = input::Declarations::Padding;
  constexpr std::pair<Padding, const char*> others[] = {
      {Padding::minus_one, "-1"}, {Padding::key_count, "n"}, {Padding::largest, "max"}, {Padding::zero, "0"}};
  for (const auto& [padding, text] : others) {
    declared.padding = padding;
    const KernelHead found = read_head(indices, scores, declared, dtype);
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

KernelHead kernel_head(std::span<const input::Integer> all, const Scores& scores,
                       const input::Declarations& declared, input::DType dtype) {
  KernelHead found = read_head(all, scores, declared, dtype);
  if (!found.head && found.cause.empty())
    found.cause = other_padding(all, scores, declared, dtype);
  return found;
}

} // namespace tailmass::verify::kernel
