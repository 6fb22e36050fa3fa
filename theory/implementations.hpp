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
  /// The quantity of a checked case: one number, or the d coordinates of a vector. Empty outside of its
  /// domain: where the case lacks a part or misses a hypothesis, or the result is out of the range of the
  /// type. Pure.
  std::function<std::vector<Computed>(const Case& c)> compute;
  std::string_view domain; ///< in words
};

/// The numbers where each is finite and has a bound that says something, a relative one of at most 1; else
/// none.
[[nodiscard]] std::vector<Computed> where_bounded(std::vector<Computed> numbers);

/// All of them: the stable ones, the score level first, then the fast ones, in double before float.
[[nodiscard]] std::span<const Implementation> implementations();

/// Those of quantities of scores alone in T, float or double: theory/stable/score_implementations.cpp.
template <class T>
[[nodiscard]] std::vector<Implementation> score_implementations();
/// Those of a row beside a perturbed one in T, in the same file.
template <class T>
[[nodiscard]] std::vector<Implementation> perturbation_implementations();
/// Those of quantities of values in T: theory/stable/value_implementations.cpp.
template <class T>
[[nodiscard]] std::vector<Implementation> value_implementations();
/// Those of the fast path of scores alone in T: theory/fast/score_implementations.cpp.
template <class T>
[[nodiscard]] std::vector<Implementation> fast_score_implementations();
/// Those of values, in double: theory/fast/value_implementations.cpp.
[[nodiscard]] std::vector<Implementation> fast_value_implementations();

} // namespace tailmass
