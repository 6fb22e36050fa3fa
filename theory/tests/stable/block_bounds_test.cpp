// The stable quantities of block_bounds against balls.
#include "theory/stable/blocks/block_bounds.hpp"

#include "theory/exact/by_name/bounds.hpp"
#include "theory/tests/stable/score_cases.hpp"

#include <gtest/gtest.h>

using namespace tailmass;

TEST(StableBlockBounds, KeepTheirBounds) {
  check_against_balls(block_quantities<Ball>());
}
