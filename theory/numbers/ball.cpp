// Ball arithmetic by Arb.
#include "theory/numbers/ball.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace tailmass {

namespace {

/// Precision of a result: the larger one.
long common_bits(BallView a, BallView b) {
  return std::max(a.bits(), b.bits());
}

/// Precision of a sum or product: two exact numbers give an exact result.
long ring_bits(long bits) {
  return bits == 0 ? ARF_PREC_EXACT : bits;
}

long rounding_bits(long bits) {
  if (bits == 0)
    throw std::logic_error("an exact number needs a precision before it is rounded");
  return bits;
}

} // namespace

Ball::Ball() {
  arb_init(x_);
}
Ball::Ball(int value) : Ball() {
  arb_set_si(x_, value);
}
Ball::Ball(std::size_t value) : Ball() {
  arb_set_ui(x_, value);
}
Ball::Ball(double value) : Ball() {
  if (!std::isfinite(value))
    throw std::domain_error("a ball holds no NaN and no infinity");
  arb_set_d(x_, value);
}
Ball::Ball(BallView other) : bits_(other.bits()) {
  arb_init(x_);
  arb_set(x_, other.raw());
}
Ball::Ball(const Ball& other) : Ball(BallView(other)) {}
Ball::Ball(Ball&& other) noexcept : bits_(other.bits_) {
  arb_init(x_);
  arb_swap(x_, other.x_);
}
Ball& Ball::operator=(const Ball& other) {
  arb_set(x_, other.x_);
  bits_ = other.bits_;
  return *this;
}
Ball& Ball::operator=(Ball&& other) noexcept {
  arb_swap(x_, other.x_);
  std::swap(bits_, other.bits_);
  return *this;
}
Ball::~Ball() {
  arb_clear(x_);
}

Ball Ball::at_precision(long bits) const& {
  return {BallView(x_, bits)};
}
Ball Ball::at_precision(long bits) && {
  bits_ = bits;
  return std::move(*this);
}

Ball& Ball::operator+=(BallView other) {
  bits_ = common_bits(*this, other);
  arb_add(x_, x_, other.raw(), ring_bits(bits_));
  return *this;
}
Ball& Ball::operator-=(BallView other) {
  bits_ = common_bits(*this, other);
  arb_sub(x_, x_, other.raw(), ring_bits(bits_));
  return *this;
}
Ball& Ball::operator*=(BallView other) {
  bits_ = common_bits(*this, other);
  arb_mul(x_, x_, other.raw(), ring_bits(bits_));
  return *this;
}
Ball& Ball::operator/=(BallView other) {
  const long bits = rounding_bits(common_bits(*this, other));
  arb_div(x_, x_, other.raw(), bits);
  bits_ = bits;
  return *this;
}

Ball operator+(BallView a, BallView b) {
  Ball result = Ball().at_precision(common_bits(a, b));
  arb_add(result.raw(), a.raw(), b.raw(), ring_bits(result.bits()));
  return result;
}
Ball operator-(BallView a, BallView b) {
  Ball result = Ball().at_precision(common_bits(a, b));
  arb_sub(result.raw(), a.raw(), b.raw(), ring_bits(result.bits()));
  return result;
}
Ball operator*(BallView a, BallView b) {
  Ball result = Ball().at_precision(common_bits(a, b));
  arb_mul(result.raw(), a.raw(), b.raw(), ring_bits(result.bits()));
  return result;
}
Ball operator/(BallView a, BallView b) {
  Ball result = Ball().at_precision(rounding_bits(common_bits(a, b)));
  arb_div(result.raw(), a.raw(), b.raw(), result.bits());
  return result;
}
Ball operator-(BallView a) {
  Ball result = Ball().at_precision(a.bits());
  arb_neg(result.raw(), a.raw());
  return result;
}

Ball exp(BallView x) {
  Ball result = Ball().at_precision(rounding_bits(x.bits()));
  arb_exp(result.raw(), x.raw(), x.bits());
  return result;
}
Ball log(BallView x) {
  Ball result = Ball().at_precision(rounding_bits(x.bits()));
  arb_log(result.raw(), x.raw(), x.bits());
  return result;
}
Ball log1p(BallView x) {
  Ball result = Ball().at_precision(rounding_bits(x.bits()));
  arb_log1p(result.raw(), x.raw(), x.bits());
  return result;
}
Ball expm1(BallView x) {
  Ball result = Ball().at_precision(rounding_bits(x.bits()));
  arb_expm1(result.raw(), x.raw(), x.bits());
  return result;
}
Ball sqrt(BallView x) {
  Ball result = Ball().at_precision(rounding_bits(x.bits()));
  arb_sqrtpos(result.raw(), x.raw(), x.bits());
  return result;
}
Ball abs(BallView x) {
  Ball result = Ball().at_precision(x.bits());
  arb_abs(result.raw(), x.raw());
  return result;
}
Ball max(const Ball& a, const Ball& b) {
  Ball result = Ball().at_precision(common_bits(a, b));
  arb_max(result.raw(), a.raw(), b.raw(), ring_bits(result.bits()));
  return result;
}
Ball min(const Ball& a, const Ball& b) {
  Ball result = Ball().at_precision(common_bits(a, b));
  arb_min(result.raw(), a.raw(), b.raw(), ring_bits(result.bits()));
  return result;
}

bool certainly_less(BallView a, BallView b) {
  return arb_lt(a.raw(), b.raw()) != 0;
}
bool certainly_at_most(BallView a, BallView b) {
  return arb_le(a.raw(), b.raw()) != 0;
}
bool overlap(BallView a, BallView b) {
  return arb_overlaps(a.raw(), b.raw()) != 0;
}
bool is_exact(BallView x) {
  return arb_is_exact(x.raw()) != 0;
}

bool radius_within(BallView x, BallView scale, long bits) {
  if (!arb_is_finite(x.raw()))
    return false;
  if (is_exact(x))
    return true;
  mag_t limit;
  mag_init(limit);
  arb_get_mag_lower(limit, scale.raw());
  mag_mul_2exp_si(limit, limit, -bits);
  const bool within = mag_cmp(arb_radref(x.raw()), limit) <= 0;
  mag_clear(limit);
  return within;
}

double approximate(BallView x) {
  return arf_get_d(arb_midref(x.raw()), ARF_RND_NEAR);
}

double not_below(BallView x) {
  arf_t end;
  arf_init(end);
  arb_get_ubound_arf(end, x.raw(), 64);
  const double result = arf_get_d(end, ARF_RND_CEIL);
  arf_clear(end);
  return result;
}

double not_above(BallView x) {
  return -not_below(-x);
}

double negative_log2(BallView x) {
  mag_t lower;
  mag_init(lower);
  arb_get_mag_lower(lower, x.raw());
  double result = std::numeric_limits<double>::infinity();
  if (!mag_is_zero(lower))
    result = fmpz_get_d(MAG_EXPREF(lower)) * -1.0 + 1.0; // lower = m 2^e with 1/2 <= m < 1
  mag_clear(lower);
  return result;
}

std::string to_decimal(BallView x, int digits) {
  char* text = arb_get_str(x.raw(), digits, ARB_STR_NO_RADIUS);
  std::string result = text;
  flint_free(text);
  return result;
}

Ball ball_from_decimal(const std::string& text, long bits) {
  Ball result = Ball().at_precision(bits);
  if (arb_set_str(result.raw(), text.c_str(), bits) != 0)
    throw std::invalid_argument("not a decimal number: " + text);
  return result;
}

Ball ball_between(double lower, double upper, long bits) {
  Ball result = Ball(lower).at_precision(bits);
  arb_union(result.raw(), result.raw(), Ball(upper).raw(), bits);
  return result;
}

void release_thread_caches() {
  flint_cleanup();
}

} // namespace tailmass
