// The judge's cheap number: an interval between two doubles.
#pragma once

#include "theory/numbers/precision.hpp"

#include <cstddef>
#include <limits>

namespace tailmass {

/// An interval [low, high] that contains the exact value of what it stands for; an end may be infinite, and
/// the whole line stands for what is not known. Doubles enter exactly; each operation rounds to nearest and
/// then moves both ends outward by at least one unit in the last place, unless it was exact. Rests on the
/// processor's double arithmetic in its usual rounding mode, and for exp and log on theory/fast.
class Interval {
public:
  Interval() = default;
  Interval(int value) : Interval(static_cast<double>(value)) {}
  Interval(double value) : low_(value), high_(value) {}
  Interval(std::size_t value); ///< exact below 2^53
  /// The ends as they are; a NaN stands for an infinite end.
  static Interval between(double low, double high);

  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }

  Interval& operator+=(const Interval& other) { return *this = *this + other; }
  Interval& operator-=(const Interval& other) { return *this = *this - other; }
  Interval& operator*=(const Interval& other) { return *this = *this * other; }
  Interval& operator/=(const Interval& other) { return *this = *this / other; }

  friend Interval operator+(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a, const Interval& b);
  friend Interval operator-(const Interval& a);
  friend Interval operator*(const Interval& a, const Interval& b);
  /// The whole line where b may be 0.
  friend Interval operator/(const Interval& a, const Interval& b);

private:
  double low_ = 0;
  double high_ = 0;
};

[[nodiscard]] Interval operator+(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator-(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator-(const Interval& a);
[[nodiscard]] Interval operator*(const Interval& a, const Interval& b);
[[nodiscard]] Interval operator/(const Interval& a, const Interval& b);

[[nodiscard]] Interval exp(const Interval& x);
/// The whole line where x may be 0 or less.
[[nodiscard]] Interval log(const Interval& x);
/// Of a number known to be >= 0.
[[nodiscard]] Interval sqrt(const Interval& x);
[[nodiscard]] Interval abs(const Interval& x);
[[nodiscard]] Interval max(const Interval& a, const Interval& b);
[[nodiscard]] Interval min(const Interval& a, const Interval& b);

/// Proofs; false means only "not proven".
[[nodiscard]] inline bool certainly_less(const Interval& a, const Interval& b) {
  return a.high() < b.low();
}
[[nodiscard]] inline bool certainly_at_most(const Interval& a, const Interval& b) {
  return a.high() <= b.low();
}

} // namespace tailmass
