// Signs, sets and padding.
#include "verify/causes/index_numbers.hpp"

#include "verify/attention/padding.hpp"
#include "verify/kernel/head.hpp"

#include <cmath>

namespace tailmass::verify::causes {

Integers signed_numbers(const std::vector<input::Integer>& indices) {
  Integers numbers;
  for (const input::Integer& index : indices) {
    if (index.magnitude > std::uint64_t{1} << 62)
      return {};
    const auto magnitude = static_cast<std::int64_t>(index.magnitude);
    numbers.push_back(index.negative ? -magnitude : magnitude);
  }
  return numbers;
}

bool are_top_k(const Integers& numbers, std::span<const double> scores) {
  std::vector<bool> named(scores.size(), false);
  std::vector<Key> keys;
  for (const std::int64_t number : numbers) {
    if (number < 0 || static_cast<std::size_t>(number) >= scores.size() ||
        named[static_cast<std::size_t>(number)])
      return false;
    named[static_cast<std::size_t>(number)] = true;
    keys.push_back(static_cast<Key>(number));
  }
  return !keys.empty() && kernel::names_top_k(keys, scores);
}

double log_subsets(std::size_t n, std::size_t k) {
  const auto of_n = static_cast<double>(n), of_k = static_cast<double>(k);
  return of_k >= of_n ? 0 : std::lgamma(of_n + 1) - std::lgamma(of_k + 1) - std::lgamma(of_n - of_k + 1);
}

std::vector<input::Integer> without_padding(const cases::AttentionRow& row, const Scores& scores) {
  const std::vector<bool> padding = attention::padding_among(
      row.indices->numbers, scores.size(), !scores.masked(0), row.declared.padding, row.indices->dtype);
  std::vector<input::Integer> indices;
  for (std::size_t i = 0; i < padding.size(); ++i)
    if (!padding[i])
      indices.push_back(row.indices->numbers[i]);
  return indices;
}

} // namespace tailmass::verify::causes
