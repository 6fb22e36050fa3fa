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

Judged judged(double stored, const Expected& expected) {
  Judged found{.outcome = within(stored, expected) ? Judged::Outcome::held : Judged::Outcome::exceeded,
               .ratio = error_ratio(stored, expected),
               .value = approximate(expected.value),
               .bound = approximate(expected.bound),
               .by_balls = true};
  if (found.outcome == Judged::Outcome::exceeded)
    found.expected = expected;
  return found;
}

bool enter(record::ConsistencyRecord& record, const Judged& number, const cases::Origin& origin) {
  using Outcome = Judged::Outcome;
  record.by_balls += number.by_balls ? 1 : 0;
  ++(number.outcome == Outcome::held       ? record.held
     : number.outcome == Outcome::exceeded ? record.exceeded
                                           : record.unbounded);
  if (number.outcome != Outcome::unbounded && (!record.worst || number.ratio > record.worst_ratio)) {
    record.worst_ratio = number.ratio;
    record.worst = origin;
  }
  return number.outcome == Outcome::exceeded;
}

} // namespace tailmass::verify::kernel
