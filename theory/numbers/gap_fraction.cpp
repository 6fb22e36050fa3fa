// Arithmetic of quotients of polynomials in e^g.
#include "theory/numbers/gap_fraction.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tailmass {

namespace {

using Polynomial = GapFraction::Polynomial;

std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result))
    throw std::overflow_error("an exact coefficient passes 64 bits");
  return result;
}

std::int64_t checked_product(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result))
    throw std::overflow_error("an exact coefficient passes 64 bits");
  return result;
}

Polynomial constant(std::int64_t value) {
  return value == 0 ? Polynomial{} : Polynomial{value};
}

Polynomial monomial(std::size_t degree) {
  Polynomial result(degree + 1, 0);
  result.back() = 1;
  return result;
}

/// a + sign b.
Polynomial combined(const Polynomial& a, const Polynomial& b, std::int64_t sign) {
  Polynomial result = a;
  result.resize(std::max(a.size(), b.size()), 0);
  for (std::size_t i = 0; i < b.size(); ++i)
    result[i] = checked_sum(result[i], checked_product(sign, b[i]));
  while (!result.empty() && result.back() == 0)
    result.pop_back();
  return result;
}

Polynomial product(const Polynomial& a, const Polynomial& b) {
  if (a.empty() || b.empty())
    return {};
  Polynomial result(a.size() + b.size() - 1, 0);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      result[i + j] = checked_sum(result[i + j], checked_product(a[i], b[j]));
  return result;
}

} // namespace

GapFraction::GapFraction(std::int64_t multiple, std::int64_t value)
    : multiple_(multiple), numerator_(constant(value)), denominator_(constant(1)) {}

std::int64_t GapFraction::whole() const {
  if (multiple_ != 0 || numerator_.size() > 1 || denominator_ != constant(1))
    throw std::logic_error("a product with a multiple of the gap needs a whole number");
  return numerator_.empty() ? 0 : numerator_.front();
}

GapFraction operator+(const GapFraction& a, const GapFraction& b) {
  GapFraction result;
  result.multiple_ = checked_sum(a.multiple_, b.multiple_);
  if (a.denominator_ == b.denominator_) {
    result.numerator_ = combined(a.numerator_, b.numerator_, 1);
    result.denominator_ = a.denominator_;
  } else {
    result.numerator_ =
        combined(product(a.numerator_, b.denominator_), product(b.numerator_, a.denominator_), 1);
    result.denominator_ = product(a.denominator_, b.denominator_);
  }
  return result;
}

GapFraction operator-(const GapFraction& a, const GapFraction& b) {
  return a + GapFraction(-1) * b;
}

GapFraction operator*(const GapFraction& a, const GapFraction& b) {
  GapFraction result;
  if (a.multiple_ != 0 || b.multiple_ != 0) {
    const GapFraction& other = a.multiple_ != 0 ? b : a;
    const GapFraction& linear = a.multiple_ != 0 ? a : b;
    result.multiple_ = checked_product(linear.multiple_, other.whole());
  }
  result.numerator_ = product(a.numerator_, b.numerator_);
  result.denominator_ = product(a.denominator_, b.denominator_);
  return result;
}

GapFraction operator/(const GapFraction& a, const GapFraction& b) {
  if (a.multiple_ != 0 || b.multiple_ != 0)
    throw std::logic_error("a quotient with a multiple of the gap is no quotient of polynomials in e^gap");
  if (b.numerator_.empty())
    throw std::domain_error("division by 0");
  GapFraction result;
  result.numerator_ = product(a.numerator_, b.denominator_);
  result.denominator_ = product(a.denominator_, b.numerator_);
  return result;
}

GapFraction exp(const GapFraction& a) {
  if (!a.numerator_.empty())
    throw std::logic_error("the exponential of more than a multiple of the gap");
  GapFraction result(1);
  if (a.multiple_ >= 0)
    result.numerator_ = monomial(static_cast<std::size_t>(a.multiple_));
  else
    result.denominator_ = monomial(static_cast<std::size_t>(-a.multiple_));
  return result;
}

GapFraction Precision<GapFraction>::operator()(double x) const {
  if (x != std::nearbyint(x) || std::abs(x) > 0x1p53)
    throw std::logic_error("only whole numbers are lifted into exact functions of a gap");
  return GapFraction(0, static_cast<std::int64_t>(x));
}

} // namespace tailmass
