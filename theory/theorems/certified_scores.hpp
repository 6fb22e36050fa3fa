// Certificates beside those of the list of quantities: the tail mass as kernels form it, the implication of
// gap-threshold, k_epsilon.
#pragma once

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/stable/distribution/k_epsilon.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/theorems/certified_quantities.hpp"

#include <algorithm>

namespace tailmass {

/// The tail mass relative to the row's largest score, from both sides, under both rules of underflow.
template <class T, class R>
void certify_by_row_maximum(Evaluator<R>& row, const Case& c, Truths<R>& truths, Sides<R>& out) {
  using stable::Underflow;
  if (c.head.finite_tail().empty() || !c.head.is_top_k())
    return;
  const Certified<T, R> certified{row, out};
  const auto tau = [&]() -> const R& { return truths.of(quantities::Truth::tail_mass); };
  for (const Underflow rule : {Underflow::gradual, Underflow::flushed}) {
    const stable::Estimate<T> by_maximum = stable::tail_mass_by_row_maximum<T>(c, rule);
    const bool gradual = rule == Underflow::gradual;
    certified.upper(gradual ? "tau <= float tail mass by the row's maximum" : "tau <= float flushed",
                    gradual ? "tau <= double tail mass by the row's maximum" : "tau <= double flushed", tau,
                    by_maximum);
    certified.lower(gradual ? "float tail mass by the row's maximum <= tau" : "float flushed <= tau",
                    gradual ? "double tail mass by the row's maximum <= tau" : "double flushed <= tau",
                    by_maximum, tau);
  }
}

/// The implication of gap-threshold, where the certified gap reaches the certified threshold; one below 0
/// counts as 0.
template <class T, class R>
void certify_gap_threshold(Evaluator<R>& row, const Case& c, Truths<R>& truths, Sides<R>& out) {
  if (!stable::has_gap(c))
    return;
  stable::Estimate<T> threshold = stable::gap_threshold<T>(c);
  threshold.value = std::max(threshold.value, T(0));
  if (const T gap = stable::lower(stable::boundary_gap<T>(c)); gap > 0 && gap >= stable::upper(threshold))
    out.at_most(in_type<T>("tau <= eps by float gap-threshold", "tau <= eps by double gap-threshold"), [&] {
      return Both<R>{truths.of(quantities::Truth::tail_mass), row.precision()(*c.epsilon)};
    });
}

/// Whole numbers around k_eps, so equality is a comparison of whole numbers.
template <class T, class R>
void certify_k_epsilon(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  const double eps = *c.epsilon;
  const Precision<R>& at = row.precision();
  const std::size_t k = exact::k_epsilon(row, eps);
  const std::size_t least = stable::k_epsilon_at_least<T>(*c.scores, eps);
  const std::size_t most = stable::k_epsilon_at_most<T>(*c.scores, eps);
  out.at_most(in_type<T>("float ceil((1 - eps)/p_max) <= k_eps", "double ceil((1 - eps)/p_max) <= k_eps"),
              least == k, [&] {
                return Both<R>{at(least), at(k)};
              });
  out.at_most(in_type<T>("k_eps <= float ceil(n_f (1 - eps))", "k_eps <= double ceil(n_f (1 - eps))"),
              k == most, [&] {
                return Both<R>{at(k), at(most)};
              });
}

} // namespace tailmass
