// A quantity as one row of the list: its name, where it is defined, its definition, and how floating point
// computes it.
#pragma once

#include "theory/fast/outputs/outputs.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/quantities/condition.hpp"
#include "theory/stable/outputs/together.hpp"

#include <limits>
#include <optional>
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

/// What a computed quantity, rounded outward, may bound.
enum class Truth {
  none,
  tail_mass,
  kl,
  chi_squared,
  hellinger_squared,
  jensen_shannon,
  tail_mass_of_blocks, ///< of their union
  block_sum,           ///< of the first block without masks
  output_error
};

/// What float-certificate claims of a quantity: that it is above its truth, below it, or, as the truth
/// itself, that it is so when it is rounded up and when it is rounded down.
struct Claimed {
  enum class Side { above, below, both };
  Truth truth = Truth::none;
  Side side = Side::above;
  std::string_view name = {}; ///< in the claim, "tau <= float gap-bound"
};
constexpr Claimed above(Truth truth, std::string_view name) {
  return {truth, Claimed::Side::above, name};
}
constexpr Claimed below(Truth truth, std::string_view name) {
  return {truth, Claimed::Side::below, name};
}
constexpr Claimed both_sides_of(Truth truth, std::string_view name) {
  return {truth, Claimed::Side::both, name};
}

template <class T>
stable::Estimate<T> estimate(const stable::Estimate<T>& x) {
  return x;
}
template <class T>
stable::Estimate<T> estimate(const stable::ScaledEstimate<T>& x) {
  return x.number();
}
/// Returns what certifies nothing where there is no number.
template <class T>
stable::Estimate<T> estimate(const std::optional<stable::ScaledEstimate<T>>& x) {
  return x ? x->number() : stable::Estimate<T>{std::numeric_limits<T>::quiet_NaN(), {}};
}

/// Why something is not computed.
struct Without {
  std::string_view because;
};

/// How a quantity is computed in double and in float; null where it is not, and then why. What comes out
/// infinite or NaN is outside of its domain.
struct Computation {
  using Compute = std::vector<stable::Estimate<>> (*)(const Case& c);
  Compute in_double = nullptr, in_float = nullptr;
  Domain only = {.words = {}, .holds = nullptr}; ///< a narrower domain than the quantity's
  Claimed claimed = {};
  /// Gives that number together with others of a truncation, of what is claimed only.
  stable::Estimate<double> (*together_in_double)(const stable::Together<double>& with) = nullptr;
  stable::Estimate<float> (*together_in_float)(const stable::Together<float>& with) = nullptr;

  std::string_view lacks = {}; ///< why there is none in one type, or in both

  Computation(Without neither) // NOLINT(google-explicit-constructor): a row names what there is
      : lacks(neither.because) {}
  /// Takes a function without state, of the type to compute in.
  template <class F>
  Computation(F /*compute*/) // NOLINT(google-explicit-constructor)
      : in_double([](const Case& c) { return numbers(F{}.template operator()<double>(c)); }),
        in_float([](const Case& c) { return numbers(F{}.template operator()<float>(c)); }) {}
  /// Takes a function that computes in double alone.
  template <class F>
  Computation(Without in_floats, Domain narrower, F /*compute*/)
      : in_double([](const Case& c) { return numbers(F{}(c)); }), only(narrower), lacks(in_floats.because) {}
  template <class F>
  Computation(Domain narrower, F compute) : Computation(compute) {
    only = narrower;
  }
  template <class F>
  Computation(Claimed of, F compute)
      : Computation(of, compute, []<class T>(const stable::Together<T>& with) {
          return F{}.template operator()<T>(with.on());
        }) {}
  /// Takes two functions that give the same number, the second at a lower price where others are wanted too.
  template <class F, class With>
  Computation(Claimed of, F compute, With /*together*/) : Computation(compute) {
    claimed = of;
    together_in_double = [](const stable::Together<double>& with) { return estimate(With{}(with)); };
    together_in_float = [](const stable::Together<float>& with) { return estimate(With{}(with)); };
  }

  template <class T>
  [[nodiscard]] stable::Estimate<T> together(const stable::Together<T>& with) const {
    if constexpr (std::is_same_v<T, float>)
      return together_in_float(with);
    else
      return together_in_double(with);
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
  Computation fast; ///< of some only, and of the others why not
  std::size_t longest;
};

/// With the definition: a function without state of (Evaluator<R>& row, const Case& c), in any R, that gives
/// one number or several. The longest rows are shorter where it looks at all pairs of values.
template <class Exact>
struct Row : Facts {
  Row(std::string_view called, Domain where, Condition scale, Exact /*definition*/, Computation by_stable,
      Computation by_fast, std::size_t most_keys = any_length)
      : Facts{called, where, scale, by_stable, by_fast, most_keys} {}
};

} // namespace tailmass::quantities
