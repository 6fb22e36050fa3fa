// The judge's number: a real ball (midpoint and radius) that carries its own precision, over Arb.
#pragma once

#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#else
#include <arb.h>
#endif

#include <string>

namespace tailmass {

class Ball;

/// A ball that lives elsewhere, in a Ball or in a Vector, read where it is. It is to be used before that one
/// changes.
class BallView {
public:
  BallView(const Ball& x); // NOLINT(google-explicit-constructor): what takes a view takes a ball
  BallView(arb_srcptr x, long bits) : x_(x), bits_(bits) {}
  [[nodiscard]] arb_srcptr raw() const { return x_; }
  [[nodiscard]] long bits() const { return bits_; }

private:
  arb_srcptr x_;
  long bits_;
};

/// An interval that contains the exact value of what it stands for. Integers and doubles enter exactly and
/// have no precision of their own: sums, differences and products of such exact numbers stay exact. Any other
/// operation rounds to the larger precision of its operands and widens the radius accordingly.
/// Nothing here compares: ordering questions are asked through the functions at the end, and only by a judge.
class Ball {
public:
  Ball();                  ///< exact 0
  Ball(int value);         ///< exact
  Ball(std::size_t value); ///< exact
  Ball(double value);      ///< exact; throws std::domain_error on NaN or infinity
  Ball(BallView other);
  Ball(const Ball& other);
  Ball(Ball&& other) noexcept;
  Ball& operator=(const Ball& other);
  Ball& operator=(Ball&& other) noexcept;
  ~Ball();

  /// Returns the same number, to be worked with at `bits` bits.
  [[nodiscard]] Ball at_precision(long bits) const&;
  [[nodiscard]] Ball at_precision(long bits) &&;
  /// Precision in bits; 0 for an exact number that has none.
  [[nodiscard]] long bits() const { return bits_; }

  Ball& operator+=(BallView other);
  Ball& operator-=(BallView other);
  Ball& operator*=(BallView other);
  Ball& operator/=(BallView other);

  [[nodiscard]] arb_srcptr raw() const { return x_; }
  [[nodiscard]] arb_ptr raw() { return x_; }

private:
  arb_t x_;
  long bits_ = 0;
};

inline BallView::BallView(const Ball& x) : x_(x.raw()), bits_(x.bits()) {}

[[nodiscard]] Ball operator+(BallView a, BallView b);
[[nodiscard]] Ball operator-(BallView a, BallView b);
[[nodiscard]] Ball operator*(BallView a, BallView b);
[[nodiscard]] Ball operator/(BallView a, BallView b);
[[nodiscard]] Ball operator-(BallView a);

// Elementary functions. All but abs, max and min throw std::logic_error for a number without a precision.
[[nodiscard]] Ball exp(BallView x);
[[nodiscard]] Ball log(BallView x);
[[nodiscard]] Ball log1p(BallView x); ///< ln(1 + x)
[[nodiscard]] Ball expm1(BallView x); ///< e^x - 1
[[nodiscard]] Ball
sqrt(BallView x); ///< of a number known to be >= 0: the part of the ball below 0 is ignored
[[nodiscard]] Ball abs(BallView x);
[[nodiscard]] Ball max(const Ball& a, const Ball& b);
[[nodiscard]] Ball min(const Ball& a, const Ball& b);

// What a judge may ask. Each answer is a proof; "false" means only "not proven".
[[nodiscard]] bool certainly_less(BallView a, BallView b);
[[nodiscard]] bool certainly_at_most(BallView a, BallView b);
[[nodiscard]] bool overlap(BallView a, BallView b);
[[nodiscard]] bool is_exact(BallView x);
/// Whether rad(x) <= 2^-bits |scale| is certain. A zero radius always is.
[[nodiscard]] bool radius_within(BallView x, BallView scale, long bits);

/// Nearest double to the midpoint, infinite past the range. For display and guidance only.
[[nodiscard]] double approximate(BallView x);
/// A double that no number of the ball exceeds, the least one but for a rounding; +inf past the range.
[[nodiscard]] double not_below(BallView x);
/// A double that exceeds no number of the ball; -inf past the range.
[[nodiscard]] double not_above(BallView x);
/// Upper estimate of -log2|x|, within 2 of it; +inf when the ball contains 0.
[[nodiscard]] double negative_log2(BallView x);
/// Midpoint in decimal with `digits` correct digits where the radius allows.
[[nodiscard]] std::string to_decimal(BallView x, int digits);
/// The ball that holds the number a decimal string names, rounded at `bits`. Throws std::invalid_argument.
[[nodiscard]] Ball ball_from_decimal(const std::string& text, long bits);

/// A ball that holds [lower, upper], lower <= upper, both finite.
[[nodiscard]] Ball ball_between(double lower, double upper, long bits);

/// Frees what the arithmetic keeps for the calling thread; for a thread that is about to end.
void release_thread_caches();

} // namespace tailmass
