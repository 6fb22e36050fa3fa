// The explicit list of implementations: who computes which quantity, how accurately and where.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tailmass {

using stable::ErrorBound;
/// A number with the proven bound of its error.
using Computed = stable::Estimate<>;

/// How a floating type is named below.
template <class T>
inline constexpr std::string_view type_name = std::is_same_v<T, float> ? "float" : "double";

/// One way to compute one quantity.
struct Implementation {
  std::string_view quantity; ///< name as in the reference table
  std::string_view variant;  ///< "stable", "fast", or the name under which one was loaded from outside
  /// "double" or "float", the type that the input is rounded to, and that of all of the arithmetic but for
  /// the fast variant, which computes in double what float would lose. Results are given as doubles.
  std::string_view number_type;
  /// The quantity of a checked case: one number, or the d coordinates of a vector, each finite and with a
  /// bound that says something, a relative one of at most 1. Empty where it has none: outside of its domain,
  /// and where the input, the result or its bound is out of the range of the type or rounding leaves it
  /// uncertain. Pure.
  std::function<std::vector<Computed>(const Case& c)> compute;
  std::string_view domain; ///< of the quantity or of the variant, in words
};

/// Returns all of them, as the rows of theory/quantities/ name them: the stable ones by family, then the fast
/// ones, in double before float.
[[nodiscard]] std::span<const Implementation> implementations();

} // namespace tailmass
