// Arithmetic of truncated series.
#include "theory/numbers/truncated_series.hpp"

#include <algorithm>
#include <stdexcept>

namespace tailmass {

namespace {

/// op(i, j, index) over all terms, those that divide a term before it.
template <class Op>
void for_each_term(const SeriesShape& shape, const Op& op) {
  for (std::size_t i = 0; i < shape.rows(); ++i)
    for (std::size_t j = 0; j < shape.row_length(i); ++j)
      op(i, j, shape.index(i, j));
}

/// Coefficient (i, j) of f g, both of the shape `shape`.
Ball convolution(const TruncatedSeries& f, const TruncatedSeries& g, const SeriesShape& shape, std::size_t i,
                 std::size_t j) {
  Ball total = Ball().at_precision(shape.bits);
  for (std::size_t a = 0; a <= i; ++a)
    arb_dot(total.raw(), total.raw(), 0, f.at(a, 0), 1, g.at(i - a, j), -1, static_cast<long>(j) + 1,
            shape.bits);
  return total;
}

template <class Op>
TruncatedSeries termwise(const TruncatedSeries& f, const Op& op) {
  TruncatedSeries result(f.shape());
  for_each_term(f.shape(), [&](std::size_t i, std::size_t j, std::size_t index) {
    result.set(index, op(f[index], i + j));
  });
  return result;
}

/// sum of |alpha| f_alpha t^alpha, the derivative along the ray through t.
TruncatedSeries radial_derivative(const TruncatedSeries& f) {
  return termwise(f, [](const Ball& x, std::size_t degree) { return Ball(degree) * x; });
}

} // namespace

TruncatedSeries TruncatedSeries::in(const SeriesShape& shape) const {
  if (shape.order == shape_.order)
    return *this;
  TruncatedSeries result(shape);
  result.set(0, constant());
  return result;
}

SeriesShape joint(const SeriesShape& a, const SeriesShape& b) {
  if (a.order > 1 && b.order > 1 && (a.order != b.order || a.variables != b.variables))
    throw std::logic_error("series of two shapes do not mix");
  SeriesShape shape = a.order >= b.order ? a : b;
  shape.bits = std::max(a.bits, b.bits);
  return shape;
}

TruncatedSeries sum(const TruncatedSeries& f, const TruncatedSeries& g) {
  const SeriesShape shape = joint(f.shape(), g.shape());
  TruncatedSeries result = (f.is_constant() ? g : f).in(shape);
  const TruncatedSeries& other = f.is_constant() ? f : g;
  for (std::size_t index = 0; index < other.shape().size(); ++index)
    result.set(index, result[index] + other[index]);
  return result;
}

TruncatedSeries negative(const TruncatedSeries& f) {
  return termwise(f, [](const Ball& x, std::size_t) { return -x; });
}

TruncatedSeries product(const TruncatedSeries& f, const TruncatedSeries& g) {
  if (f.is_constant())
    return termwise(g, [c = f.constant()](const Ball& x, std::size_t) { return c * x; });
  if (g.is_constant())
    return product(g, f);
  TruncatedSeries result(joint(f.shape(), g.shape()));
  for_each_term(result.shape(), [&](std::size_t i, std::size_t j, std::size_t index) {
    result.set(index, convolution(f, g, result.shape(), i, j));
  });
  return result;
}

TruncatedSeries quotient(const TruncatedSeries& f, const TruncatedSeries& g) {
  const Ball divisor = g.constant();
  if (g.is_constant())
    return termwise(f, [&](const Ball& x, std::size_t) { return x / divisor; });
  const TruncatedSeries dividend = f.in(joint(f.shape(), g.shape()));
  TruncatedSeries result(joint(f.shape(), g.shape()));
  // The term in work is still 0 in `result`, so that the convolution is that of the terms before it.
  for_each_term(result.shape(), [&](std::size_t i, std::size_t j, std::size_t index) {
    result.set(index, (dividend[index] - convolution(result, g, result.shape(), i, j)) / divisor);
  });
  return result;
}

TruncatedSeries exponential(const TruncatedSeries& f) {
  if (f.is_constant())
    return TruncatedSeries(exp(f.constant()));
  const TruncatedSeries derivative = radial_derivative(f); // E e^f = (E f) e^f, E the radial derivative
  TruncatedSeries result(f.shape());
  for_each_term(f.shape(), [&](std::size_t i, std::size_t j, std::size_t index) {
    result.set(index, index == 0 ? exp(f.constant())
                                 : convolution(derivative, result, f.shape(), i, j) / Ball(i + j));
  });
  return result;
}

TruncatedSeries logarithm(const TruncatedSeries& f) {
  if (f.is_constant())
    return TruncatedSeries(log(f.constant()));
  TruncatedSeries result = // f E ln f = E f
      termwise(quotient(radial_derivative(f), f),
               [](const Ball& x, std::size_t degree) { return degree == 0 ? x : x / Ball(degree); });
  result.set(0, log(f.constant()));
  return result;
}

Ball value_at(const TruncatedSeries& f, const std::vector<double>& t) {
  const auto power = [&](std::size_t variable, std::size_t exponent) {
    Ball result(1);
    for (std::size_t i = 0; i < exponent; ++i)
      result *= Ball(t[variable]);
    return result;
  };
  Ball total;
  for_each_term(f.shape(), [&](std::size_t i, std::size_t j, std::size_t index) {
    Ball term = f[index];
    if (f.shape().variables == 1 && !f.is_constant())
      term *= power(0, j);
    if (f.shape().variables == 2)
      term *= power(0, i) * power(1, j);
    total += term;
  });
  return total;
}

std::vector<MagnitudeBound> degree_norms(const TruncatedSeries& f) {
  std::vector<MagnitudeBound> norms(f.shape().order);
  for_each_term(f.shape(), [&](std::size_t i, std::size_t j, std::size_t) {
    norms[i + j] += MagnitudeBound(f.at(i, j));
  });
  return norms;
}

} // namespace tailmass
