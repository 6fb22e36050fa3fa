// The stable quantities of gap_bounds against balls.
#include "theory/stable/gap_bounds.hpp"

#include "theory/exact/by_name/bounds.hpp"
#include "theory/tests/stable_score_cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StableGapBounds, KeepTheirBounds) {
  check_against_balls(gap_quantities<Ball>());
}
