// The arithmetic of an attention kernel, as the formats of its tensors tell it, and what roundings add up to.
#pragma once

#include "theory/numbers/precision.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/input/dtype.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace tailmass::verify::kernel {

/// A floating format: its unit roundoff u, and what a result too small for it may lose, in absolute terms:
/// its smallest normal number, which covers kernels that flush subnormals to zero, or half its smallest
/// subnormal for F16 and F8, whose subnormals matrix units keep. I8 has no u: P is a multiple of 1/127 there.
struct Format {
  double unit_roundoff = 0;
  double underflow = 0;
  double largest = std::numeric_limits<double>::max(); ///< finite number
};
/// Returns that of an element type.
[[nodiscard]] Format format_of(input::DType dtype);

/// The arithmetic of a kernel, as its tensors and what is declared of it tell. A format that is at least as
/// fine as the accumulation's loses nothing and is all zeros here.
struct KernelArithmetic {
  Format result;       ///< what the stored number was rounded to at last
  Format accumulation; ///< exponentials, sums, quotients: float32 where nothing else is declared
  Format weights;      ///< of the P in P V
  bool sums_rounded_weights = false; ///< the sum of a row is that of P as rounded
  double conversion = 0; ///< unit roundoff of the scores' conversion to the accumulation's format, 0 if exact
  double dequantisation = 0;    ///< of each value, by its product with its factor and by rounding to tf32
  double operands = 0;          ///< unit roundoff of the operands of a product of matrices: tf32
  double exponential = 0;       ///< relative error of one
  bool unfused = false;         ///< exponents are s c - m c, both products rounded
  bool fused_rescaling = false; ///< those of rescalings are fma(m, c, -m' c)
  std::size_t row_keys = 0;     ///< n of the whole row, masked keys too, which a kernel may walk tile by tile
  std::optional<std::size_t> tile; ///< keys that are summed before they meet what is summed of others
  std::size_t lanes = 0;           ///< or that so many lanes add to sums of their own; 0: none
  std::size_t splits = 1;          ///< S: parts at most, each with its own maximum, log-sum-exp and output
  std::size_t merges = 0;          ///< J: how many merges a part may pass, one after another
  Format part, part_lse;           ///< in which outputs and log-sum-exps of parts are stored
};

/// Returns what the formats of a result, of the scores and of values tell, in a row of n keys. Results of F64
/// and F32 are accumulated in that format. Those of F16, BF16 and F8 are accumulated in float32 and rounded
/// at the end, P being rounded to their format before it meets V; P is rounded likewise where the values are
/// F16, BF16, F8 or I8, since a matrix unit takes both operands in one format. A kernel that widens quantised
/// values first, or scales P up before it rounds, loses less. An F8 result of given values was rounded once,
/// at the end: only its values tell what P was. What is declared stands before all of this.
[[nodiscard]] KernelArithmetic kernel_arithmetic(input::DType result, input::DType scores,
                                                 std::size_t row_keys,
                                                 std::optional<input::DType> values = {},
                                                 const attention::Arithmetic& declared = {});

/// Returns n u/(1 - n u), for n u < 1: the relative error of n roundings (Higham, Accuracy and Stability of
/// Numerical Algorithms, 2nd ed., lemma 3.1), and of a sum of n terms in any order relative to that of their
/// magnitudes.
template <class R = Ball>
[[nodiscard]] R gamma(std::size_t n, double u);
/// Whether n roundings leave something of a number: n u < 1/2.
[[nodiscard]] bool fine_enough(std::size_t n, double u);
/// Returns 1 + u.
template <class R = Ball>
[[nodiscard]] R one_plus(double u);

/// Returns how far each score of a kernel may be from the row's own, rounded up; empty where the scores are
/// stored as the kernel had them. Of scores that were rounded when they were stored, it is their unit
/// roundoff of each (|x - fl(x)| <= u |fl(x)|, Higham, theorem 2.3). Of those that a kernel forms of query
/// and keys, it is radius + gamma_p magnitude in the coarsest accumulation that the formats of the row's
/// scores and results tell.
///
/// A dot product of d terms has d roundings relative to sum |q_x k_x|, in any order. Six more are those of
/// the query's and the key's dequantisation, of the scale itself, of the product with it, of that with log2
/// e, and of the sum with what a mask adds: p = d + 6. A soft cap, whose slope is at most 1 and which is
/// nowhere above its argument, adds 12: the rounded cap, a division, a tanh trusted to 8, a product, one to
/// spare. Operands of unit roundoff o (tf32) grow it to (1 + gamma_p)(1 + o)^2 - 1; a key that has a
/// factor is rounded once more, to the format of the query, with which a matrix unit takes it.
[[nodiscard]] std::vector<double> kernel_score_errors(const cases::AttentionRow& row);
/// Returns the same in one arithmetic.
[[nodiscard]] std::vector<double> kernel_score_errors(const cases::AttentionRow& row,
                                                      const KernelArithmetic& arithmetic);

/// Keys of the shortest tile that a kernel may walk a row by where none is declared: the shortest extent of a
/// matrix instruction.
inline constexpr std::size_t keys_of_tile = 16;
/// Returns R of AttentionIn: how often a kernel may rescale what it summed of n keys.
[[nodiscard]] std::size_t rescalings(std::size_t n, const KernelArithmetic& arithmetic);
/// Returns its N: the roundings of a sum of n weights.
[[nodiscard]] std::size_t sum_roundings(std::size_t n, const KernelArithmetic& arithmetic);
/// Returns its Q: those of a sum of n products.
[[nodiscard]] std::size_t product_roundings(std::size_t n, const KernelArithmetic& arithmetic);
/// Whether these leave something of a number: Q a < 1/2; of several parts Q a < 1/4, (J + 1) u_o < 1/4 and r
/// < 1/8.
[[nodiscard]] bool fine_enough(std::size_t n, const KernelArithmetic& arithmetic);
/// Returns its f and its g: what underflow may take from a weight, and from one that is rounded to P.
[[nodiscard]] double lost_of_weight(const KernelArithmetic& arithmetic);
[[nodiscard]] double lost_of_rounded(const KernelArithmetic& arithmetic);

/// What a weight grows by, at most: ln(1 + e_i) = of_distance x_i + of_error d_i + constant.
template <class R>
struct Growth {
  R of_distance, of_error, constant;
};
/// Returns that of n keys, where the maximum is of size M and moved by D.
template <class R>
[[nodiscard]] Growth<R> growth(std::size_t n, const KernelArithmetic& arithmetic, const R& size,
                               const R& reach);

} // namespace tailmass::verify::kernel
