// A quantity as one row of the list: its name, where it is defined, its definition, and how floating point
// computes it.
#pragma once

#include "theory/fast/outputs/outputs.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/quantities/condition.hpp"
#include "theory/stable/outputs/scaled.hpp"

#include <limits>
#include <tuple>

namespace tailmass::quantities {

/// Where something is defined: in words, and asked of a case.
struct Domain {
  std::string_view words;
  bool (*holds)(const Case& c);
};

template <class T>
std::vector<stable::Estimate<>> numbers(const stable::Estimate<T>& x) {
  const AssumedArithmetic assumed; // else a subnormal float may become 0
  return {{static_cast<double>(x.value), x.bound}};
}
template <class T>
std::vector<stable::Estimate<>> numbers(const stable::ScaledEstimate<T>& x) {
  return numbers(x.number());
}
template <class T>
std::vector<stable::Estimate<>> numbers(const std::vector<stable::Estimate<T>>& all) {
  const AssumedArithmetic assumed;
  std::vector<stable::Estimate<>> result;
  for (const stable::Estimate<T>& x : all)
    result.push_back({static_cast<double>(x.value), x.bound});
  return result;
}
inline std::vector<stable::Estimate<>> numbers(const fast::EnclosedVector& all) {
  std::vector<stable::Estimate<>> result;
  for (const fast::Enclosure& x : all)
    result.push_back({x.value, {0, x.radius}});
  return result;
}
inline std::vector<stable::Estimate<>> numbers(const fast::Enclosure& x) {
  return {{x.value, {0, x.radius}}};
}

/// How a quantity is computed in double and in float; null where it is not. What comes out infinite or NaN is
/// outside of its domain.
struct Computation {
  using Compute = std::vector<stable::Estimate<>> (*)(const Case& c);
  Compute in_double = nullptr, in_float = nullptr;
  Domain only = {.words = {}, .holds = nullptr}; ///< a narrower domain than the quantity's

  Computation() = default;
  /// Takes a function without state, of the type to compute in, or of none: that is double.
  template <class F>
  Computation(F /*compute*/) { // NOLINT(google-explicit-constructor): a row names functions as they are
    if constexpr (requires(const Case& c) { F{}.template operator()<float>(c); }) {
      in_double = [](const Case& c) { return numbers(F{}.template operator()<double>(c)); };
      in_float = [](const Case& c) { return numbers(F{}.template operator()<float>(c)); };
    } else {
      in_double = [](const Case& c) { return numbers(F{}(c)); };
    }
  }
  template <class F>
  Computation(Domain narrower, F compute) : Computation(compute) {
    only = narrower;
  }
};

/// For the longest rows whose truth is worth its price: all of them.
inline constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();

/// What a row says in every number type.
struct Facts {
  std::string_view name; ///< that of the reference table
  Domain domain;
  Condition condition;
  Computation stable;
  Computation fast; ///< of some only
  std::size_t longest;
};

/// With the definition: a function without state of (Evaluator<R>& row, const Case& c), in any R, that gives
/// one number or several. The longest rows are shorter where it looks at all pairs of values.
template <class Exact>
struct Row : Facts {
  Row(std::string_view called, Domain where, Condition scale, Exact /*definition*/, Computation by_stable,
      Computation by_fast = {}, std::size_t most_keys = any_length)
      : Facts{called, where, scale, by_stable, by_fast, most_keys} {}
};

} // namespace tailmass::quantities
