// Error-free transformations and compensated sums.
#pragma once

#include "theory/stable/errors.hpp"

#include <cstddef>

namespace tailmass::stable {

/// An unevaluated sum high + low, |low| <= u |high| when it comes from one of the transformations below.
struct Pair {
  double high = 0;
  double low = 0;
};

/// a + b exactly (Knuth). Where the sum overflows, low is 0.
[[nodiscard]] inline Pair two_sum(double a, double b) {
  const double sum = a + b;
  const double b_in_sum = sum - a;
  const double low = (a - (sum - b_in_sum)) + (b - b_in_sum);
  return {sum, std::isfinite(low) ? low : 0.0};
}

/// a - b exactly. Where the difference overflows, low is 0.
[[nodiscard]] inline Pair two_difference(double a, double b) {
  return two_sum(a, -b);
}

/// a b exactly, but for an error of at most half the smallest subnormal where low underflows. Where the
/// product overflows, low is 0.
[[nodiscard]] inline Pair two_product(double a, double b) {
  const double product = a * b;
  const double low = std::fma(a, b, -product);
  return {product, std::isfinite(low) ? low : 0.0};
}

/// Sum of doubles as if in twice the working precision.
///
/// Error (Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005), Prop. 4.5). Let
/// S be the sum of |x_i|, n the number of terms, g = n u/(1 - n u). The running sums s have exact rounding
/// errors e_i with sum |e_i| <= g S, and their own plain sum c is off by at most g sum |e_i|. Hence
///   |s + c - sum x_i| <= g^2 S,                    which is `compensated_error(n)` S,
///   |value() - sum x_i| <= u |sum x_i| + g^2 S;    for terms of one sign `one_sign_error(n)` relatively.
/// Nothing underflows. An overflow of a partial sum makes value() infinite or NaN.
class CompensatedSum {
public:
  void add(double x) {
    const Pair next = two_sum(sum_, x);
    sum_ = next.high;
    errors_ += next.low;
  }
  /// Adds a b; as Dot2 of the same paper, each product counts as two terms: n = 2 (number of products).
  /// Underflow of a product adds half the smallest subnormal.
  void add_product(double a, double b) {
    const Pair product = two_product(a, b);
    add(product.high);
    errors_ += product.low;
  }
  [[nodiscard]] double value() const { return sum_ + errors_; }
  /// The sum to twice the working precision, as a normalised pair.
  [[nodiscard]] Pair pair() const { return two_sum(sum_, errors_); }

private:
  double sum_ = 0;
  double errors_ = 0;
};

/// g^2 of the bound above, for n < 2^50.
[[nodiscard]] inline double compensated_error(std::size_t n) {
  const double g = static_cast<double>(n) * unit_roundoff;
  return 2 * g * g;
}

/// Relative error of CompensatedSum::value() for n terms of one sign.
[[nodiscard]] inline double one_sign_error(std::size_t n) {
  return unit_roundoff + compensated_error(n);
}

} // namespace tailmass::stable
