// Bounds of rows whose weights are known, read the other way round.
#include "verify/studies/smallest_fault.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/kernel/error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::studies {

namespace {

using input::DType;

constexpr DType formats[] = {DType::F64, DType::F32, DType::F16, DType::BF16};
constexpr double largest_score = 8;

/// Scores of which the i-th weighs i^-exponent.
std::vector<double> scores_of(double exponent, std::size_t keys) {
  std::vector<double> scores(keys, largest_score);
  for (std::size_t i = 0; i < keys; ++i)
    scores[i] -= exponent * std::log(static_cast<double>(i + 1));
  return scores;
}

LeastSeen least_seen(double exponent, DType format, std::size_t keys) {
  const DType wide = format == DType::F64 ? DType::F64 : DType::F32;
  const std::vector<double> scores = scores_of(exponent, keys);
  const auto attention = [&](DType result) {
    return kernel::KernelAttention(scores, kernel::kernel_arithmetic(result, wide, keys, format));
  };
  const std::vector<double> ones(keys, 1.0); // whose mean is 1, and that of their sizes
  LeastSeen seen;
  seen.output = approximate(attention(format).mean(ones).bound);
  seen.lse = approximate(attention(wide).log_sum_exp().bound);
  seen.share_in_output = seen.output / (1 + seen.output); // a lost share p moves the mean by p/(1 - p),
  seen.share_in_lse = -std::expm1(-seen.lse);             // and adds ln(1 - p)
  return seen;
}

} // namespace

std::vector<SmallestFault>
smallest_faults(std::span<const std::size_t> lengths,
                const std::function<void(std::size_t done, std::size_t total)>& progress) {
  std::vector<SmallestFault> found;
  for (const DType format : formats)
    for (const std::size_t keys : lengths) {
      if (keys == 0 || keys > longest_row)
        throw DomainError(fmt::format("a row of {} keys: 1 to {} are studied", keys, longest_row));
      found.push_back({.format = format,
                       .keys = keys,
                       .flat = least_seen(0, format, keys),
                       .peaked = least_seen(2, format, keys)});
      if (progress)
        progress(found.size(), std::size(formats) * lengths.size());
    }
  return found;
}

} // namespace tailmass::verify::studies
