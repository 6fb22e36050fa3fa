// The stable quantities of block_bounds against balls.
#include "theory/stable/block_bounds.hpp"

#include "theory/exact/by_name/bounds.hpp"
#include "theory/tests/stable_score_cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StableBlockBounds, KeepTheirBounds) {
  check_against_balls(block_quantities<Ball>());
}
