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
///   h = gamma_3 gamma_2 M + (1 + R) t + R a + [R] 2 gamma_2 M,
/// and of parts r (M + ln n + 2) + J t + (J + 1) g_l more; where rounded P is summed, 2 g - ln(1 - w) more.
/// Log-sum-exp. The moved maximum lies between m - d_m and m + D, the logarithm of the sum between -h - g and
/// ln n + h + g, g = -ln(1 - gamma_N); with 16 roundings of each term, and u and an underflow at the end.
/// Mean. One set of weights stands above and below the line, so that the mean lies between the least and the
/// largest value but for what comes after the weights: P's rounding, products, sums, R rescalings of both
/// sums and the division,
///   ((1 + w)(1 + a)(1 + u)(1 + q)(1 + gamma_{Q+R})/(1 - gamma_{N+R}) - 1) max |v|,
/// and underflow, (f + g) sum |v| + n f over a sum that is at least e^-h - f. A kernel may divide the outputs
/// of parts by the exponential of a log-sum-exp, not by the sum of their weights, each of which is off by h +
/// A x in its exponent, x the distance of its maximum: all together by a factor e^{2 h + S A}, beside that of
/// their storing, 1 + gamma_{J+1}(u_o).
/// Scores of 2^12 a^-2 and more, without parts. A product m c of two numbers of p digits, a = 2^-p, is a
/// multiple of 2^{1-2p} of the power of two below it, so that what rounding it leaves is 0 or so large that
/// exp2 of it is 0 or infinite: the weight of the maximum is then 1, or the result not finite. A maximum
/// before it that is less than a quarter of it in size is so far below it that it is rescaled by 0, as are
/// all its weights. So h = (1 + R) t + R a.
class KernelHull {
public:
  /// n >= 1 finite scores; `errors` as those of KernelAttention.
  KernelHull(std::span<const double> scores, const KernelArithmetic& arithmetic,
             std::span<const double> errors = {});

  /// The range of ln Z, as its middle and half its width. Nothing where (n + 1 + R) a >= 1/2 or n f e^h >=
  /// 1/2; of parts and of sums of rounded P, where h >= 1/2.
  [[nodiscard]] std::optional<Expected> log_sum_exp() const;
  /// The range that only a kernel leaves whose sum of weights is no positive double, |ln Z^| > 745. Nothing
  /// of parts.
  [[nodiscard]] std::optional<Expected> any_log_sum_exp() const;
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
  Ball of_merges_;        // 2 h + S A, 0 where there are none
  bool exists_;
};

} // namespace tailmass::verify::kernel
