// The arithmetic that bounds rest on, and the settings that take it away.
#include "theory/numbers/arithmetic.hpp"

#include <cfenv>
#include <gtest/gtest.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

using namespace tailmass;

TEST(Arithmetic, IsAsAssumed) {
  EXPECT_TRUE(arithmetic_is_as_assumed());
}

TEST(Arithmetic, OtherRoundingIsSeen) {
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    ASSERT_EQ(std::fesetround(mode), 0);
    const bool as_assumed = arithmetic_is_as_assumed();
    std::fesetround(FE_TONEAREST);
    EXPECT_FALSE(as_assumed) << mode;
  }
}

#if defined(__SSE2__)
TEST(Arithmetic, FlushedSubnormalsAreSeen) {
  constexpr unsigned flush_results = 0x8000, flush_operands = 0x0040;
  const unsigned usual = _mm_getcsr();
  for (const unsigned setting : {flush_results, flush_operands}) {
    _mm_setcsr(usual | setting);
    const bool as_assumed = arithmetic_is_as_assumed();
    _mm_setcsr(usual);
    EXPECT_FALSE(as_assumed) << setting;
  }
}
#endif
