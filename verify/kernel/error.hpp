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
/// roundoff of the accumulation, f what underflows in it, u the unit roundoff of the result, m the largest
/// score and x_i = m - s_i.
///
/// Weights. A kernel forms e^{s_i - m} from a rounded difference, or as exp2 of fma(s_i, c, -m c) with c =
/// log2 e. Such an exponent has three roundings relative to x_i + gamma_2 |m| (an error of m c is common to
/// all weights), and an exponential is off by t of itself: 8 roundings, or what is declared. A running
/// maximum rescales once a tile at most, by the exponential of a difference of maxima, and one product each:
/// R = min(n, T) - 1 times, T = ceil(row/tile) tiles of 16 keys (the shortest extent of a matrix instruction)
/// or of as many as are declared. The exponents of its rescalings telescope to x_i, but the errors of the m c
/// of its tiles, of at most |m| + x_i, are no longer common; [R] is 1 where R > 0, and where exponents are
/// declared to be unfused, s_i c - m c with both products rounded. Rescalings that are declared to be fused,
/// exp2 of fma(m, c, -m' c) from one maximum m to the next m', do not telescope: each leaves the error of its
/// own m' c, even where m' = m, of at most M + x_i + d_i + D: F = R = T - 1 come on top; else F = 0.
/// Where each score carries an error d_i of its own (a conversion, gamma_1 |s_i|; that of its forming) it is
/// exponentiated too, and moves the maximum by D = max (s_j + d_j) - m at most, to M = |m| + D:
///   1 + e_i = exp(gamma_3 (x_i + d_i + D + gamma_2 M) + d_i + (1 + R) t + R a
///   + [R] gamma_2 ((1 + F) (M + x_i + d_i + D) + M)),
/// and an underflow loses at most f: |w^_i - w_i| <= e_i w_i + f.
/// Parts. Where a row's keys are split into S parts at most, in any way, each part is a kernel of its own
/// with maximum m_s; all that it knows of sizes is at most M + X_i and |l_s| at most Y_i = M + ln n + 2 + 2
/// X_i for each of its keys, X_i = x_i + d_i, since s_i <= m_s <= m. Then e^{l_s} is the sum of its weights,
/// off by a factor for each step that is exponentiated, and a merge of two or more such sums, of whatever
/// parts, is a sum of the same kind. Every key passes J merges at most (S - 1 in any order, 1 where all parts
/// are merged once) and J + 1 log-sum-exps, of 16 roundings, stored in a format of unit roundoff u_l and
/// underflow g_l; each merge takes an exponential of a difference of two of them, rounded three times:
///   ln(1 + e_i) grows by r Y_i + J t + (J + 1) g_l + gamma_3 gamma_2 X_i + (2 + F) [R] gamma_2 X_i,
///   r = (J + 1)(gamma_16 + u_l) + 2 J gamma_3, for r < 1/8.
/// What underflows in a part is scaled by e^{m_s - m} and factors below 2, the weight of a part loses f too:
/// f counts 2 + S times, g below twice. Log-sum-exp. Z^ = sum w^_i is within e' = sum p_i e_i + n f (Z >= 1)
/// and gamma_N of Z, so ln Z^ within E' = -ln((1 - e')(1 - gamma_N)); N = n in any order, min(n, tile + T)
/// where the sum of a tile is known to be added as one number, min(n, T ceil(tile/L) + L - 1) where each of L
/// lanes adds its keys of every tile to a sum of its own, all of which meet at the end; and S - 1 more. A
/// logarithm trusted to 8 roundings of max(1, |ln Z|), its change of base, the sum with m and the scaling of
/// m are at most 16 roundings of each term:
///   |L^ - L| <= E = E' + gamma_16 (1 + M + |ln Z| + E'), and at the end u (|L| + E) and an underflow.
/// Mean. With P, at most 1, rounded to a format of unit roundoff w and underflow g before or after the
/// division by Z^ (a), in the numerator or in both sums (e' then grows by the factor 1 + w; where it is
/// declared so, by n g too, in a log-sum-exp as well), products and their sum gamma_Q, Q = n + 1 whatever the
/// tile, as the accumulator of a matrix unit goes on from tile to tile:
///   |o - mu| <= sum_i p_i G_i |v_i| + C ((f + g) sum |v_i| + n f + (J + 1) g_o) + underflow,
///   1 + G_i = (1 + e_i) C,
///   C = (1 + w)(1 + a)(1 + u)(1 + q)(1 + gamma_Q)(1 + gamma_{J+1}(u_o))/((1 - e')(1 - gamma_N)).
/// q is that of the products of values with factors, rounded in a format of unit roundoff q, or of values
/// rounded to tf32, as P is then (f counts once more). The outputs of parts are stored in a format of unit
/// roundoff u_o and underflow g_o, J + 1 times with those of merges, each of which adds a quotient and a
/// product, and all of them S - 1 sums: 2 J + S - 1 in Q. Without parts u_o = g_o = 0.
/// The lower side needs no more: prod(1 - z) >= 2 - prod(1 + z), and 1/(1 + y) >= 1 - y/(1 - y).
/// Not covered: operands of tf32 that are cut off and not rounded, overflow. In balls, of 128 bits,
/// everything is proven; in doubles it costs a hundredth, and is as right as the bounds for doubles say.
template <class R>
class AttentionIn {
public:
  /// n >= 1 finite scores; `errors` are the absolute d_i beside a conversion, empty where there are none.
  AttentionIn(std::span<const double> scores, const KernelArithmetic& arithmetic,
              std::span<const double> errors = {});

  /// Whether the bounds exist: fine_enough(n, arithmetic) and e' < 1/2. Where not, only values may be asked
  /// for.
  [[nodiscard]] bool bounded() const { return bounded_; }
  /// ln Z.
  [[nodiscard]] ExpectedIn<R> log_sum_exp() const;
  /// sum p_i v_i of one coordinate.
  [[nodiscard]] ExpectedIn<R> mean(std::span<const double> values) const;
  /// Z e^{-m}, and m.
  [[nodiscard]] const R& partition() const { return partition_; }
  [[nodiscard]] double largest() const { return largest_; }

private:
  [[nodiscard]] R mean_excess(double weight_roundoff) const;

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
