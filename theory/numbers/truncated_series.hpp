// Polynomials in at most two variables, truncated by total degree: Taylor series with balls as coefficients.
#pragma once

#include "theory/numbers/magnitude_bound.hpp"
#include "theory/numbers/vector.hpp"

#include <vector>

namespace tailmass {

/// Which terms t_1^i t_2^j a series keeps: those of total degree below `order`; i = 0 with one variable.
struct SeriesShape {
  unsigned variables = 0; ///< 0, 1 or 2
  std::size_t order = 1;  ///< at least 1; a constant has 1
  long bits = 0;          ///< precision; 0 of an exact constant

  [[nodiscard]] std::size_t rows() const { return variables == 2 ? order : 1; }
  [[nodiscard]] std::size_t row_length(std::size_t i) const { return variables == 0 ? 1 : order - i; }
  [[nodiscard]] std::size_t index(std::size_t i, std::size_t j) const {
    return i * (2 * order + 1 - i) / 2 + j;
  }
  [[nodiscard]] std::size_t size() const { return index(rows() - 1, 0) + row_length(rows() - 1); }
};

/// A polynomial of one shape.
class TruncatedSeries {
public:
  explicit TruncatedSeries(const SeriesShape& shape)
      : shape_(shape), coefficients_(shape.size(), Precision<Ball>{shape.bits}) {}
  /// A constant.
  explicit TruncatedSeries(Ball constant) : TruncatedSeries(SeriesShape{0, 1, constant.bits()}) {
    coefficients_.set(0, std::move(constant));
  }

  [[nodiscard]] const SeriesShape& shape() const { return shape_; }
  [[nodiscard]] bool is_constant() const { return shape_.order == 1; }
  [[nodiscard]] Ball constant() const { return coefficients_[0]; }
  [[nodiscard]] Ball operator[](std::size_t index) const { return coefficients_[index]; }
  [[nodiscard]] arb_srcptr at(std::size_t i, std::size_t j) const {
    return coefficients_.at(shape_.index(i, j));
  }
  void set(std::size_t index, Ball value) { coefficients_.set(index, std::move(value)); }
  /// Returns the same polynomial in a larger shape.
  [[nodiscard]] TruncatedSeries in(const SeriesShape& shape) const;

private:
  SeriesShape shape_;
  Vector<Ball> coefficients_;
};

/// The shape that holds both; they are equal or one is that of a constant.
[[nodiscard]] SeriesShape joint(const SeriesShape& a, const SeriesShape& b);

[[nodiscard]] TruncatedSeries sum(const TruncatedSeries& f, const TruncatedSeries& g);
[[nodiscard]] TruncatedSeries negative(const TruncatedSeries& f);

// What follows is the exact truncation: for all numbers in the coefficients of f and g, those of the result
// hold the Taylor coefficients of degree below the order. A divisor's constant term must not hold 0, a
// logarithm's must be positive; the result is indeterminate otherwise.
[[nodiscard]] TruncatedSeries product(const TruncatedSeries& f, const TruncatedSeries& g);
[[nodiscard]] TruncatedSeries quotient(const TruncatedSeries& f, const TruncatedSeries& g);
[[nodiscard]] TruncatedSeries exponential(const TruncatedSeries& f);
[[nodiscard]] TruncatedSeries logarithm(const TruncatedSeries& f);

/// f(t), one t_i a variable.
[[nodiscard]] Ball value_at(const TruncatedSeries& f, const std::vector<double>& t);

/// For each degree below the order, the sum of the coefficients' magnitudes: at most so large is that
/// homogeneous part on [-1, 1]^variables.
[[nodiscard]] std::vector<MagnitudeBound> degree_norms(const TruncatedSeries& f);

} // namespace tailmass
