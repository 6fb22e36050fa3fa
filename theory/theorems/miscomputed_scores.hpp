// Tail masses computed as they must not be, each with the slack that would do for honest arithmetic.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/theorems/sides.hpp"

#include <cmath>

namespace tailmass {

/// The row as T holds it: naive sums of e^{s - s_(1)}, and the slack that would do for honest arithmetic.
template <class T>
struct NaiveRow {
  const Scores& scores;
  [[nodiscard]] T top() const { return stable::rounded<T>(scores.ranked(1)); }
  [[nodiscard]] T weight(Key key) const { return std::exp(stable::rounded<T>(scores[key]) - top()); }
  [[nodiscard]] T sum(std::span<const Key> keys) const {
    T total = 0;
    for (const Key key : keys)
      total += weight(key);
    return total;
  }
  static constexpr double slack = 64 * stable::unit_roundoff<T>;
};

/// One less the head's sum of probabilities.
struct HeadSum {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    const NaiveRow<T> row{*c.scores};
    const T total = row.sum(c.scores->finite());
    T head = 0;
    for (const Key key : c.head.finite_head())
      head += row.weight(key) / total;
    return {1 - head, {row.slack, stable::smallest_subnormal<T>}};
  }
};

struct DifferenceOfLogs {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    const NaiveRow<T> row{*c.scores};
    const T of_head = row.top() + std::log(row.sum(c.head.finite_head()));
    const T of_all = row.top() + std::log(row.sum(c.scores->finite()));
    return {-std::expm1(of_head - of_all), {row.slack, stable::smallest_subnormal<T>}};
  }
};

struct UnderflowLeftOut {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::tail_mass_by_row_maximum<T>(c).value, {NaiveRow<T>::slack, 0}};
  }
};

struct FlushedAsGradual {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::tail_mass_by_row_maximum<T>(c, stable::Underflow::flushed).value,
            stable::tail_mass_by_row_maximum<T>(c, stable::Underflow::gradual).bound};
  }
};

struct OverflowingGap {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    const T kept = stable::rounded<T>(static_cast<double>(c.head.size()));
    const T dropped = stable::rounded<T>(static_cast<double>(c.scores->finite_count() - c.head.size()));
    return {1 / (1 + kept / dropped * std::exp(stable::boundary_gap<T>(c).value)), {NaiveRow<T>::slack, 0}};
  }
};

struct NoSlack {
  template <class T>
  static stable::Estimate<T> computed(const Case& c) {
    return {stable::gap_bound<T>(c).value, {}};
  }
};

/// The certificate of a tail mass that is computed in T by the way named.
template <class T, class Way>
struct MistakenMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!stable::has_gap(c) || stable::score_rounding<T>(*c.scores) > 1)
      return; // nothing is computed there
    const stable::Estimate<T> x = Way::template computed<T>(c);
    const double certificate = x.value > 0 ? static_cast<double>(stable::upper(x)) : x.bound.absolute;
    if (std::isfinite(certificate))
      out.at_most("tau <= what was computed so", [&] {
        return Both<R>{exact::tail_mass(row), row.precision()(certificate)};
      });
  }
};

} // namespace tailmass
