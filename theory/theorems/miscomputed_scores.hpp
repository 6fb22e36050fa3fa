// Tail masses computed as they must not be, each with the slack that would do for honest arithmetic.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/theorems/sides.hpp"

#include <cmath>

namespace tailmass {

/// What must not be done.
enum class WrongMass {
  head_sum,
  difference_of_logs,
  underflow_left_out,
  flushed_as_gradual,
  overflowing_gap,
  no_slack
};

template <class T, WrongMass wrong>
stable::Estimate<T> mass_computed(const Case& c) {
  const Scores& s = *c.scores;
  const T top = stable::rounded<T>(s.ranked(1));
  const auto plain_sum = [&](std::span<const Key> keys) {
    T sum = 0;
    for (const Key key : keys)
      sum += std::exp(stable::rounded<T>(s[key]) - top);
    return sum;
  };
  const double slack = 64 * stable::unit_roundoff<T>;
  switch (wrong) {
  case WrongMass::head_sum: {
    const T total = plain_sum(s.finite());
    T head = 0;
    for (const Key key : c.head.finite_head())
      head += std::exp(stable::rounded<T>(s[key]) - top) / total;
    return {1 - head, {slack, stable::smallest_subnormal<T>}};
  }
  case WrongMass::difference_of_logs: {
    const T of_head = top + std::log(plain_sum(c.head.finite_head()));
    const T of_all = top + std::log(plain_sum(s.finite()));
    return {-std::expm1(of_head - of_all), {slack, stable::smallest_subnormal<T>}};
  }
  case WrongMass::underflow_left_out:
    return {stable::tail_mass_by_row_maximum<T>(c).value, {slack, 0}};
  case WrongMass::flushed_as_gradual: {
    const stable::Estimate<T> flushed = stable::tail_mass_by_row_maximum<T>(c, stable::Underflow::flushed);
    return {flushed.value, stable::tail_mass_by_row_maximum<T>(c, stable::Underflow::gradual).bound};
  }
  case WrongMass::overflowing_gap: {
    const T kept = stable::rounded<T>(static_cast<double>(c.head.size()));
    const T dropped = stable::rounded<T>(static_cast<double>(s.finite_count() - c.head.size()));
    return {1 / (1 + kept / dropped * std::exp(stable::boundary_gap<T>(c).value)), {slack, 0}};
  }
  case WrongMass::no_slack:
    return {stable::gap_bound<T>(c).value, {}};
  }
  return {};
}

template <class T, WrongMass wrong>
struct MistakenMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!stable::has_gap(c) || stable::score_rounding<T>(*c.scores) > 1)
      return; // nothing is computed there
    const stable::Estimate<T> x = mass_computed<T, wrong>(c);
    const double certificate = x.value > 0 ? static_cast<double>(stable::upper(x)) : x.bound.absolute;
    if (std::isfinite(certificate))
      out.at_most("tau <= what was computed so", exact::tail_mass(row), row.precision()(certificate));
  }
};

} // namespace tailmass
