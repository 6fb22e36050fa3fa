// Validity of a kernel's indices.
#include "verify/kernel/head.hpp"

#include "verify/attention/padding.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/head_faults.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

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
  if (row.declared.head == attention::Declarations::HeadKind::any)
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
  result.fault = not_top_k(chosen_by, head, errors);
  if (result.fault.empty() && errors.empty()) // ties of real numbers are none of a kernel's
    result.fault = wrong_tie(chosen_by, head, row.declared.ties);
  if (result.fault.empty() && !errors.empty() && row.keys != nullptr) // but of equal keys they are
    result.fault = wrong_tie_of_equal_keys(row, head);
  if (!result.fault.empty() && row.selection != nullptr)
    result.fault += " by the selection scores";
  return result;
}

/// The padding that makes a right head of these indices, as a cause; empty where none does.
std::string other_padding(const KernelIndices& row) {
  using Padding = attention::Declarations::Padding;
  constexpr std::pair<Padding, const char*> others[] = {
      {Padding::minus_one, "-1"}, {Padding::key_count, "n"}, {Padding::largest, "max"}, {Padding::zero, "0"}};
  attention::Declarations declared = row.declared;
  for (const auto& [padding, text] : others) {
    declared.padding = padding;
    const KernelHead found = read_head(
        {row.indices, row.scores, declared, row.dtype, row.errors, row.selection, row.keys, row.added});
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
    if (index.negative || index.magnitude - base >= n) // one below the base wraps to far beyond n
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
  const std::vector<double> errors = kernel_score_errors(row);
  return kernel_head({.indices = row.indices->numbers,
                      .scores = *row.scores,
                      .declared = row.declared,
                      .dtype = row.indices->dtype,
                      .errors = errors,
                      .selection = row.selection.get(),
                      .keys = row.formed && !row.keys_scaled ? row.keys.get() : nullptr,
                      .added = row.added});
}

} // namespace tailmass::verify::kernel
