// What the roundings of an attention kernel may add to its results: bounds from format, length and range.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "theory/numbers/vector.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/input/dtype.hpp"
#include "verify/kernel/expected.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// A floating format: its unit roundoff u, and what a result too small for it may lose, in absolute terms:
/// its smallest normal number, which covers kernels that flush subnormals to zero, or half its smallest
/// subnormal for F16 and F8, whose subnormals matrix units keep. I8 has no u: P is a multiple of 1/127 there.
struct Format {
  double unit_roundoff = 0;
  double underflow = 0;
};
[[nodiscard]] Format format_of(input::DType dtype);

/// The arithmetic of a kernel, as its tensors tell it.
struct KernelArithmetic {
  Format result;         ///< what the stored number was rounded to at last
  Format accumulation;   ///< exponentials, sums, quotients: float32 at least
  Format weights;        ///< of the P in P V: nothing is lost where it stays in the accumulation's format
  double conversion = 0; ///< unit roundoff of the scores' conversion to the accumulation's format, 0 if exact
  double dequantisation = 0; ///< unit roundoff of each value's product with its factor, 0 if it has none
  std::size_t row_keys = 0;  ///< n of the whole row, masked keys too, which a kernel may walk tile by tile
};

/// Results of F64 and F32 are accumulated in that format. Those of F16, BF16 and F8 are accumulated in
/// float32 and rounded at the end, P being rounded to their format before it meets V; P is rounded likewise
/// where the values are F16, BF16, F8 or I8, since a matrix unit takes both operands in one format. A kernel
/// that widens quantised values first, or scales P up before it rounds, loses less. An F8 result of given
/// values was rounded once, at the end: only its values tell what P was.
[[nodiscard]] KernelArithmetic kernel_arithmetic(input::DType result, input::DType scores,
                                                 std::size_t row_keys,
                                                 std::optional<input::DType> values = {});

/// n u/(1 - n u), for n u < 1: the relative error of n roundings (Higham, Accuracy and Stability of Numerical
/// Algorithms, 2nd ed., lemma 3.1), and of a sum of n terms in any order relative to that of their
/// magnitudes.
template <class R = Ball>
[[nodiscard]] R gamma(std::size_t n, double u);
/// Whether n roundings leave something of a number: n u < 1/2.
[[nodiscard]] bool fine_enough(std::size_t n, double u);
/// 1 + u.
template <class R = Ball>
[[nodiscard]] R one_plus(double u);

/// Returns how far each score that a kernel forms of a row's query and keys may be from the row's own,
/// rounded up; empty where the scores are stored. It is radius + gamma_p magnitude in the coarsest
/// accumulation that the formats of the row's scores and results tell.
///
/// A dot product of d terms has d roundings relative to sum |q_x k_x|, in any order. Six more are those of
/// the query's and the key's dequantisation, of the scale itself, of the product with it, of that with log2
/// e, and of the sum with what a mask adds: p = d + 6. A soft cap, whose slope is at most 1 and which is
/// nowhere above its argument, adds 12: the rounded cap, a division, a tanh trusted to 8, a product, one to
/// spare.
[[nodiscard]] std::vector<double> kernel_score_errors(const cases::AttentionRow& row);
/// Returns the same in one arithmetic.
[[nodiscard]] std::vector<double> kernel_score_errors(const cases::AttentionRow& row,
                                                      const KernelArithmetic& arithmetic);

/// Keys of the shortest tile that a kernel may walk a row by: the shortest extent of a matrix instruction.
inline constexpr std::size_t keys_of_tile = 16;
/// R below: how often a kernel may rescale what it summed of n keys.
[[nodiscard]] std::size_t rescalings(std::size_t n, const KernelArithmetic& arithmetic);
/// (8 + 9 R) a below.
template <class R = Ball>
[[nodiscard]] R fixed_roundings(std::size_t rescalings, double a);

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
