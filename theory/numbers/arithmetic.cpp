// Questions that only the running program can answer.
#include "theory/numbers/arithmetic.hpp"

#include "theory/numbers/interval.hpp"

#include <cfenv>
#include <cfloat>
#include <limits>

#if defined(__FAST_MATH__)
#error "bounds do not survive -ffast-math"
#endif

namespace tailmass {

static_assert(FLT_EVAL_METHOD == 0, "doubles are computed with as doubles");

bool arithmetic_is_as_assumed() {
  // volatile: the processor is asked, not the compiler.
  volatile double least = std::numeric_limits<double>::min(), one = 1, little = 0x1p-60;
  const volatile double subnormal = least * 0.5; // 0 where results are flushed
  const volatile double back = subnormal * 2;    // 0 where operands are
  const Interval sum = Interval(one) + Interval(little);
  return std::fegetround() == FE_TONEAREST && subnormal > 0 && back == least && sum.low() < sum.high();
}

} // namespace tailmass
