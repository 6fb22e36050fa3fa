// Error-free transformations and compensated sums.
#pragma once

#include "theory/stable/errors.hpp"

#include <cstddef>

namespace tailmass::stable {

/// An unevaluated sum high + low, |low| <= u |high| when it comes from one of the transformations below.
template <class T = double>
struct Pair {
  T high = 0;
  T low = 0;
};

/// a + b exactly (Knuth; theory/proofs/rounding/without_error.v). Where the sum overflows, low is 0.
template <class T>
[[nodiscard]] Pair<T> two_sum(T a, T b) {
  const T sum = a + b;
  const T b_in_sum = sum - a;
  const T low = (a - (sum - b_in_sum)) + (b - b_in_sum);
  return {sum, std::isfinite(low) ? low : T(0)};
}

/// a - b exactly. Where the difference overflows, low is 0.
template <class T>
[[nodiscard]] Pair<T> two_difference(T a, T b) {
  return two_sum<T>(a, -b);
}

/// a b exactly (theory/proofs/rounding/without_error.v), but for an error of at most half the smallest
/// subnormal where low underflows. Where the product overflows, low is 0.
template <class T>
[[nodiscard]] Pair<T> two_product(T a, T b) {
  const T product = a * b;
  const T low = std::fma(a, b, -product);
  return {product, std::isfinite(low) ? low : T(0)};
}

/// Sum of numbers as if in twice the working precision, at the cost of a plain compensated sum.
///
/// Error. Let S be the sum of |x_i| and n the number of terms, n <= 2^24, terms of add_product() counting
/// twice. Each two_sum is exact: what it splits off is at most u times the running sum and is added to
/// `errors_`, which every 16 terms is carried into the running sum, exactly again. So |errors_| <= 17 u S (1
/// + 2^-19), or 33 u S, and adding to it n times rounds by that u n.
///   |pair() - sum x_i| <= compensated_error(n) S,
///   |value() - sum x_i| <= u |sum x_i| + compensated_error(n) S; for terms of one sign `one_sign_error(n)`
///   relatively. Of the 36 n u^2 S stated, Coq proves 19 n u^2 S of pair() and what is stated of value(), by
///   induction over the steps of this source, for n u <= 1 and u <= 2^-24 (theory/proofs/rounding.csv).
/// Without the carrying (Ogita, Rump, Oishi, SIAM J. Sci. Comput. 26 (2005), Prop. 4.5) it would be n^2 u^2
/// S. Nothing underflows. An overflow of a partial sum makes value() infinite or NaN.
template <class T = double>
class CompensatedSum {
public:
  void add(T x) {
    const Pair<T> next = two_sum(sum_, x);
    sum_ = next.high;
    errors_ += next.low;
    if (++terms_ % 16 == 0) {
      const Pair<T> carried = two_sum(sum_, errors_);
      sum_ = carried.high;
      errors_ = carried.low;
    }
  }
  /// Adds a b; each product counts as two terms: n = 2 (number of products). Underflow of a product adds half
  /// the smallest subnormal.
  void add_product(T a, T b) {
    const Pair<T> product = two_product(a, b);
    errors_ += product.low;
    add(product.high);
  }
  [[nodiscard]] T value() const { return sum_ + errors_; }
  /// The sum to twice the working precision, as a normalised pair.
  [[nodiscard]] Pair<T> pair() const { return two_sum(sum_, errors_); }

private:
  T sum_ = 0;
  T errors_ = 0;
  unsigned terms_ = 0;
};

/// The bound above, for n <= 2^24 (in double up to 2^50).
template <class T = double>
[[nodiscard]] double compensated_error(std::size_t n) {
  return 36 * static_cast<double>(n) * unit_roundoff<T> * unit_roundoff<T>;
}

/// Relative error of CompensatedSum::value() for n terms of one sign.
template <class T = double>
[[nodiscard]] double one_sign_error(std::size_t n) {
  return unit_roundoff<T> + compensated_error<T>(n);
}

/// A sum of pairs as a normalised pair, within error(): compensated_error of its terms.
template <class T = double>
class PairSum {
public:
  PairSum& add(Pair<T> x) {
    for (const T term : {x.high, x.low}) {
      sum_.add(term);
      size_ += static_cast<double>(std::abs(term));
      ++terms_;
    }
    return *this;
  }
  [[nodiscard]] Pair<T> pair() const { return sum_.pair(); }
  [[nodiscard]] double error() const { return size_ == 0 ? 0 : padded(compensated_error<T>(terms_) * size_); }

private:
  CompensatedSum<T> sum_;
  double size_ = 0;
  std::size_t terms_ = 0;
};

/// a - b in terms of which the large ones have cancelled already.
template <class T>
[[nodiscard]] PairSum<T> difference(Pair<T> a, Pair<T> b) {
  return PairSum<T>().add(two_difference(a.high, b.high)).add(two_difference(a.low, b.low));
}

} // namespace tailmass::stable
