// From balls to magnitudes, and to JSON.
#include "verify/record/magnitude.hpp"

#include "theory/numbers/ball.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

constexpr int decimal_digits = 17; // as many as tell a double from its neighbours
constexpr long log_bits = 128;

Ball upper_end(const Ball& x) {
  Ball end = x;
  arb_get_ubound_arf(arb_midref(end.raw()), x.raw(), log_bits);
  mag_zero(arb_radref(end.raw()));
  return end;
}

/// The double that is nearest to all numbers of a ball, if one is.
std::optional<double> shared_double(const Ball& x) {
  arf_t end;
  arf_init(end);
  arb_get_lbound_arf(end, x.raw(), log_bits);
  const double low = arf_get_d(end, ARF_RND_NEAR);
  arb_get_ubound_arf(end, x.raw(), log_bits);
  const double high = arf_get_d(end, ARF_RND_NEAR);
  arf_clear(end);
  return low == high ? std::optional(low) : std::nullopt;
}

} // namespace

Magnitude magnitude_of(const Ball& x) {
  if (arb_is_zero(x.raw()) != 0)
    return {};
  if (arb_contains_zero(x.raw()) != 0)
    return magnitude_of(upper_end(x));
  Magnitude result{.value = approximate(x), .log = approximate(log(x.at_precision(log_bits)))};
  if (!std::isnormal(result.value))
    result.decimal = to_decimal(x, decimal_digits);
  return result;
}

std::optional<Magnitude> settled_magnitude(const Ball& x) {
  if (arb_is_positive(x.raw()) == 0)
    return std::nullopt;
  const std::optional<double> value = shared_double(x),
                              logarithm = shared_double(log(x.at_precision(log_bits)));
  if (!value || !std::isnormal(*value) || !logarithm)
    return std::nullopt;
  return Magnitude{.value = *value, .log = *logarithm};
}

nlohmann::ordered_json to_json(const Magnitude& x) {
  return x.decimal.empty() ? nlohmann::ordered_json(x.value) : nlohmann::ordered_json(x.decimal);
}

} // namespace tailmass::verify::record
