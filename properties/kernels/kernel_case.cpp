// Rounding, padding, and a rank that is allowed.
#include "properties/kernels/kernel_case.hpp"

#include "properties/kernels/element.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::properties::kernels {

namespace {

/// The number of keys that a row of n is padded to.
std::size_t padded(const KernelInfo& info, std::size_t n) {
  const std::size_t least = std::max(n, info.least_keys);
  return (least + info.keys_multiple - 1) / info.keys_multiple * info.keys_multiple;
}

/// Empty where one is beyond the format.
std::vector<double> rounded_scores(const KernelInfo& info, const Scores& scores, std::size_t n) {
  std::vector<double> rounded(n, -std::numeric_limits<double>::infinity());
  for (std::size_t key = 0; key < scores.size(); ++key) {
    rounded[key] = rounded_to(info.scores, scores[key]);
    if (std::isinf(rounded[key]) && !scores.masked(key))
      return {};
  }
  return rounded;
}

std::vector<double> rounded_values(const KernelInfo& info, const Values& values, std::size_t n) {
  std::vector<double> rounded;
  rounded.reserve(n * values.dimension());
  double largest = 0;
  for (std::size_t key = 0; key < values.keys(); ++key)
    for (const double entry : values.of(key)) {
      rounded.push_back(entry);
      largest = std::max(largest, std::abs(entry));
    }
  // A kernel may sum the weighted values before it divides, in float32 where the format is float16: n of them
  // stay in range.
  const int most = std::ilogb(largest_of(info.values)) - 1 -
                   (info.values == verify::input::DType::F16 ? 0 : std::ilogb(static_cast<double>(n)) + 1);
  const int by = largest > 0 ? std::min(0, most - std::ilogb(largest)) : 0;
  for (double& entry : rounded)
    entry = rounded_to(info.values, std::ldexp(entry, by));
  rounded.resize(n * values.dimension(), 0.0);
  return rounded;
}

} // namespace

std::optional<Case> kernel_case(const KernelInfo& info, Case c) {
  const std::size_t n = padded(info, c.scores->size());
  if (n > info.most_keys)
    return std::nullopt;
  const std::size_t k = std::clamp(c.head.size(), info.least_k, std::min(info.most_k, n));
  std::vector<double> scores = rounded_scores(info, *c.scores, n);
  if (scores.empty())
    return std::nullopt;
  const bool same_row = n == c.scores->size() && std::ranges::equal(scores, c.scores->all());
  if (!same_row)
    c.scores = std::make_shared<const Scores>(std::move(scores));
  if (!same_row || k != c.head.size() || !c.head.is_top_k())
    c.head = Head::top_k(*c.scores, k);
  if (c.values)
    c.values = std::make_shared<const Values>(n, c.values->dimension(), rounded_values(info, *c.values, n));
  return c;
}

} // namespace tailmass::properties::kernels
