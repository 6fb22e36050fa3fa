// The other quantities of perturbed scores by name, for the agreement of number types.
#pragma once

#include "theory/quantities/definitions.hpp"
#include "theory/quantities/perturbation.hpp"

namespace tailmass {

/// Others of the same header.
template <class R>
std::vector<Quantity<R>> more_perturbation_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"perturbed_weights", Condition::itself,
       [](Row& row, const Case& c) { return quantities::listed<R>(exact::perturbed_weights(row, c)); }},
      {"common_mass", Condition::itself,
       [](Row& row, const Case& c) {
         return N{exact::common_mass(row, exact::perturbed_probabilities(row, c))};
       }},
      {"one_less_tanh_of_half", Condition::itself,
       [](Row& row, const Case& c) {
         return N{exact::one_less_tanh_of_half(exact::largest_error(row, c, c.scores->finite()))};
       }},
  };
}

} // namespace tailmass
