// A stored number held to what it should be.
#pragma once

#include "theory/numbers/ball.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::kernel {

/// What a number should be, and how far from it the roundings of its making may take it.
template <class R>
struct ExpectedIn {
  R value;
  R bound;
};
using Expected = ExpectedIn<Ball>;

/// Whether |stored - value| <= bound is proven. A stored NaN or infinity never is.
[[nodiscard]] bool within(double stored, const Expected& expected);
/// |stored - value|/bound, for display: 0 where there is no error at all, infinite for NaN and infinity.
[[nodiscard]] double error_ratio(double stored, const Expected& expected);

/// Counts one stored number as held or exceeded (not proven to hold counts as exceeded: unknown is never a
/// pass) and keeps the worst. Returns whether it held.
bool enter(record::ConsistencyRecord& record, double stored, const Expected& expected,
           const cases::Origin& origin);

} // namespace tailmass::verify::kernel
