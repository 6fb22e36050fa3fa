// Validity of a kernel's indices.
#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

/// Why distinct_keys() of base 0 gives nothing.
std::string no_set(std::span<const input::Integer> indices, std::size_t n) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> position_of(n, none);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const input::Integer& index = indices[i];
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

bool padded(std::span<const input::Integer> indices) {
  const auto first = std::ranges::find_if(indices, &input::Integer::negative);
  return first != indices.end() && std::all_of(first, indices.end(), [](const input::Integer& index) {
           return index.negative && index.magnitude == 1;
         });
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

KernelHead kernel_head(std::span<const input::Integer> indices, const Scores& scores) {
  const std::optional<std::vector<Key>> keys = distinct_keys(indices, scores.size(), 0);
  if (!keys) {
    const auto from_one = distinct_keys(indices, scores.size(), 1);
    return {.head = {},
            .fault = no_set(indices, scores.size()),
            .cause = from_one && names_top_k(*from_one, scores.all()) ? "keys were counted from 1"
                     : padded(indices)                                ? "a short head were padded with -1"
                                                                      : ""};
  }
  if (std::ranges::all_of(*keys, [&](Key key) { return scores.masked(key); }))
    return {.head = {}, .fault = "every key of the head is masked", .cause = "the mask were ignored"};
  KernelHead result{.head = Head::of_keys(scores, *keys), .fault = {}, .cause = {}};
  if (!result.head->is_top_k()) {
    result.fault = not_top_k(scores, *result.head);
    result.cause = cause_of(indices, scores, *result.head);
  }
  return result;
}

} // namespace tailmass::verify::kernel
