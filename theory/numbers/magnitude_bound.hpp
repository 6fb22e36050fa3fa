// Upper bounds of magnitudes, rounded up.
#pragma once

#include "theory/numbers/ball.hpp"

#include <utility>

namespace tailmass {

/// A number in [0, inf]. Every result is at least the exact one.
class MagnitudeBound {
public:
  MagnitudeBound() { mag_init(x_); } ///< 0
  /// At least |x| for every x in the ball; infinite for an indeterminate one.
  explicit MagnitudeBound(arb_srcptr ball) : MagnitudeBound() { arb_get_mag(x_, ball); }
  MagnitudeBound(const MagnitudeBound& other) { mag_init_set(x_, other.x_); }
  MagnitudeBound(MagnitudeBound&& other) noexcept : MagnitudeBound() { mag_swap(x_, other.x_); }
  MagnitudeBound& operator=(MagnitudeBound other) noexcept {
    mag_swap(x_, other.x_);
    return *this;
  }
  ~MagnitudeBound() { mag_clear(x_); }

  [[nodiscard]] static MagnitudeBound infinite() {
    MagnitudeBound result;
    mag_inf(result.x_);
    return result;
  }
  [[nodiscard]] bool at_most(double limit) const {
    MagnitudeBound below;
    mag_set_d_lower(below.x_, limit);
    return mag_cmp(x_, below.x_) <= 0;
  }
  [[nodiscard]] bool finite() const { return mag_is_finite(x_) != 0; }

  MagnitudeBound& operator+=(const MagnitudeBound& other) {
    mag_add(x_, x_, other.x_);
    return *this;
  }
  MagnitudeBound& operator*=(const MagnitudeBound& other) {
    if (finite() && other.finite())
      mag_mul(x_, x_, other.x_);
    else
      mag_inf(x_);
    return *this;
  }
  [[nodiscard]] mag_srcptr raw() const { return x_; }
  [[nodiscard]] mag_ptr raw() { return x_; }

private:
  mag_t x_;
};

[[nodiscard]] inline MagnitudeBound operator+(MagnitudeBound a, const MagnitudeBound& b) {
  return a += b;
}
/// Infinity stands for what is not known, and nothing is known of its product with 0 either.
[[nodiscard]] inline MagnitudeBound operator*(MagnitudeBound a, const MagnitudeBound& b) {
  return a *= b;
}
[[nodiscard]] inline MagnitudeBound divided(MagnitudeBound a, unsigned long n) {
  mag_div_ui(a.raw(), a.raw(), n);
  return a;
}
/// e^a and e^a - 1.
[[nodiscard]] inline MagnitudeBound exponential(MagnitudeBound a) {
  mag_exp(a.raw(), a.raw());
  return a;
}
[[nodiscard]] inline MagnitudeBound exponential_minus_one(MagnitudeBound a) {
  mag_expm1(a.raw(), a.raw());
  return a;
}
/// 1/(lower(a) - b), lower(a) the least magnitude in the ball a; infinite where that is not positive.
[[nodiscard]] inline MagnitudeBound reciprocal_of_difference(const Ball& a, const MagnitudeBound& b) {
  MagnitudeBound result;
  arb_get_mag_lower(result.raw(), a.raw());
  mag_sub_lower(result.raw(), result.raw(), b.raw());
  mag_inv(result.raw(), result.raw());
  return result;
}
/// The ball [-a, a].
[[nodiscard]] inline Ball symmetric(const MagnitudeBound& a) {
  Ball result;
  mag_set(arb_radref(result.raw()), a.raw());
  return result;
}

} // namespace tailmass
