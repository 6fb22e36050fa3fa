// Exact functions of a gap: identities hold without rounding, and nothing outside their form is formed.
#include "theory/numbers/gap_fraction.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

using namespace tailmass;

namespace {

const GapFraction g(1, 0);

} // namespace

TEST(GapFraction, IdentitiesVanishExactly) {
  const GapFraction x = exp(g), one(1);
  EXPECT_TRUE((x * exp(-1 * g) - one).vanishes());
  EXPECT_TRUE(((x + one) * (x - one) - (exp(2 * g) - one)).vanishes());
  EXPECT_TRUE((one / (one + GapFraction(2) / GapFraction(3) * x) -
               GapFraction(3) * exp(-1 * g) / (GapFraction(3) * exp(-1 * g) + GapFraction(2)))
                  .vanishes());
  EXPECT_TRUE((GapFraction(2) * g - g - g).vanishes());
}

TEST(GapFraction, WhatDiffersDoesNotVanish) {
  const GapFraction x = exp(g), one(1);
  EXPECT_FALSE((one / (one + x) - one / (one + GapFraction(2) * x)).vanishes());
  EXPECT_FALSE((x - exp(2 * g)).vanishes());
  EXPECT_FALSE(g.vanishes());
  EXPECT_FALSE((one / GapFraction(3) - one / GapFraction(2)).vanishes());
}

TEST(GapFraction, FormsNothingElse) {
  EXPECT_THROW((void)(g * g), std::logic_error);
  EXPECT_THROW((void)(g * exp(g)), std::logic_error);
  EXPECT_THROW((void)(GapFraction(1) / g), std::logic_error);
  EXPECT_THROW((void)exp(g + GapFraction(1)), std::logic_error);
  EXPECT_THROW((void)(exp(g) / GapFraction(0)), std::domain_error);
  const GapFraction large(0, std::numeric_limits<std::int64_t>::max());
  EXPECT_THROW((void)(large * large), std::overflow_error);
  EXPECT_THROW((void)(large + large), std::overflow_error);
  EXPECT_THROW((void)Precision<GapFraction>{}(0.5), std::logic_error);
}
