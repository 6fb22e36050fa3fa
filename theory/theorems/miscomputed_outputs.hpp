// Output errors and their bounds computed as they must not be, each with the slack that would do for honest
// arithmetic.
#pragma once

#include "theory/exact/outputs/outputs.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/theorems/sides.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

/// Returns whether there is an error to bound, of values that the format reaches.
template <class T>
[[nodiscard]] bool outputs_computed_in(const Case& c) {
  return c.values && !c.head.finite_tail().empty() &&
         std::isfinite(c.values->derived<stable::ValueRounding<T>>().length);
}

/// A value's entry as T holds it.
template <class T>
T entry_in(const Case& c, Key key, std::size_t axis) {
  return stable::rounded<T>(c.values->at(key, axis));
}

/// The slack that would do for honest arithmetic.
template <class T>
inline constexpr stable::ErrorBound honest_slack{64 * stable::unit_roundoff<T>,
                                                 stable::smallest_subnormal<T>};

/// 2 tau C with squares that count as `most` where they are more.
template <class T>
T twice_mass_times_norm(const Case& c, T most) {
  T norm = 0;
  for (const Key key : c.scores->finite()) {
    T square = 0;
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
      square = std::min(most, square + entry_in<T>(c, key, axis) * entry_in<T>(c, key, axis));
    norm = std::max(norm, std::sqrt(square));
  }
  return 2 * stable::tail_mass<T>(c).value * norm;
}

struct DifferenceOfOutputs {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    const auto whole = stable::output_mean<T>(c), head = stable::head_mean<T>(c);
    T square = 0;
    for (std::size_t axis = 0; axis < whole.size(); ++axis)
      square += (whole[axis].value - head[axis].value) * (whole[axis].value - head[axis].value);
    return {std::sqrt(square), honest_slack<T>};
  }
};

struct ValuesAsIfOfTheFormat {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::output_error<T>(c).number().value, honest_slack<T>};
  }
};

struct DiameterOfHead {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    T diameter = 0;
    for (const Key i : c.head.finite_head())
      for (const Key j : c.head.finite_head())
        diameter = std::max(diameter, stable::distance<T>(c.values->of(i), c.values->of(j)).number());
    return {stable::tail_mass<T>(c).value * diameter, honest_slack<T>};
  }
};

struct UnderflownTailMass {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::tail_mass<T>(c).value * stable::diameter<T>(c).number().value, honest_slack<T>};
  }
};

struct UnderflownSquares {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {twice_mass_times_norm(c, std::numeric_limits<T>::infinity()), honest_slack<T>};
  }
};

struct SaturatedSquares {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {twice_mass_times_norm(c, std::numeric_limits<T>::max()), honest_slack<T>};
  }
};

struct DifferenceOfMoments {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    const auto p = stable::conditional<T>(*c.scores, c.scores->finite());
    T variance = 0;
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
      T mean = 0, square = 0;
      for (std::size_t i = 0; i < p.keys.size(); ++i) {
        const T entry = entry_in<T>(c, p.keys[i], axis);
        mean += p.weights[i] / p.sum * entry;
        square += p.weights[i] / p.sum * (entry * entry);
      }
      variance += square - mean * mean;
    }
    return {stable::root_odds<T>(c).number().value * std::sqrt(std::max(variance, T(0))), honest_slack<T>};
  }
};

struct NoOutputSlack {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::diameter_bound<T>(c).number().value, {}};
  }
};

/// The certificate of an output error that is computed in T by the way named.
template <class T, class Way>
struct MistakenOutput {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!outputs_computed_in<T>(c) || stable::score_rounding<T>(*c.scores) > 1)
      return; // nothing is computed there
    const stable::Estimate<T> x = Way::template computed<T>(c);
    const double below = static_cast<double>(stable::lower(x)), above = static_cast<double>(stable::upper(x));
    if (std::isfinite(below) && std::isfinite(above))
      out.at_most("|err| <= what was computed so", [&] {
        return Both<R>{exact::error_norm(row), row.precision()(above)};
      });
  }
};

/// The computed |err| as it is for a lower bound.
template <class T>
struct NoOutputSlackBelow {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!outputs_computed_in<T>(c) || stable::score_rounding<T>(*c.scores) > 1)
      return; // nothing is computed there
    const double error = static_cast<double>(stable::output_error<T>(c).number().value);
    if (std::isfinite(error))
      out.at_most("what was computed so <= |err|", [&] {
        return Both<R>{row.precision()(error), exact::error_norm(row)};
      });
  }
};

} // namespace tailmass
