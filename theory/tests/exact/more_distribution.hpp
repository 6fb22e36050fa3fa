// The other quantities of the distribution level by name, for the agreement of number types.
#pragma once

#include "theory/quantities/definitions.hpp"
#include "theory/quantities/distribution.hpp"

namespace tailmass {

/// Others of the same headers.
template <class R>
std::vector<Quantity<R>> more_distribution_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"weights", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::weights(row)); }},
      {"partition", Condition::itself, [](Row& row, const Case&) { return N{exact::partition(row)}; }},
      {"probabilities", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::probabilities(row)); }},
      {"log_probabilities", Condition::logs,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::log_probabilities(row)); }},
      {"head_sum", Condition::itself, [](Row& row, const Case&) { return N{exact::head_sum(row)}; }},
      {"tail_sum", Condition::itself, [](Row& row, const Case&) { return N{exact::tail_sum(row)}; }},
      {"head_mass", Condition::itself, [](Row& row, const Case&) { return N{exact::head_mass(row)}; }},
      {"truncated", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::truncated(row)); }},
      {"log_truncated", Condition::logs,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::log_truncated(row)); }},
      {"ordered_tail_mass", Condition::itself,
       [](Row& row, const Case& c) {
         N masses;
         for (std::size_t k = 0; k <= c.scores->size(); ++k)
           masses.push_back(exact::ordered_tail_mass(row, k));
         return masses;
       }},
      {"ratios", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::ratios(row)); }},
      {"le_cam", Condition::one, [](Row& row, const Case&) { return N{exact::le_cam(row)}; }},
      {"affinity", Condition::itself, [](Row& row, const Case&) { return N{exact::affinity(row)}; }},
      {"renyi_moment", Condition::itself,
       [](Row& row, const Case&) { return N{exact::renyi_moment(row, 5)}; }},
      {"reversed_quarter_moment", Condition::itself,
       [](Row& row, const Case&) { return N{exact::reversed_quarter_moment(row)}; }},
      {"companion", Condition::itself,
       [](Row& row, const Case& c) {
         return quantities::listed<R>(exact::companion(row, c.companion->any));
       }},
      {"log_whole", Condition::one, [](Row& row, const Case&) { return N{exact::log_whole(row, 7)}; }},
  };
}

} // namespace tailmass
