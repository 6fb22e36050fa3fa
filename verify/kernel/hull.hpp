// What a kernel's results cannot leave even where its roundings may do anything to the weights.
#pragma once

#include "verify/kernel/error.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// What the range of a mean needs of one coordinate of the values.
struct ValueRange {
  double least = 0, most = 0;
  double magnitudes = 0; ///< sum |v|, at least
};
/// Returns that of each coordinate of the values of these keys, at least one.
[[nodiscard]] std::vector<ValueRange> value_ranges(const Values& values, std::span<const Key> keys);

/// Ranges of log-sum-exp and weighted means over n keys, for rows of which KernelAttention bounds nothing.
///
/// Scores may have moved a long way before they met an exponential, but the weights are those of some scores:
/// they are not negative, none exceeds e^h, and the largest is at least e^-h, with the notation of
/// KernelAttention and M = |m| + d_m + D, which no moved maximum exceeds,
///   h = gamma_3 gamma_2 M + (8 + 9 R) a + [R > 0] 2 gamma_2 M.
/// Log-sum-exp. The moved maximum lies between m - d_m and m + D, the logarithm of the sum between -h - g and
/// ln n + h + g, g = -ln(1 - gamma_n); with 16 roundings of each term, and u and an underflow at the end.
/// Mean. One set of weights stands above and below the line, so that the mean lies between the least and the
/// largest value but for what comes after the weights: P's rounding, products, sums, R rescalings of both
/// sums and the division,
///   ((1 + w)(1 + a)(1 + u)(1 + gamma_{n+1+R})/(1 - gamma_{n+R}) - 1) max |v|,
/// and underflow, (f + g) sum |v| + n f over a sum that is at least e^-h - f.
class KernelHull {
public:
  /// n >= 1 finite scores; `errors` as those of KernelAttention.
  KernelHull(std::span<const double> scores, const KernelArithmetic& arithmetic,
             std::span<const double> errors = {});

  /// The range of ln Z, as its middle and half its width. Nothing where (n + 1 + R) a >= 1/2 or n f e^h >=
  /// 1/2.
  [[nodiscard]] std::optional<Expected> log_sum_exp() const;
  /// The range of a mean of one coordinate of the values, likewise.
  [[nodiscard]] std::optional<Expected> mean(const ValueRange& values) const;

private:
  KernelArithmetic arithmetic_;
  std::size_t n_;
  std::size_t rescalings_;
  double largest_;
  Ball lowered_, raised_; // d_m and D
  Ball size_;             // M
  Ball exponent_;         // h
  bool exists_;
};

} // namespace tailmass::verify::kernel
