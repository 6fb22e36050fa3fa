// Exact functions of one gap, so that two of them can be compared for all its values at once.
#pragma once

#include "theory/numbers/precision.hpp"

#include <cstdint>
#include <vector>

namespace tailmass {

/// The function m g + N(x)/D(x) of a real g, where x = e^g, m is whole and N, D are polynomials with whole
/// coefficients: what sums, products, quotients and exponentials make of whole multiples of g. There is no
/// rounding, and N/D = N'/D' as functions exactly when N D' - N' D has no coefficient other than 0. Throws
/// std::logic_error where a result is not of this form, and std::overflow_error past 64 bits.
class GapFraction {
public:
  using Polynomial = std::vector<std::int64_t>; ///< coefficients by degree, without trailing zeros

  GapFraction() : GapFraction(0) {}
  GapFraction(int value) : GapFraction(0, value) {}
  /// multiple g + constant.
  GapFraction(std::int64_t multiple, std::int64_t constant);

  GapFraction& operator+=(const GapFraction& other) { return *this = *this + other; }
  GapFraction& operator-=(const GapFraction& other) { return *this = *this - other; }
  GapFraction& operator*=(const GapFraction& other) { return *this = *this * other; }
  GapFraction& operator/=(const GapFraction& other) { return *this = *this / other; }

  /// Whether this is 0 for every g.
  [[nodiscard]] bool vanishes() const { return multiple_ == 0 && numerator_.empty(); }

  friend GapFraction operator+(const GapFraction& a, const GapFraction& b);
  friend GapFraction operator-(const GapFraction& a, const GapFraction& b);
  friend GapFraction operator*(const GapFraction& a, const GapFraction& b);
  friend GapFraction operator/(const GapFraction& a, const GapFraction& b);
  friend GapFraction exp(const GapFraction& a);

private:
  /// The one whole number that this is; throws where it is none.
  [[nodiscard]] std::int64_t whole() const;

  std::int64_t multiple_;
  Polynomial numerator_;
  Polynomial denominator_; // not 0
};

[[nodiscard]] GapFraction operator+(const GapFraction& a, const GapFraction& b);
[[nodiscard]] GapFraction operator-(const GapFraction& a, const GapFraction& b);
/// One of them without a multiple of g, the other with none or a whole number.
[[nodiscard]] GapFraction operator*(const GapFraction& a, const GapFraction& b);
/// Both without a multiple of g. Throws std::domain_error for b = 0.
[[nodiscard]] GapFraction operator/(const GapFraction& a, const GapFraction& b);
/// Returns e^a of a multiple a of g.
[[nodiscard]] GapFraction exp(const GapFraction& a);

/// Lifts whole numbers into constants and the scores of a row into multiples of g.
template <>
struct Precision<GapFraction> {
  std::vector<std::int64_t> scores; ///< by key: the multiple of g

  [[nodiscard]] GapFraction operator()(double x) const;
  [[nodiscard]] GapFraction operator()(std::size_t x) const {
    return GapFraction(0, static_cast<std::int64_t>(x));
  }
  [[nodiscard]] GapFraction score(std::size_t key, double) const { return GapFraction(scores[key], 0); }
};

} // namespace tailmass
