// Softmax, its truncation, divergences and companions as named quantities.
#pragma once

#include "theory/exact/companion.hpp"
#include "theory/exact/divergences.hpp"
#include "theory/exact/k_epsilon.hpp"
#include "theory/tests/quantity.hpp"

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
      {"log_sum_exp", Scale::scores, [](Row& row, const Case&) { return N{exact::log_sum_exp(row)}; }},
      {"tail_mass", Scale::itself, [](Row& row, const Case&) { return N{exact::tail_mass(row)}; }},
      {"tv", Scale::one, [](Row& row, const Case&) { return N{exact::total_variation(row)}; }},
      {"kl", Scale::logs, [](Row& row, const Case&) { return N{exact::kl_divergence(row)}; }},
      {"chi2", Scale::ratio, [](Row& row, const Case&) { return N{exact::chi_squared(row)}; }},
      {"hellinger2", Scale::one, [](Row& row, const Case&) { return N{exact::hellinger_squared(row)}; }},
      {"renyi_half", Scale::one,
       [](Row& row, const Case&) { return N{R(R(-2) * log(exact::affinity(row)))}; }},
      {"renyi_2", Scale::one, [](Row& row, const Case&) { return N{R(log(exact::renyi_moment(row, 2)))}; }},
      {"renyi_3", Scale::one,
       [](Row& row, const Case&) { return N{R(log(exact::renyi_moment(row, 3)) / R(2))}; }},
      {"renyi_inf", Scale::one, [](Row& row, const Case&) { return N{R(log(exact::largest_ratio(row)))}; }},
      {"renyi_half_reversed", Scale::one,
       [](Row& row, const Case&) { return N{R(R(-2) * log(exact::affinity(row)))}; }},
      {"jensen_shannon", Scale::logs, [](Row& row, const Case&) { return N{exact::jensen_shannon(row)}; }},
      {"entropy", Scale::logs, [](Row& row, const Case&) { return N{exact::entropy(row)}; }},
      {"k_epsilon", Scale::itself,
       [](Row& row, const Case& c) { return N{row.precision()(exact::k_epsilon(*c.scores, *c.epsilon))}; }},
      {"p_max", Scale::itself, [](Row& row, const Case&) { return N{exact::largest_probability(row)}; }},
      {"tail_mass_beta0", Scale::itself,
       [](Row& row, const Case& c) { return N{tempered_tail_mass(row, c.temperatures->beta0)}; }},
      {"tail_mass_beta1", Scale::itself,
       [](Row& row, const Case& c) { return N{tempered_tail_mass(row, c.temperatures->beta1)}; }},
      {"tv_q", Scale::one,
       [](Row& row, const Case& c) {
         return N{exact::total_variation_from(row, exact::companion(row, c.companion->any))};
       }},
      {"kl_q", Scale::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->any, exact::log_probabilities(row))};
       }},
      {"kl_q_head_p", Scale::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->in_head, exact::log_probabilities(row))};
       }},
      {"kl_q_head_phat", Scale::logs,
       [](Row& row, const Case& c) {
         return N{exact::kl_from(row, c.companion->in_head, exact::log_truncated(row))};
       }},
  };
}

/// Others of the same headers.
template <class R>
std::vector<Quantity<R>> more_distribution_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"weights", Scale::itself, [](Row& row, const Case&) { return numbers(exact::weights(row)); }},
      {"partition", Scale::itself, [](Row& row, const Case&) { return N{exact::partition(row)}; }},
      {"probabilities", Scale::itself,
       [](Row& row, const Case&) { return numbers(exact::probabilities(row)); }},
      {"log_probabilities", Scale::logs,
       [](Row& row, const Case&) { return numbers(exact::log_probabilities(row)); }},
      {"head_sum", Scale::itself, [](Row& row, const Case&) { return N{exact::head_sum(row)}; }},
      {"tail_sum", Scale::itself, [](Row& row, const Case&) { return N{exact::tail_sum(row)}; }},
      {"head_mass", Scale::itself, [](Row& row, const Case&) { return N{exact::head_mass(row)}; }},
      {"truncated", Scale::itself, [](Row& row, const Case&) { return numbers(exact::truncated(row)); }},
      {"log_truncated", Scale::logs,
       [](Row& row, const Case&) { return numbers(exact::log_truncated(row)); }},
      {"ordered_tail_mass", Scale::itself,
       [](Row& row, const Case& c) {
         N masses;
         for (std::size_t k = 0; k <= c.scores->size(); ++k)
           masses.push_back(exact::ordered_tail_mass(row, k));
         return masses;
       }},
      {"ratios", Scale::itself, [](Row& row, const Case&) { return numbers(exact::ratios(row)); }},
      {"le_cam", Scale::one, [](Row& row, const Case&) { return N{exact::le_cam(row)}; }},
      {"affinity", Scale::itself, [](Row& row, const Case&) { return N{exact::affinity(row)}; }},
      {"renyi_moment", Scale::itself, [](Row& row, const Case&) { return N{exact::renyi_moment(row, 5)}; }},
      {"reversed_quarter_moment", Scale::itself,
       [](Row& row, const Case&) { return N{exact::reversed_quarter_moment(row)}; }},
      {"companion", Scale::itself,
       [](Row& row, const Case& c) { return numbers(exact::companion(row, c.companion->any)); }},
      {"log_whole", Scale::one, [](Row& row, const Case&) { return N{exact::log_whole(row, 7)}; }},
  };
}

} // namespace tailmass
