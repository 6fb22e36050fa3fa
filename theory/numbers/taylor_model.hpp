// Functions over a box, each as a polynomial and a bound of what it leaves out.
#pragma once

#include "theory/numbers/precision.hpp"
#include "theory/numbers/truncated_series.hpp"

#include <vector>

namespace tailmass {

/// A real function f on t in [-1, 1]^variables, known as |f(t) - p(t)| <= rest for every t of the box, where
/// p has degree below an order (a Taylor model: Makino and Berz, "Taylor models and other validated
/// functional inclusion methods", Int. J. Pure Appl. Math. 4 (2003)). What two quantities share cancels in
/// the polynomials of their difference, so that an identity is left with the rests alone.
///
/// Each operation takes the truncated series of the result and adds to its rest a bound of the defect, from
/// the norms P_j of the homogeneous parts of its operands: a product leaves out sum_{i+j >= order} P_i Q_j;
/// quotient, exponential and logarithm satisfy an equation whose defect is such a sum as well (see
/// taylor_model.cpp). Undefined results (a divisor, or an argument of a logarithm, that may vanish on the
/// box) have an infinite rest: nothing is then known, and bound() is infinite.
class TaylorModel {
public:
  TaylorModel() : TaylorModel(0) {}
  TaylorModel(int value) : TaylorModel(Ball(value)) {}
  explicit TaylorModel(const Ball& constant) : polynomial_(constant) {}
  /// constant + sum slopes_i t_i, one slope a variable.
  TaylorModel(const SeriesShape& shape, const Ball& constant, const std::vector<Ball>& slopes);

  TaylorModel& operator+=(const TaylorModel& other);
  TaylorModel& operator-=(const TaylorModel& other);
  TaylorModel& operator*=(const TaylorModel& other);
  TaylorModel& operator/=(const TaylorModel& other);

  /// A ball that holds f(t).
  [[nodiscard]] Ball at(const std::vector<double>& t) const;
  /// At least |f| on the whole box.
  [[nodiscard]] MagnitudeBound bound() const;
  /// Whether f certainly has no zero on the box.
  [[nodiscard]] bool nonzero() const;

private:
  friend TaylorModel operator-(const TaylorModel& f);
  friend TaylorModel exp(const TaylorModel& f);
  friend TaylorModel log(const TaylorModel& f);
  friend TaylorModel abs(const TaylorModel& f);

  /// At least 1/|f| on the whole box; infinite where f may vanish.
  [[nodiscard]] MagnitudeBound reciprocal_bound() const;

  TruncatedSeries polynomial_;
  MagnitudeBound rest_;
};

[[nodiscard]] TaylorModel operator+(TaylorModel f, const TaylorModel& g);
[[nodiscard]] TaylorModel operator-(TaylorModel f, const TaylorModel& g);
[[nodiscard]] TaylorModel operator*(TaylorModel f, const TaylorModel& g);
[[nodiscard]] TaylorModel operator/(TaylorModel f, const TaylorModel& g);
[[nodiscard]] TaylorModel operator-(const TaylorModel& f);
[[nodiscard]] TaylorModel exp(const TaylorModel& f);
[[nodiscard]] TaylorModel log(const TaylorModel& f);
/// Returns |f|; of an f that may change its sign on the box nothing is kept but its bound.
[[nodiscard]] TaylorModel abs(const TaylorModel& f);

/// Lifts numbers into constants and the scores of a row into functions on the box.
template <>
struct Precision<TaylorModel> {
  long bits = 128;
  std::vector<TaylorModel> scores; ///< by key

  [[nodiscard]] TaylorModel operator()(double x) const { return TaylorModel(Ball(x).at_precision(bits)); }
  [[nodiscard]] TaylorModel operator()(std::size_t x) const {
    return TaylorModel(Ball(x).at_precision(bits));
  }
  [[nodiscard]] TaylorModel score(std::size_t key, double) const { return scores[key]; }
};

} // namespace tailmass
