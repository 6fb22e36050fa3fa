// Magnitudes of balls that a double does not hold, and of balls that may be 0.
#include "verify/record/magnitude.hpp"

#include "theory/numbers/ball.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

TEST(RecordMagnitude, OfWhatADoubleDoesNotHoldIsADecimal) {
  const Magnitude tiny = magnitude_of(exp(Ball(-1000.0).at_precision(128)));
  EXPECT_EQ(tiny.value, 0);
  EXPECT_DOUBLE_EQ(tiny.log, -1000);
  EXPECT_TRUE(tiny.decimal.ends_with("e-435")) << tiny.decimal;
  EXPECT_EQ(to_json(tiny), tiny.decimal);
  EXPECT_EQ(to_json(magnitude_of(Ball(0.125))), 0.125);
}

TEST(RecordMagnitude, OfWhatMayBeZeroIsItsUpperEnd) {
  Ball around(0.0);
  arb_add_error_2exp_si(around.raw(), -10);
  const Magnitude end = magnitude_of(around);
  EXPECT_GE(end.value, 0x1p-10);
  EXPECT_LE(end.value, 0x1.00001p-10); // radii are rounded up
  EXPECT_NEAR(end.log, -10 * std::log(2.0), 1e-6);
  EXPECT_EQ(magnitude_of(Ball(0)).value, 0);
}

} // namespace tailmass::verify::record
