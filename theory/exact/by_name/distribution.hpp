// Softmax, its truncation, divergences and companions as named quantities.
#pragma once

#include "theory/exact/by_name/quantity.hpp"
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/perturbation/companion.hpp"

namespace tailmass {

/// The tail mass of the head under the scores beta s.
template <class R>
R tempered_tail_mass(Evaluator<R>& row, double beta) {
  const Vector<R>& weights = exact::weights_at(row, beta);
  return R(sum(weights, row.head().finite_tail()) / sum(weights, row.scores().finite()));
}

/// Those of the reference table.
template <class R>
std::vector<Quantity<R>> distribution_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  using std::log;
  return {
      {"log_sum_exp", Condition::scores, [](Row& row, const Case&) { return N{exact::log_sum_exp(row)}; }},
      {"tail_mass", Condition::itself, [](Row& row, const Case&) { return N{exact::tail_mass(row)}; }},
      {"tv", Condition::one, [](Row& row, const Case&) { return N{exact::total_variation(row)}; }},
      {"kl", Condition::logs, [](Row& row, const Case&) { return N{exact::kl_divergence(row)}; }},
      {"chi2", Condition::ratio, [](Row& row, const Case&) { return N{exact::chi_squared(row)}; }},
      {"hellinger2", Condition::one, [](Row& row, const Case&) { return N{exact::hellinger_squared(row)}; }},
      {"renyi_half", Condition::one,
       [](Row& row, const Case&) { return N{R(R(-2) * log(exact::affinity(row)))}; }},
      {"renyi_2", Condition::one,
       [](Row& row, const Case&) { return N{R(log(exact::renyi_moment(row, 2)))}; }},
      {"renyi_3", Condition::one,
       [](Row& row, const Case&) { return N{R(log(exact::renyi_moment(row, 3)) / R(2))}; }},
      {"renyi_inf", Condition::one,
       [](Row& row, const Case&) { return N{R(log(exact::largest_ratio(row)))}; }},
      {"renyi_half_reversed", Condition::one,
       [](Row& row, const Case&) { return N{R(R(-2) * log(exact::affinity(row)))}; }},
      {"jensen_shannon", Condition::logs,
       [](Row& row, const Case&) { return N{exact::jensen_shannon(row)}; }},
      {"entropy", Condition::logs, [](Row& row, const Case&) { return N{exact::entropy(row)}; }},
      {"k_epsilon", Condition::itself,
       [](Row& row, const Case& c) { return N{row.precision()(exact::k_epsilon(*c.scores, *c.epsilon))}; }},
      {"p_max", Condition::itself, [](Row& row, const Case&) { return N{exact::largest_probability(row)}; }},
      {"tail_mass_beta0", Condition::itself,
       [](Row& row, const Case& c) { return N{tempered_tail_mass(row, c.temperatures->beta0)}; }},
      {"tail_mass_beta1", Condition::itself,
       [](Row& row, const Case& c) { return N{tempered_tail_mass(row, c.temperatures->beta1)}; }},
      {"tv_q", Condition::one,
       [](Row& row, const Case& c) {
         return N{exact::total_variation_from(row, exact::companion(row, c.companion->any))};
       }},
      {"kl_q", Condition::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->any, exact::log_probabilities(row))};
       }},
      {"kl_q_head_p", Condition::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->in_head, exact::log_probabilities(row))};
       }},
      {"kl_q_head_phat", Condition::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->in_head, exact::log_truncated(row))};
       }},
  };
}

} // namespace tailmass
