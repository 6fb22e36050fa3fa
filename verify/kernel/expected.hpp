// A stored number held to what it should be.
#pragma once

#include "theory/numbers/ball.hpp"
#include "verify/record/record.hpp"

#include <cstdint>
#include <optional>

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

/// What was found of one stored number.
struct Judged {
  enum class Outcome : std::uint8_t { held, exceeded, unbounded };
  Outcome outcome = Outcome::unbounded;
  double ratio = 0;                      ///< error over bound
  double value = 0, bound = 0;           ///< what is expected, near enough to be told; of no unbounded one
  bool by_balls = false;                 ///< enclosures in doubles left it open
  bool by_range = false;                 ///< what is expected is a range, as nothing else is known
  std::optional<Expected> expected = {}; ///< of what exceeds it
};
/// Judges by balls: not proven to hold counts as exceeded, since unknown is never a pass.
[[nodiscard]] Judged judged(double stored, const Expected& expected);

/// Counts one stored number and keeps the worst. Returns whether it exceeds its bound.
bool enter(record::ConsistencyRecord& record, const Judged& number, const cases::Origin& origin);

} // namespace tailmass::verify::kernel
