// What the roundings of an attention kernel may add to its results: bounds from format, length and range.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "theory/numbers/vector.hpp"
#include "verify/kernel/arithmetic.hpp"
#include "verify/kernel/expected.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// Returns the keys of finite score, in their order in the row.
[[nodiscard]] std::vector<Key> finite_keys(const Scores& scores);
/// The scores of these keys, and one coordinate of their values.
[[nodiscard]] std::vector<double> scores_of(const Scores& scores, std::span<const Key> keys);
[[nodiscard]] std::vector<double> values_of(const Values& values, std::span<const Key> keys,
                                            std::size_t axis);

/// Log-sum-exp and weighted means over n keys, exactly, with bounds of a kernel's error. Below, a is the unit
/// roundoff of the accumulation, u that of the result, m the largest score and x_i = m - s_i.
///
/// Weights. A kernel forms e^{s_i - m} from a rounded difference, or as exp2 of fma(s_i, c, -m c) with c =
/// log2 e. Such an exponent has three roundings relative to x_i + gamma_2 |m| (an error of m c is common to
/// all weights), and an exponential is trusted to 8 roundings. A running maximum rescales once a tile of 16
/// keys of the row (the shortest extent of a matrix instruction) at most, with one exponential and one
/// product each: R = min(n - 1, floor((row - 1)/16)) times. The exponents of its rescalings telescope to x_i,
/// but the errors of the m c of its tiles, of at most |m| + x_i, are no longer common. Where each score
/// carries an error d_i of its own (a conversion, gamma_1 |s_i|; that of its forming) it is exponentiated
/// too, and moves the maximum by D = max (s_j + d_j) - m at most, to M = |m| + D:
///   1 + e_i = exp(gamma_3 (x_i + d_i + D + gamma_2 M) + d_i + (8 + 9 R) a + [R > 0] gamma_2 (2 M + x_i + d_i
///   + D)),
/// and an underflow loses at most f, that of the accumulation: |w^_i - w_i| <= e_i w_i + f.
/// Log-sum-exp. Z^ = sum w^_i is within e' = sum p_i e_i + n f (Z >= 1) and gamma_n of Z, so ln Z^ within E'
/// = -ln((1 - e')(1 - gamma_n)). A logarithm trusted to 8 roundings of max(1, |ln Z|), its change of base,
/// the sum with m and the scaling of m are at most 16 roundings of each term:
///   |L^ - L| <= E = E' + gamma_16 (1 + M + |ln Z| + E'), and at the end u (|L| + E) and an underflow.
/// Mean. With P rounded to a format of unit roundoff w and underflow g before or after the division by Z^
/// (a), in the numerator or in both sums (e' then grows by the factor 1 + w), products and their sum
/// gamma_{n+1}:
///   |o - mu| <= sum_i p_i G_i |v_i| + C ((f + g) sum |v_i| + n f) + underflow,
///   1 + G_i = (1 + e_i) C, C = (1 + w)(1 + a)(1 + u)(1 + gamma_{n+1})/((1 - e')(1 - gamma_n)),
/// and 1 + q more in C where values are products with factors, rounded in a format of unit roundoff q.
/// The lower side needs no more: prod(1 - z) >= 2 - prod(1 + z), and 1/(1 + y) >= 1 - y/(1 - y).
/// Not covered: unfused exponents s_i c - m c, the merging of splits of a row, sums of rounded P in a
/// log-sum-exp, tf32 operands, float16 accumulation, overflow. In balls, of 128 bits, everything is proven;
/// in doubles it costs a hundredth, and is as right as the bounds for doubles say.
template <class R>
class AttentionIn {
public:
  /// n >= 1 finite scores; `errors` are the absolute d_i beside a conversion, empty where there are none.
  AttentionIn(std::span<const double> scores, const KernelArithmetic& arithmetic,
              std::span<const double> errors = {});

  /// Whether the bounds exist: (n + 1) a < 1/2 and e' < 1/2. Where not, only values may be asked for.
  [[nodiscard]] bool bounded() const { return bounded_; }
  /// ln Z.
  [[nodiscard]] ExpectedIn<R> log_sum_exp() const;
  /// sum p_i v_i of one coordinate.
  [[nodiscard]] ExpectedIn<R> mean(std::span<const double> values) const;
  /// Z e^{-m}, and m.
  [[nodiscard]] const R& partition() const { return partition_; }
  [[nodiscard]] double largest() const { return largest_; }

private:
  [[nodiscard]] R mean_excess(const R& factor) const;

  KernelArithmetic arithmetic_;
  std::size_t n_;
  double largest_;
  R size_; // M
  Vector<R> weights_;
  Vector<R> grown_; // w_i (1 + e_i)
  R partition_;
  R grown_partition_;
  bool bounded_;
};
using KernelAttention = AttentionIn<Ball>;

} // namespace tailmass::verify::kernel
