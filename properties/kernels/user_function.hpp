// A function of the user's as one more implementation of a quantity.
#pragma once

#include "properties/hunt/implementation_objective.hpp"
#include "theory/implementations.hpp"

#include <optional>
#include <string>

namespace tailmass::properties::kernels {

/// "./lib.so:symbol=quantity", and ":float" at the end of what computes in float, and how it is held.
struct FunctionPlace {
  std::string text;
  std::optional<double> relative = {}; ///< what its relative error may be; nothing: see user_function()
  double seconds = 10;                 ///< what a call may take
  unsigned callers = 1;                ///< threads that call it at once
};

/// Returns the function as an implementation of its quantity, whose variant is the symbol:
///
///   double f(const double* scores, size_t n)             float f(const float* scores, size_t n)
///   double f(const double* scores, size_t n, size_t k)   float f(const float* scores, size_t n, size_t k)
///
/// with k where the quantity depends on it; its domain is Top-k heads then. Scores are natural logarithms,
/// -inf where masked, rounded to its type. It is called in a process of its own; where that crashes or hangs,
/// the number is NaN. The bound of its error is what the suite's own stable implementation of that type
/// proves of itself on the same case, and what plain arithmetic adds to it, with sums term by term and
/// exponents rounded to the type: 2 (n_f + w + 4) u (|x| + a), w the width of the finite scores, a 1 where
/// the quantity is a logarithm or a difference of masses and else 0. What is below the smallest normal number
/// is not told from 0.
///
/// Throws InputError where the library cannot be loaded or lacks the symbol, and std::invalid_argument, in
/// one line, for another form of the text, an unknown quantity, and one that is no number of scores and k.
[[nodiscard]] Implementation user_function(const FunctionPlace& place);

} // namespace tailmass::properties::kernels
