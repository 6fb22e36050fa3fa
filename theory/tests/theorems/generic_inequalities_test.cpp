// generic-inequalities where all that is dropped is a finite mask, of a mass that no precision shows
// beside 1.
#include "theory/tests/theorems/theorem_check.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass {
extern const Theorem generic_inequalities;
}

TEST(GenericInequalities, StandForTailsOfAnyMass) {
  using namespace tailmass;
  for (const double low : {-1.0, -1000.0, -1999.0, -2001.0, -1e4, -1e9, -3.4e38, -1.7e308})
    tailmass::testing::expect_to_stand(generic_inequalities, top_k_case({1, 0.5, low, low}, 2),
                                       "a tail at " + std::to_string(low));
}
