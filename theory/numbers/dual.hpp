// Dual numbers over a box: enclosures of a function and of its partial derivatives.
#pragma once

#include "theory/numbers/precision.hpp"

#include <vector>

namespace tailmass {

/// A real function on a box of R^d: a ball that holds all its values there, and d balls of which each holds
/// all values of one partial derivative (forward automatic differentiation over balls). A constant has no
/// slopes.
class Dual {
public:
  Dual() : Dual(0) {}
  Dual(int value) : value_(value) {}
  explicit Dual(Ball value, std::vector<Ball> slopes = {})
      : value_(std::move(value)), slopes_(std::move(slopes)) {}

  Dual& operator+=(const Dual& other) { return *this = *this + other; }
  Dual& operator-=(const Dual& other) { return *this = *this - other; }
  Dual& operator*=(const Dual& other) { return *this = *this * other; }
  Dual& operator/=(const Dual& other) { return *this = *this / other; }

  [[nodiscard]] const Ball& value() const { return value_; }
  /// 0 of a constant.
  [[nodiscard]] Ball slope(std::size_t variable) const {
    return slopes_.empty() ? Ball(0) : slopes_[variable];
  }

  friend Dual operator+(const Dual& f, const Dual& g);
  friend Dual operator-(const Dual& f, const Dual& g);
  friend Dual operator*(const Dual& f, const Dual& g);
  friend Dual operator/(const Dual& f, const Dual& g);
  friend Dual exp(const Dual& f);

private:
  Ball value_;
  std::vector<Ball> slopes_;
};

[[nodiscard]] Dual operator+(const Dual& f, const Dual& g);
[[nodiscard]] Dual operator-(const Dual& f, const Dual& g);
[[nodiscard]] Dual operator*(const Dual& f, const Dual& g);
/// Indeterminate, as a ball's, where g may vanish on the box.
[[nodiscard]] Dual operator/(const Dual& f, const Dual& g);
[[nodiscard]] Dual exp(const Dual& f);

/// Lifts numbers into constants and the scores of a row into functions on the box.
template <>
struct Precision<Dual> {
  long bits = 128;
  std::vector<Dual> scores; ///< by key

  [[nodiscard]] Dual operator()(double x) const { return Dual(Ball(x).at_precision(bits)); }
  [[nodiscard]] Dual operator()(std::size_t x) const { return Dual(Ball(x).at_precision(bits)); }
  [[nodiscard]] Dual score(std::size_t key, double) const { return scores[key]; }
};

} // namespace tailmass
