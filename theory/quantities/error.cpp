// Errors of results, at the precision of the truth and before anything is rounded.
#include "theory/quantities/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace tailmass {

namespace {

/// 2^exponent, exactly.
Ball power_of_two(long exponent) {
  Ball result(1);
  arb_mul_2exp_si(result.raw(), result.raw(), exponent);
  return result;
}

} // namespace

bool is_as_good_as_zero(const Ball& x) {
  return certainly_less(abs(x), power_of_two(-1100));
}

std::optional<double> used_share(double computed, const Ball& truth, const stable::ErrorBound& bound) {
  const Ball error = abs(Ball(computed) - truth);
  const Ball allowed = Ball(bound.relative) * abs(truth) + Ball(bound.absolute);
  if (certainly_at_most(error, allowed))
    return certainly_less(Ball(0), allowed) ? std::min(1.0, approximate(error / allowed.at_precision(64)))
                                            : 0.0;
  if (certainly_less(allowed, error))
    return std::max(std::nextafter(1.0, 2.0), approximate(error) / approximate(allowed));
  if (is_as_good_as_zero(error))
    return 0.0;
  return std::nullopt;
}

NumberFormat format_of(std::string_view number_type) {
  if (number_type == "double")
    return {.digits = 53, .least_exponent = -1074};
  if (number_type == "float")
    return {.digits = 24, .least_exponent = -149};
  if (number_type == "float16")
    return {.digits = 11, .least_exponent = -24};
  if (number_type == "bfloat16")
    return {.digits = 8, .least_exponent = -133};
  throw std::invalid_argument("no number type is called " + std::string(number_type));
}

Ball unit_in_last_place(const Ball& x, NumberFormat format) {
  if (arf_is_zero(arb_midref(x.raw())) != 0)
    return power_of_two(format.least_exponent);
  const long above = arf_abs_bound_lt_2exp_si(arb_midref(x.raw()));
  if (above <= format.least_exponent + format.digits) // however far below: the exponent may be any number
    return power_of_two(format.least_exponent);
  return power_of_two(above - format.digits);
}

std::optional<double> error_in_ulps(double computed, const Ball& truth, NumberFormat format) {
  if (!std::isfinite(computed))
    return std::numeric_limits<double>::infinity();
  const Ball error = abs(Ball(computed) - truth);
  if (is_as_good_as_zero(error))
    return 0.0;
  constexpr long bits = 64;
  const Ball ulps = error.at_precision(bits) / unit_in_last_place(truth, format).at_precision(bits);
  const double most = not_below(ulps);
  if (!(most - not_above(ulps) <= 0x1p-20 * std::max(1.0, most)))
    return std::nullopt;
  return most;
}

} // namespace tailmass
