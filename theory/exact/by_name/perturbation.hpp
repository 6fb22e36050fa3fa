// The quantities of perturbed scores by name.
#pragma once

#include "theory/exact/by_name/quantity.hpp"
#include "theory/exact/perturbation/perturbation.hpp"

namespace tailmass {

/// The Top-k keys of the scores themselves, and the other finite ones.
inline std::span<const Key> kept_keys(const Case& c) {
  return c.scores->finite().first(std::min(c.head.size(), c.scores->finite_count()));
}
inline std::span<const Key> dropped_keys(const Case& c) {
  return c.scores->finite().subspan(kept_keys(c).size());
}

/// e^{factor d}, d the largest error of all.
template <class R>
R error_factor(Evaluator<R>& row, const Case& c, int factor) {
  using std::exp;
  return R(exp(R(R(factor) * exact::largest_error(row, c, c.scores->finite()))));
}

/// Those of the reference table.
template <class R>
std::vector<Quantity<R>> perturbation_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  using std::exp;
  return {
      {"score_error", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::largest_error(row, c, c.scores->finite())}; }},
      {"score_error_head", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::largest_error(row, c, c.head.finite_head())}; }},
      {"score_error_tail", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::largest_error(row, c, c.head.finite_tail())}; }},
      {"score_error_spread", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::error_spread(row, c)}; }},
      {"tv_error_bound", Condition::one,
       [](Row& row, const Case& c) {
         return N{exact::tanh_of_half(exact::largest_error(row, c, c.scores->finite()))};
       }},
      {"tv_spread_bound", Condition::one,
       [](Row& row, const Case& c) { return N{exact::tanh_of_half(R(exact::error_spread(row, c) / R(2)))}; }},
      {"tv_perturbed", Condition::one,
       [](Row& row, const Case& c) {
         return N{exact::total_variation_from(row, exact::perturbed_probabilities(row, c))};
       }},
      {"tail_mass_perturbed", Condition::itself,
       [](Row& row, const Case& c) {
         return N{sum(exact::perturbed_probabilities(row, c), c.head.finite_tail())};
       }},
      {"tail_odds_bound", Condition::itself,
       [](Row& row, const Case& c) {
         const R both = R(exact::largest_error(row, c, c.head.finite_head()) +
                          exact::largest_error(row, c, c.head.finite_tail()));
         return N{R(exp(both) * exact::perturbed_odds(row, c))};
       }},
      {"kept_mass_perturbed", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::mass_of(row, exact::perturbed_top_k(c).kept())}; }},
      {"lost_mass_perturbed", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::mass_of(row, exact::perturbed_top_k(c).dropped())}; }},
      {"kept_mass_bound", Condition::itself,
       [](Row& row, const Case& c) {
         return N{R(error_factor(row, c, -2) * exact::mass_of(row, kept_keys(c)))};
       }},
      {"lost_mass_bound", Condition::itself,
       [](Row& row, const Case& c) {
         return N{R(error_factor(row, c, 2) * exact::mass_of(row, dropped_keys(c)))};
       }},
  };
}

} // namespace tailmass
