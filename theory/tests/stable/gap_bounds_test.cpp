// The stable quantities of gap_bounds against balls.
#include "theory/stable/gaps/gap_bounds.hpp"

#include "theory/exact/by_name/bounds.hpp"
#include "theory/tests/stable/score_cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StableGapBounds, KeepTheirBounds) {
  check_against_balls(gap_quantities<Ball>());
}
