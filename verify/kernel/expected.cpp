// Comparing stored numbers with their bounds, and counting them.
#include "verify/kernel/expected.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

constexpr long bits = 128;

bool is_zero(const Ball& x) {
  return is_exact(x) && approximate(x) == 0;
}

} // namespace

bool within(double stored, const Expected& expected) {
  return std::isfinite(stored) && certainly_at_most(abs(Ball(stored) - expected.value), expected.bound);
}

double error_ratio(double stored, const Expected& expected) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!std::isfinite(stored))
    return infinity;
  const Ball error = abs(Ball(stored) - expected.value);
  if (is_zero(error))
    return 0;
  if (is_zero(expected.bound))
    return infinity;
  return approximate(error.at_precision(bits) / expected.bound.at_precision(bits));
}

bool enter(record::ConsistencyRecord& record, double stored, const Expected& expected,
           const cases::Origin& origin) {
  const bool held = within(stored, expected);
  ++(held ? record.held : record.exceeded);
  const double ratio = error_ratio(stored, expected);
  if (!record.worst || ratio > record.worst_ratio) {
    record.worst_ratio = ratio;
    record.worst = origin;
  }
  return held;
}

} // namespace tailmass::verify::kernel
