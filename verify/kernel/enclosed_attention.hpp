// A kernel's sums and their error bounds in doubles, with what doubles leave uncertain of them.
#pragma once

#include "theory/fast/distribution/scaled_sum.hpp"
#include "verify/kernel/error.hpp"

#include <limits>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// A number and its bound, both uncertain: a stored number within `least` of the value is certainly within
/// the bound of the true one, and one that is farther than `most` is certainly not. As it is made, it says
/// nothing.
struct EnclosedNumber {
  double value = 0;
  double least = -1;
  double most = std::numeric_limits<double>::infinity();
  double magnitude = 0; ///< the value is known to some 2^-49 of it
};
/// Whether nine digits of the value are certain, or all of it is 0.
[[nodiscard]] bool has_nine_digits(const EnclosedNumber& number);

/// Whether a stored number holds; `open` where only more digits can tell. NaN and infinity exceed every bound
/// that is known.
enum class Verdict : std::uint8_t { held, exceeded, open };
[[nodiscard]] Verdict verdict(double stored, const EnclosedNumber& number);
/// Returns |stored - value| over the bound, as far as doubles know it.
[[nodiscard]] double error_ratio(double stored, const EnclosedNumber& number);
/// Returns a log-sum-exp over ln 2, and its bound.
[[nodiscard]] EnclosedNumber in_base_2(const EnclosedNumber& natural);

/// What AttentionIn encloses by balls, some hundred times as fast. Everything below is in its notation.
///
/// Weights W_i, in a unit that makes the largest near 1, are off by sum_error of themselves and by 2^-990,
/// their sum S by its enclosure's radius: p_i = W_i/S within a relative 2^-45 and 2^-988. Exponents
/// ln(1 + e_i) = A x_i + B d_i + K are sums of what is not negative, so that doubles have them within 2^-45
/// of themselves; D, which has a difference in it, is between d_m and max (d_j - x_j). With y such an
/// exponent,
///   y + y^2/2 + y^3/6 <= e^y - 1 <= y + y^2/2 + y^3/4 for 0 <= y <= 1;
/// below, a larger y counts as 1. Above, the key must be far: x >= 200 and y <= x/2 make w (1 + e) <= e^-100;
/// where one is not, nothing is known. From e' follow C - 1 and G by (1 + a)(1 + b) - 1 = a + b + a b and
/// 1/(1 - y) - 1 = y/(1 - y), which keep what is small, and -ln(1 - y) = y + y^2/2 + y^3/3 + .. , whose rest
/// for y <= 1/2 is y^3/3 once more at most.
///
/// Means. V = fl(sum W_i v_i / S) is within rho sum p_i |v_i| of the mean, where rho is the error of a
/// weight, 9 u and c^2 u^2 of c blocks of 8 keys, the error of S and 3 u. So
///   least = sum (p_i (G_i - rho) + C (f + g)) |v_i| + C n f + underflow, most likewise with rho added,
/// the first from the lower ends and the second from the upper ones; each is taken by n + 64 roundings of the
/// second, and what underflows is far below n f. A weight's 2^-988 counts as 2^-980 in both.
class EnclosedAttention {
public:
  /// n >= 1 finite scores; `errors` as those of AttentionIn.
  EnclosedAttention(std::span<const double> scores, const KernelArithmetic& arithmetic,
                    std::span<const double> errors = {});

  /// ln Z. Says nothing where the bounds may not exist, or doubles do not reach.
  [[nodiscard]] EnclosedNumber log_sum_exp() const;
  /// The middle of that enclosure, whether or not there is a bound.
  [[nodiscard]] double near_log_sum_exp() const { return sum_.log().value; }
  /// sum p_i v_i by coordinate, v_i the values of these keys, and 0 of the terms that are more than they.
  [[nodiscard]] std::vector<EnclosedNumber> means(const Values& values, std::span<const Key> keys) const;

private:
  /// One end of what roundings may do.
  struct End {
    std::vector<double> growths; ///< e_i; 0 of far keys at the upper end
    double reach = 0;            ///< D
    double excess = 0;           ///< sum p_i e_i
  };
  void enclose_growths(std::span<const double> scores, std::span<const double> errors);
  [[nodiscard]] double mean_excess(const End& end, double weight_roundoff) const;
  [[nodiscard]] double common(const End& end) const;
  [[nodiscard]] double log_bound(const End& end, double logarithm, double size) const;

  KernelArithmetic arithmetic_;
  std::size_t n_;
  double largest_;
  std::vector<double> weights_;
  fast::ScaledSum sum_;
  double partition_ = 0;       ///< S
  double partition_error_ = 0; ///< relative
  double roundings_;           ///< of sums of n terms, relative
  End lower_, upper_;
  bool known_ = false;
};

} // namespace tailmass::verify::kernel
