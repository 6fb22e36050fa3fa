// Numbers of a floating format that are certainly not below, or not above, what they stand for.
//
// For authors of kernels: a bound computed in floating point may lie on the wrong side of the truth by its
// rounding, so a kernel that promises "the tail mass is at most t" has to add the slack of its own
// arithmetic. What to add is the error bound of each quantity in this folder: a relative one, some 8 to 60
// units u (u = 2^-24 in float) for a whole certificate, and one for underflow. upper() and lower() add them:
//   upper = (value + absolute)/(1 - relative), rounded up,    lower = (value - absolute)/(1 + relative),
//   rounded
// down. Four rules without which no slack helps:
//   The tail is summed directly. 1 - (sum of the head's probabilities) and 1 - e^{LSE_S - LSE} leave of a
//   small tail mass nothing but rounding, of either sign.
//   A weight e^{s - m} that underflowed is not 0: it counts as a smallest subnormal, and where the hardware
//   flushes subnormals, as a smallest normal number.
//   e^{+Delta} overflows, and 1/(1 + inf) = 0 is no upper bound: form e^{-Delta}.
//   What is not finite certifies nothing: upper() is then infinite, lower() 0.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

/// What becomes of results below the normal numbers.
enum class Underflow {
  gradual, ///< they are rounded to a multiple of the smallest subnormal
  flushed  ///< they may be 0, as with the flags FTZ and DAZ, or on most graphics processors
};

/// The unit in which underflow loses: the smallest subnormal, or the smallest normal number.
template <class T = double>
[[nodiscard]] constexpr double underflow_unit(Underflow underflow) {
  return underflow == Underflow::gradual ? smallest_subnormal<T>
                                         : static_cast<double>(std::numeric_limits<T>::min());
}

/// A number of T that is not less than the quantity >= 0 estimated; infinite where the bound grants none.
/// `flushed` is for estimates whose absolute error comes from underflow alone, as all tail masses and bounds
/// of them from representable scores: it counts that error in smallest normal numbers.
template <class T>
[[nodiscard]] T upper(const Estimate<T>& x, Underflow underflow = Underflow::gradual);
/// A number of T, at least 0, that is not greater than the quantity >= 0 estimated.
template <class T>
[[nodiscard]] T lower(const Estimate<T>& x, Underflow underflow = Underflow::gradual);

/// tau of a Top-k head as an attention kernel forms it: weights w_i = e^{s_i - s_(1)} relative to the largest
/// score of the row, head and tail summed directly, tau = T/(H + T); `flushed` leaves out what hardware that
/// flushes would. Pass it to upper() and lower() as it is. Error: that of tail_mass(), and
/// absolutely 2 units for each weight of the tail below the normal numbers, and one for the quotient, as H >=
/// 1 but for rounding. (tail_mass() has no such loss: its tail is relative to its own largest score.)
template <class T = double>
[[nodiscard]] Estimate<T> tail_mass_by_row_maximum(const Case& c, Underflow underflow = Underflow::gradual);

} // namespace tailmass::stable
