// Roundings, counted on the case.
#include "properties/kernels/function_bound.hpp"

#include "theory/quantities.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::properties::kernels {

namespace {

using stable::ErrorBound;
using verify::input::DType;

/// The type in which a function computes.
struct Type {
  double u, least_normal, least_exponent; ///< e to the last is 0
};
Type type_of(DType dtype) {
  if (dtype == DType::F64)
    return {0x1p-53, std::numeric_limits<double>::min(), -746};
  return {0x1p-24, double{std::numeric_limits<float>::min()}, -104};
}

/// What the rounding of a result to its format adds to a bound.
ErrorBound rounded_to_format(ErrorBound bound, DType dtype) {
  struct Half {
    double u, smallest;
  };
  if (dtype != DType::F16 && dtype != DType::BF16)
    return bound;
  const Half half = dtype == DType::F16 ? Half{0x1p-11, 0x1p-24} : Half{0x1p-8, 0x1p-133};
  return {bound.relative * (1 + half.u) + half.u, bound.absolute * (1 + half.u) + half.smallest};
}

/// The sum of some keys' weights, and how far it may be off, relative to it.
struct Sum {
  double mass = 0, error = 0;
};
Sum sum_of(const Scores& s, std::span<const Key> keys, Type type) {
  double mass = 0, moved = 0, terms = 0;
  const double top = s.ranked(1);
  for (const Key key : keys) {
    const double x = top - s[key], weight = std::exp(-x);
    mass += weight;
    moved += weight > 0 ? weight * (3 * x + 2) : 0;
    terms += -x >= type.least_exponent ? 1 : 0;
  }
  return {mass, mass > 0 ? (moved / mass + std::max(0.0, terms - 1)) * type.u : 0};
}

ErrorBound general_bound(std::string_view quantity, const Scores& s, Type type) {
  const double top = s.ranked(1);
  double terms = 0, width = 0;
  for (const Key key : s.finite())
    if (s[key] - top >= type.least_exponent) {
      ++terms;
      width = std::max(width, top - s[key]);
    }
  const double steps = 2 * (terms + width + 4) * type.u;
  switch (find_quantity(quantity)->condition) {
  case Condition::one:
  case Condition::ratio:
  case Condition::logs:
  case Condition::scores:
    return {steps, steps};
  default:
    return {steps, 0};
  }
}

std::vector<ErrorBound> bounds_of(std::string_view quantity, const Case& c, std::size_t numbers, Type type) {
  const Scores& s = *c.scores;
  const double u = type.u, lost = static_cast<double>(s.size()) * type.least_normal;
  const Sum all = sum_of(s, s.finite(), type);
  if (quantity == "log_sum_exp") {
    const double log_mass = std::abs(std::log(all.mass));
    return {{u, stable::widened(all.error) + stable::padded(2 * u * log_mass + lost)}};
  }
  if (quantity == "tail_mass") {
    const Sum tail = sum_of(s, c.head.finite_tail(), type);
    return {{stable::widened(tail.error + all.error + 2 * u), lost}};
  }
  if (quantity == "softmax") {
    std::vector<ErrorBound> bounds(numbers, {0, 0});
    for (const Key key : s.finite()) {
      const double x = s.ranked(1) - s[key];
      bounds[key].absolute = lost; // all of it, of a key that weighs nothing
      if (-x >= type.least_exponent)
        bounds[key].relative = stable::widened((3 * x + 2) * u + all.error + 2 * u);
    }
    return bounds;
  }
  ErrorBound bound = general_bound(quantity, s, type);
  bound.absolute += type.least_normal;
  return {bound};
}

} // namespace

std::vector<ErrorBound> plain_bounds(std::string_view quantity, DType dtype, const Case& c,
                                     std::size_t numbers) {
  std::vector<ErrorBound> bounds = bounds_of(quantity, c, numbers, type_of(dtype));
  for (ErrorBound& bound : bounds)
    bound = rounded_to_format(bound, dtype);
  return bounds;
}

} // namespace tailmass::properties::kernels
