// Comparison of balls with decimals.
#include "theory/tests/reference/reference_match.hpp"

namespace tailmass {

Ball decimal(const std::string& text) {
  return ball_from_decimal(text, 256 + 8 * static_cast<long>(text.size()));
}

const Ball& table_accuracy() {
  static const Ball accuracy = ball_from_decimal("1e-49", 256);
  return accuracy;
}

std::optional<bool> matches(const Ball& x, const Ball& expected, const Ball& scale) {
  const Ball difference = abs(x - expected);
  const Ball allowed = table_accuracy() * abs(expected);
  if (certainly_less(allowed, difference))
    return false;
  const bool zero = arb_is_zero(expected.raw()) != 0;
  if (zero ? radius_within(x, scale, 1000) : certainly_at_most(difference, allowed))
    return true;
  return std::nullopt;
}

bool out_of_reach(const Ball& expected, const Ball& scale) {
  Ball least;
  arb_mul_2exp_si(least.raw(), scale.raw(), -cancelled_bits);
  return arb_is_zero(expected.raw()) == 0 && certainly_less(abs(expected), least);
}

} // namespace tailmass
