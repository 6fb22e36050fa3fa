// Sums of two doubles: arithmetic with 106 bits, and how far each result may be off.
#pragma once

#include <cmath>

namespace tailmass {

/// The number high + low, high = RN(high + low): |low| is half a unit of high at most. Comparisons need it.
struct DoubleWord {
  double high = 0;
  double low = 0;
};

/// What an operation below may be off by, relative to the high part of its result, where nothing overflows
/// and no product inside is below 2^-960: 32 u^2, u = 2^-53. Gappa and Coq prove from this source, relative
/// to the exact result, 5.001 u^2 for sums, 7.001 u^2 for products, 16.3 u^2 for quotients and 3.5 u^2 for
/// roots (theory/proofs/rounding.csv); by hand 3 u^2 + 13 u^3, 5 u^2, 15 u^2 + 56 u^3 and 25/8 u^2 are known
/// (M. Joldes, J.-M. Muller, V. Popescu, ACM TOMS 44, 2017, Tight and rigorous error bounds for basic
/// building blocks of double-word arithmetic, whose algorithms are named below; J.-M. Muller, L. Rideau, ACM
/// TOMS 48, 2022; V. Lefevre and others, Accurate calculation of Euclidean norms using double-word
/// arithmetic, ACM TOMS 49, 2023).
constexpr double double_word_error = 0x1p-101;

/// high + low = a + b exactly: this and the next two as proved in theory/proofs/rounding/without_error.v.
[[nodiscard]] inline DoubleWord exact_sum(double a, double b) {
  const double high = a + b, other = high - a;
  return {high, (a - (high - other)) + (b - other)};
}
/// Returns a + b exactly, for |a| >= |b| or a = 0.
[[nodiscard]] inline DoubleWord exact_sum_of_ordered(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}
/// high + low = a b exactly for factors below 2^996 and a product of 0 or from 2^-960 on, by Dekker's
/// splitting: a fused operation would be a call on processors that the rest of this file does not ask for.
[[nodiscard]] inline DoubleWord exact_product(double a, double b) {
  constexpr double split = 0x1p27 + 1;
  const double high = a * b;
  const double a_scaled = split * a, b_scaled = split * b;
  const double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
  const double a_low = a - a_high, b_low = b - b_high;
  return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

[[nodiscard]] inline DoubleWord operator-(DoubleWord x) {
  return {-x.high, -x.low};
}
/// AccurateDWPlusDW.
[[nodiscard]] inline DoubleWord operator+(DoubleWord x, DoubleWord y) {
  const DoubleWord high = exact_sum(x.high, y.high), low = exact_sum(x.low, y.low);
  const DoubleWord sum = exact_sum_of_ordered(high.high, high.low + low.high);
  return exact_sum_of_ordered(sum.high, low.low + sum.low);
}
/// DWTimesDW1.
[[nodiscard]] inline DoubleWord operator*(DoubleWord x, DoubleWord y) {
  const DoubleWord product = exact_product(x.high, y.high);
  return exact_sum_of_ordered(product.high, product.low + (x.high * y.low + x.low * y.high));
}
/// DWDivDW2, with DWTimesFP1 for y times a double.
[[nodiscard]] inline DoubleWord operator/(DoubleWord x, DoubleWord y) {
  const double quotient = x.high / y.high;
  const DoubleWord part = exact_product(y.high, quotient);
  const DoubleWord shifted = exact_sum_of_ordered(part.high, y.low * quotient);
  const DoubleWord back = exact_sum_of_ordered(shifted.high, shifted.low + part.low);
  return exact_sum_of_ordered(quotient, ((x.high - back.high) + (x.low - back.low)) / y.high);
}
/// SQRTDWtoDW, x > 0.
[[nodiscard]] inline DoubleWord root(DoubleWord x) {
  const double high = std::sqrt(x.high);
  const DoubleWord square = exact_product(high, high);
  return exact_sum_of_ordered(high, ((x.high - square.high) - square.low + x.low) / (2 * high));
}

/// e^x for |x| <= 700, off by at most 2^-101 of it and 2^-1070.
///
/// x = k ln(2)/64 + r with a whole |k| < 2^16 and |r| < 0.0055, e^x = 2^(k div 64) 2^((k mod 64)/64) e^r.
/// Error in units of u^2, relative: of r, which leaves out k 2^-134 of ln(2)/64 and rounds k times its last
/// part, 2^-64, to 2^-117, and two sums of 3 |r|: below 0.1. Of e^r - 1 = r + ... + r^12/12! the series
/// leaves out 2^-130; the powers from r^6/6! < 2^-54.7 on are taken in double, off by 1.06 u, in all 0.4;
/// these with the sums and products below them and the last sum lose 3.4. The table's entry is off by 1, the
/// product with it by 7: 11.52 u^2 in all, proved by Gappa (theory/proofs/rounding.csv).
[[nodiscard]] DoubleWord exponential(DoubleWord x);
/// ln x for x from 2^-900 to 2^900, off by at most 2^-102 |ln x| + 2^-100 (theory/proofs/rounding.csv).
///
/// One step of Newton from a guess g in double, whatever its error below 2^-40: ln x = g + ln(1 + t) with t =
/// x e^-g - 1, which is off by 2^-101 and the 7 u^2 of a product; t^3/3 < 2^-121 is left out, and t^2/2 in
/// double is off by 2^-132. The sums lose 3 u^2 each, of t - t^2/2 and of the result.
[[nodiscard]] DoubleWord logarithm(DoubleWord x);

[[nodiscard]] inline bool operator<(DoubleWord x, DoubleWord y) {
  return x.high < y.high || (x.high == y.high && x.low < y.low);
}
[[nodiscard]] inline DoubleWord magnitude(DoubleWord x) {
  return x.high < 0 ? -x : x;
}

} // namespace tailmass
