// Output errors and their bounds computed as they must not be, each with the slack that would do for honest
// arithmetic.
#pragma once

#include "theory/theorems/certified_outputs.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

/// What must not be done.
enum class WrongOutput {
  difference_of_outputs,
  values_as_if_of_the_format,
  diameter_of_head,
  underflow_left_out,
  underflown_squares,
  saturated_squares,
  difference_of_moments,
  no_slack,
  no_slack_below
};

template <class T, WrongOutput wrong>
stable::Estimate<T> output_computed(const Case& c) {
  const T tau = stable::tail_mass<T>(c).value;
  const auto entry = [&](Key key, std::size_t axis) { return stable::rounded<T>(c.values->at(key, axis)); };
  const auto plain_norm = [&](Key key, T most) {
    T square = 0;
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
      square = std::min(most, square + entry(key, axis) * entry(key, axis));
    return std::sqrt(square);
  };
  const auto twice_mass_times_norm = [&](T most) {
    T norm = 0;
    for (const Key key : c.scores->finite())
      norm = std::max(norm, plain_norm(key, most));
    return 2 * tau * norm;
  };
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const stable::ErrorBound slack{64 * stable::unit_roundoff<T>, stable::smallest_subnormal<T>};
  switch (wrong) {
  case WrongOutput::difference_of_outputs: {
    const auto whole = stable::output_mean<T>(c), head = stable::head_mean<T>(c);
    T square = 0;
    for (std::size_t axis = 0; axis < whole.size(); ++axis)
      square += (whole[axis].value - head[axis].value) * (whole[axis].value - head[axis].value);
    return {std::sqrt(square), slack};
  }
  case WrongOutput::values_as_if_of_the_format:
    return {stable::output_error<T>(c).number().value, slack};
  case WrongOutput::diameter_of_head: {
    T diameter = 0;
    for (const Key i : c.head.finite_head())
      for (const Key j : c.head.finite_head())
        diameter = std::max(diameter, stable::distance<T>(c.values->of(i), c.values->of(j)).number());
    return {tau * diameter, slack};
  }
  case WrongOutput::underflow_left_out:
    return {tau * stable::diameter<T>(c).number().value, slack};
  case WrongOutput::underflown_squares:
    return {twice_mass_times_norm(infinity), slack};
  case WrongOutput::saturated_squares:
    return {twice_mass_times_norm(std::numeric_limits<T>::max()), slack};
  case WrongOutput::difference_of_moments: {
    const auto p = stable::conditional<T>(*c.scores, c.scores->finite());
    T variance = 0;
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
      T mean = 0, square = 0;
      for (std::size_t i = 0; i < p.keys.size(); ++i) {
        mean += p.weights[i] / p.sum * entry(p.keys[i], axis);
        square += p.weights[i] / p.sum * (entry(p.keys[i], axis) * entry(p.keys[i], axis));
      }
      variance += square - mean * mean;
    }
    return {stable::root_odds<T>(c).number().value * std::sqrt(std::max(variance, T(0))), slack};
  }
  case WrongOutput::no_slack:
    return {stable::diameter_bound<T>(c).number().value, {}};
  case WrongOutput::no_slack_below:
    return {stable::output_error<T>(c).number().value, {}};
  }
  return {};
}

template <class T, WrongOutput wrong>
struct MistakenOutput {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!outputs_computed_in<T>(c) || stable::score_rounding<T>(*c.scores) > 1)
      return; // nothing is computed there
    const stable::Estimate<T> x = output_computed<T, wrong>(c);
    const R& error = exact::error_norm(row);
    const double below = static_cast<double>(stable::lower(x)), above = static_cast<double>(stable::upper(x));
    if (!std::isfinite(below) || !std::isfinite(above))
      return;
    if (wrong == WrongOutput::no_slack_below)
      out.at_most("what was computed so <= |err|", row.precision()(below), error);
    else
      out.at_most("|err| <= what was computed so", error, row.precision()(above));
  }
};

} // namespace tailmass
