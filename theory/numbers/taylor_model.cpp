// Arithmetic of Taylor models: truncated series, and bounds of their defects.
#include "theory/numbers/taylor_model.hpp"

#include <algorithm>

namespace tailmass {

namespace {

using Norms = std::vector<MagnitudeBound>;

MagnitudeBound total(const Norms& norms, std::size_t from = 0) {
  MagnitudeBound result;
  for (std::size_t i = from; i < norms.size(); ++i)
    result += norms[i];
  return result;
}

/// sum over i + j >= order of P_i Q_j: the part of a product that its truncation leaves out.
MagnitudeBound overflow(const Norms& p, const Norms& q) {
  const std::size_t order = std::max(p.size(), q.size());
  MagnitudeBound result;
  MagnitudeBound reached; // sum of the Q_j with j >= order - i
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (i > 0 && order - i < q.size())
      reached += q[order - i];
    result += p[i] * reached;
  }
  return result;
}

/// Norms of the radial derivative sum |alpha| f_alpha t^alpha.
Norms radial(Norms norms) {
  for (std::size_t i = 0; i < norms.size(); ++i)
    mag_mul_ui(norms[i].raw(), norms[i].raw(), i);
  return norms;
}

} // namespace

TaylorModel::TaylorModel(const SeriesShape& shape, const Ball& constant, const std::vector<Ball>& slopes)
    : polynomial_(shape) {
  polynomial_.set(0, constant);
  if (slopes.size() == 1)
    polynomial_.set(shape.index(0, 1), slopes[0]);
  if (slopes.size() == 2) {
    polynomial_.set(shape.index(1, 0), slopes[0]);
    polynomial_.set(shape.index(0, 1), slopes[1]);
  }
}

TaylorModel& TaylorModel::operator+=(const TaylorModel& other) {
  polynomial_ = sum(polynomial_, other.polynomial_);
  rest_ += other.rest_;
  return *this;
}

TaylorModel& TaylorModel::operator-=(const TaylorModel& other) {
  return *this += -other;
}

TaylorModel& TaylorModel::operator*=(const TaylorModel& other) {
  const Norms p = degree_norms(polynomial_), q = degree_norms(other.polynomial_);
  rest_ = overflow(p, q) + total(p) * other.rest_ + total(q) * rest_ + rest_ * other.rest_;
  polynomial_ = product(polynomial_, other.polynomial_);
  return *this;
}

/// With h the truncated series of p/q, p - h q has degrees >= order only; f/g - h = (f - h g)/g.
TaylorModel& TaylorModel::operator/=(const TaylorModel& other) {
  polynomial_ = quotient(polynomial_, other.polynomial_);
  const Norms h = degree_norms(polynomial_), q = degree_norms(other.polynomial_);
  const MagnitudeBound defect = overflow(h, q) + rest_ + total(h) * other.rest_;
  rest_ = defect * other.reciprocal_bound();
  return *this;
}

Ball TaylorModel::at(const std::vector<double>& t) const {
  return value_at(polynomial_, t) + symmetric(rest_);
}

MagnitudeBound TaylorModel::bound() const {
  return total(degree_norms(polynomial_)) + rest_;
}

bool TaylorModel::nonzero() const {
  return reciprocal_bound().finite();
}

/// 1/(|p_0| - the largest of the others) where that suffices. Else with h the truncated series of 1/p: where
/// 1 - h f is within e < 1 of 0, f has no zero and |1/f| <= |h|/(1 - e).
MagnitudeBound TaylorModel::reciprocal_bound() const {
  const Norms p = degree_norms(polynomial_);
  MagnitudeBound bound = reciprocal_of_difference(polynomial_.constant(), total(p, 1) + rest_);
  if (bound.finite() || polynomial_.is_constant())
    return bound;
  const Norms h = degree_norms(quotient(TruncatedSeries(Ball(1)), polynomial_));
  return total(h) * reciprocal_of_difference(Ball(1), overflow(h, p) + total(h) * rest_);
}

TaylorModel operator-(const TaylorModel& f) {
  TaylorModel result = f;
  result.polynomial_ = negative(f.polynomial_);
  return result;
}

/// With G the truncated series of e^p and E the radial derivative, D = E G - G E p has degrees >= order m
/// only. On the ray x t, 0 <= x <= 1, the derivative of G e^-p is D e^-p / x, and D is at most x^m sum: hence
/// |G - e^p| <= e^p(t) max_x e^-p(xt) sum/m <= e^{2 |p - p_0|} sum/m. Then |e^f - e^p| <= e^p (e^rest - 1).
TaylorModel exp(const TaylorModel& f) {
  TaylorModel result = f;
  result.polynomial_ = exponential(f.polynomial_);
  const Norms p = degree_norms(f.polynomial_), g = degree_norms(result.polynomial_);
  const MagnitudeBound variation = total(p, 1);
  const MagnitudeBound defect = divided(overflow(radial(p), g), p.size());
  result.rest_ = exponential(variation + variation) * defect +
                 g[0] * exponential(variation) * exponential_minus_one(f.rest_);
  return result;
}

/// With L the truncated series of ln p, D = E p - p E L has degrees >= order m only, and the derivative of
/// ln p - L on the ray is D/(x p): |ln p - L| <= max |1/p| sum/m. The rest of f adds |ln(1 + rest/f)| at
/// most, 1/(1 - rest/|f|) - 1 <= (rest/|f|)/(1 - rest/|f|). f has no zero on the box, so it is positive as
/// p_0 is.
TaylorModel log(const TaylorModel& f) {
  TaylorModel result = f;
  result.polynomial_ = logarithm(f.polynomial_);
  const Norms p = degree_norms(f.polynomial_), l = degree_norms(result.polynomial_);
  TaylorModel without_rest = f;
  without_rest.rest_ = MagnitudeBound();
  const MagnitudeBound relative = f.rest_ * f.reciprocal_bound();
  result.rest_ = divided(overflow(radial(l), p), p.size()) * without_rest.reciprocal_bound() +
                 relative * reciprocal_of_difference(Ball(1), relative);
  return result;
}

TaylorModel abs(const TaylorModel& f) {
  if (f.nonzero())
    return certainly_less(Ball(0), f.polynomial_.constant()) ? f : -f;
  TaylorModel result(Ball(0).at_precision(f.polynomial_.shape().bits));
  result.rest_ = f.bound();
  return result;
}

TaylorModel operator+(TaylorModel f, const TaylorModel& g) {
  return f += g;
}
TaylorModel operator-(TaylorModel f, const TaylorModel& g) {
  return f -= g;
}
TaylorModel operator*(TaylorModel f, const TaylorModel& g) {
  return f *= g;
}
TaylorModel operator/(TaylorModel f, const TaylorModel& g) {
  return f /= g;
}

} // namespace tailmass
