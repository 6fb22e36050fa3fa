// The grid of the trapezoidal rule and the proof of its error.
#include "theory/exact/gaussian/expected_gap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

namespace tailmass::exact {

namespace {

constexpr long bound_bits = 64;

/// Width of the pieces of the line on which the function is bounded: a bound is larger than the function by
/// up to n phi(x) nats a unit of width.
double piece_for(const NormalPowers& powers) {
  const double n = static_cast<double>(powers.below + powers.above);
  return std::exp2(std::clamp(std::floor(std::log2(16 / n)), -3.0, -1.0));
}

/// Bits that the bound of the grid's error takes, and some more.
long guard_bits(const NormalPowers& powers) {
  const double n = static_cast<double>(powers.below + powers.above);
  constexpr double largest_density = 0.4;
  return 16 + static_cast<long>(piece_for(powers) * largest_density * n / std::numbers::ln2);
}

/// p of phi^p, which bounds the function beyond x >= 1 on the right.
double right_power(const NormalPowers& powers) {
  return static_cast<double>(powers.above) + (powers.first_moment ? 1 : 0);
}
double left_power(const NormalPowers& powers) {
  return static_cast<double>(powers.below) + (powers.first_moment ? 1 : 0);
}

Ball number(double x) {
  return Ball(x).at_precision(bound_bits);
}

/// Bounds of the function in the strip |y| <= a.
class InStrip {
public:
  InStrip(const NormalPowers& powers, double a)
      : powers_(powers), a_(number(a)), rise_(exp(a_ * a_ / number(2))), c_(a_ * rise_) {}

  /// The largest value over low <= x <= high, from Phi(high) and Phi_c(low).
  [[nodiscard]] Ball largest(double low, double high, const Ball& below_high, const Ball& above_low) const {
    const Ball density = normal_density(number(low > 0 ? low : high < 0 ? high : 0));
    Ball bound = whole_power(Ball(below_high + c_ * density), powers_.below) *
                 whole_power(Ball(above_low + c_ * density), powers_.above);
    if (powers_.first_moment)
      bound *= (number(std::max(std::abs(low), std::abs(high))) + a_) * rise_ * density;
    return bound;
  }

  /// The integral beyond x = end >= 1 on one side; `same` is the power of what is near 1 there, `other` of
  /// what is near 0: (1 + c phi)^same ((1 + c) phi)^other, whose last factor phi integrates to at most
  /// phi(end); for the moment x + a <= (1 + a) x, and x phi integrates to phi(end).
  [[nodiscard]] Ball beyond(std::size_t same, std::size_t other, double end) const {
    const Ball one = number(1);
    const Ball density = normal_density(number(end));
    Ball bound = whole_power(Ball(one + c_ * density), same) * whole_power(Ball((one + c_) * density), other);
    if (powers_.first_moment)
      bound *= (one + a_) * rise_ * density;
    return bound;
  }

private:
  NormalPowers powers_;
  Ball a_;
  Ball rise_; // e^{a^2/2}
  Ball c_;    // a e^{a^2/2}
};

/// Roughly by how much the logarithm of the function can rise off the line; for the choice of a only.
double rise_in_strip(const NormalPowers& powers, double a) {
  const double n = static_cast<double>(powers.below + powers.above);
  return n * std::log1p(0.8 * a * std::exp(a * a / 2)) + (powers.first_moment ? a * a / 2 : 0);
}

} // namespace

LineGrid grid_for(const NormalPowers& powers, double bits) {
  const double nats = bits * std::numbers::ln2;
  const double left = std::sqrt(2 * nats / left_power(powers)) + 1;
  const double right = std::sqrt(2 * nats / right_power(powers)) + 1;
  double strip = 1;
  const auto step_in = [&](double a) { return 2 * std::numbers::pi * a / (nats + rise_in_strip(powers, a)); };
  while (step_in(strip + 1) > step_in(strip))
    ++strip;
  const double unit = std::exp2(std::floor(std::log2(step_in(strip))) - 5);
  const double step = std::floor(step_in(strip) / unit) * unit;
  return {step, -static_cast<long>(std::ceil(left / step)), static_cast<long>(std::ceil(right / step)),
          strip};
}

Ball grid_error(const NormalPowers& powers, const LineGrid& grid) {
  const double left = static_cast<double>(grid.first) * grid.step;
  const double right = static_cast<double>(grid.last) * grid.step;
  const InStrip bounds(powers, grid.strip);
  const double piece = piece_for(powers);
  const auto first = static_cast<long>(std::floor(left / piece));
  const auto last = static_cast<long>(std::ceil(right / piece));
  const auto at = [&](long i) { return static_cast<double>(i) * piece; };
  std::vector<Ball> tails; // Phi_c of multiples of a piece
  for (long i = 0; i <= std::max(-first, last); ++i)
    tails.push_back(normal_survival(number(at(i))));
  const auto above = [&](long i) {
    const Ball& tail = tails[static_cast<std::size_t>(std::abs(i))];
    return i >= 0 ? tail : number(1) - tail;
  };
  Ball in_strip = bounds.beyond(powers.below, powers.above, at(last)) +
                  bounds.beyond(powers.above, powers.below, -at(first));
  for (long i = first; i < last; ++i)
    in_strip += bounds.largest(at(i), at(i + 1), above(-(i + 1)), above(i)) * number(piece);
  Ball pi = Ball().at_precision(bound_bits);
  arb_const_pi(pi.raw(), bound_bits);
  const Ball decay = exp(number(2 * grid.strip) / number(grid.step) * pi) - number(1);
  const auto power = [&](double end, double p) {
    return whole_power(normal_density(number(end)), static_cast<std::size_t>(p));
  };
  return number(2) * in_strip / decay + power(right, right_power(powers)) + power(left, left_power(powers));
}

Ball over_the_line(const Precision<Ball>& at, const NormalPowers& powers, const Ball& factor) {
  const Precision<Ball> finer{at.bits + guard_bits(powers)};
  const double size = std::max(0.0, -negative_log2(factor));
  const LineGrid grid = grid_for(powers, static_cast<double>(finer.bits) + size);
  Ball sum = sum_over(finer, powers, grid);
  const Ball error = grid_error(powers, grid);
  arb_add_error(sum.raw(), error.raw());
  return (sum * factor).at_precision(at.bits);
}

} // namespace tailmass::exact
