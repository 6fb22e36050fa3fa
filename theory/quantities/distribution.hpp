// Softmax, its truncation, divergences and companions.
#pragma once

#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/perturbation/companion.hpp"
#include "theory/fast/scores_of_case.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/distribution/definitions.hpp"
#include "theory/stable/distribution/divergences.hpp"
#include "theory/stable/distribution/k_epsilon.hpp"
#include "theory/stable/distribution/probabilities.hpp"
#include "theory/stable/perturbation/companion.hpp"

namespace tailmass::quantities {

inline bool always(const Case& /*c*/) {
  return true;
}
inline bool has_epsilon(const Case& c) {
  return c.epsilon && *c.epsilon > 0 && *c.epsilon < 1;
}
inline bool has_temperatures(const Case& c) {
  return c.temperatures.has_value();
}
inline bool has_companion(const Case& c) {
  return c.companion.has_value();
}

/// Returns the tail mass of the head under the scores beta s.
template <class R>
R tempered_tail_mass(Evaluator<R>& row, double beta) {
  const Vector<R>& weights = exact::weights_at(row, beta);
  return R(sum(weights, row.head().finite_tail()) / sum(weights, row.scores().finite()));
}

/// Returns k_epsilon by the stable path; NaN, hence outside of its domain, where it is not certain.
template <class T>
stable::Estimate<T> certain_k_epsilon(const Case& c) {
  const stable::KEpsilon result = stable::k_epsilon<T>(*c.scores, *c.epsilon);
  return {result.certain ? stable::rounded<T>(stable::whole(result.k)) : std::numeric_limits<T>::quiet_NaN(),
          {}};
}

/// Of longer rows a truth of each probability is not worth its price.
inline constexpr std::size_t longest_softmax = 16384;

/// Returns the Renyi divergence of order 1/2, which is the same both ways.
template <class R>
R renyi_half(Evaluator<R>& row) {
  using std::log;
  return R(R(-2) * log(exact::affinity(row)));
}

inline auto distribution() {
  constexpr Domain row{"every row and head", always};
  constexpr Domain epsilon{"0 < epsilon < 1", has_epsilon};
  constexpr Domain temperatures{"two temperatures", has_temperatures};
  constexpr Domain companion{"a companion", has_companion};
  constexpr auto stable_kl = []<class T>(const Case& c) { return stable::kl_divergence<T>(c); };
  constexpr Without as_tail_mass{"equal to the tail mass, which has it"};
  constexpr Without as_kl{"equal to KL, which has it"};
  constexpr Without definition{"a definition, computed to compare the closed form with"};
  constexpr Without few_operations{"a few operations on the fast tail mass"};
  constexpr Without scaled{"the fast tail mass of the scaled scores"};
  constexpr Without of_companion{
      "the other distribution is made up for theorems: no long row comes with one"};
  return std::tuple{
      Row{"log_sum_exp", row, Condition::scores, [](auto& of, const Case&) { return exact::log_sum_exp(of); },
          []<class T>(const Case& c) { return stable::log_sum_exp<T>(c); },
          []<class T>(const Case& c) { return fast::log_sum_exp<T>(c); }},
      Row{"tail_mass",
          row,
          Condition::itself,
          [](auto& of, const Case&) { return exact::tail_mass(of); },
          {both_sides_of(Truth::tail_mass, "tail mass"),
           []<class T>(const Case& c) { return stable::tail_mass<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.masses().odds.tail_mass(); }},
          []<class T>(const Case& c) { return fast::tail_mass<T>(c); }},
      Row{"tv", row, Condition::one, [](auto& of, const Case&) { return exact::total_variation(of); },
          []<class T>(const Case& c) { return stable::total_variation<T>(c); }, as_tail_mass},
      Row{"kl",
          row,
          Condition::logs,
          [](auto& of, const Case&) { return exact::kl_divergence(of); },
          {both_sides_of(Truth::kl, "KL"), stable_kl,
           []<class T>(const stable::Together<T>& with) { return stable::kl_divergence(with.masses()); }},
          []<class T>(const Case& c) { return fast::kl_divergence<T>(c); }},
      Row{"tv_definition", row, Condition::one,
          [](auto& of, const Case&) { return exact::total_variation(of); },
          []<class T>(const Case& c) { return stable::total_variation_by_definition<T>(c); }, definition},
      Row{"kl_definition", row, Condition::logs,
          [](auto& of, const Case&) { return exact::kl_divergence(of); },
          []<class T>(const Case& c) { return stable::kl_by_definition<T>(c); }, definition},
      Row{"chi2",
          row,
          Condition::ratio,
          [](auto& of, const Case&) { return exact::chi_squared(of); },
          {both_sides_of(Truth::chi_squared, "chi2"),
           []<class T>(const Case& c) { return stable::chi_squared<T>(c); },
           []<class T>(const stable::Together<T>& with) { return stable::chi_squared(with.masses()); }},
          few_operations},
      Row{"hellinger2",
          row,
          Condition::one,
          [](auto& of, const Case&) { return exact::hellinger_squared(of); },
          {both_sides_of(Truth::hellinger_squared, "H2"),
           []<class T>(const Case& c) { return stable::hellinger_squared<T>(c); },
           []<class T>(const stable::Together<T>& with) { return stable::hellinger_squared(with.masses()); }},
          few_operations},
      Row{"renyi_half", row, Condition::one, [](auto& of, const Case&) { return renyi_half(of); }, stable_kl,
          as_kl},
      Row{"renyi_2", row, Condition::one,
          [](auto& of, const Case&) {
            using std::log;
            return log(exact::renyi_moment(of, 2));
          },
          stable_kl, as_kl},
      Row{"renyi_3", row, Condition::one,
          []<class R>(Evaluator<R>& of, const Case&) {
            using std::log;
            return log(exact::renyi_moment(of, 3)) / R(2);
          },
          stable_kl, as_kl},
      Row{"renyi_inf", row, Condition::one,
          [](auto& of, const Case&) {
            using std::log;
            return log(exact::largest_ratio(of));
          },
          stable_kl, as_kl},
      Row{"renyi_half_reversed", row, Condition::one, [](auto& of, const Case&) { return renyi_half(of); },
          stable_kl, as_kl},
      Row{"jensen_shannon",
          row,
          Condition::logs,
          [](auto& of, const Case&) { return exact::jensen_shannon(of); },
          {both_sides_of(Truth::jensen_shannon, "JS"),
           []<class T>(const Case& c) { return stable::jensen_shannon<T>(c); },
           []<class T>(const stable::Together<T>& with) { return stable::jensen_shannon(with.masses()); }},
          few_operations},
      Row{"entropy", row, Condition::logs, [](auto& of, const Case&) { return exact::entropy(of); },
          []<class T>(const Case& c) { return stable::entropy<T>(c); },
          Without{"a sum of gaps times weights, whose bound is proven for the compensated sum alone"}},
      Row{"k_epsilon", epsilon, Condition::itself,
          [](auto& of, const Case& c) { return of.precision()(exact::k_epsilon(*c.scores, *c.epsilon)); },
          []<class T>(const Case& c) { return certain_k_epsilon<T>(c); },
          []<class T>(const Case& c) { return fast::k_epsilon<T>(c); }},
      Row{"p_max", row, Condition::itself,
          [](auto& of, const Case&) { return exact::largest_probability(of); },
          []<class T>(const Case& c) { return stable::largest_probability<T>(c); },
          Without{"one exponential of the fast log-sum-exp"}},
      Row{"softmax", row, Condition::itself, [](auto& of, const Case&) { return exact::probabilities(of); },
          []<class T>(const Case& c) { return stable::softmax<T>(c); },
          Without{"n numbers: the fast sums make their exponentials and keep none"}, longest_softmax},
      Row{"tail_mass_beta0", temperatures, Condition::itself,
          [](auto& of, const Case& c) { return tempered_tail_mass(of, c.temperatures->beta0); },
          []<class T>(const Case& c) { return stable::tail_mass_at<T>(c, c.temperatures->beta0); }, scaled},
      Row{"tail_mass_beta1", temperatures, Condition::itself,
          [](auto& of, const Case& c) { return tempered_tail_mass(of, c.temperatures->beta1); },
          []<class T>(const Case& c) { return stable::tail_mass_at<T>(c, c.temperatures->beta1); }, scaled},
      Row{"tv_q", companion, Condition::one,
          [](auto& of, const Case& c) {
            return exact::total_variation_from(of, exact::companion(of, c.companion->any));
          },
          []<class T>(const Case& c) { return stable::total_variation_from<T>(c); }, of_companion},
      Row{"kl_q", companion, Condition::logs,
          [](auto& of, const Case& c) {
            return exact::kl_from(of, c.companion->any, exact::log_probabilities(of));
          },
          []<class T>(const Case& c) { return stable::kl_from_row<T>(c); }, of_companion},
      Row{"kl_q_head_p", companion, Condition::logs,
          [](auto& of, const Case& c) {
            return exact::kl_from(of, c.companion->in_head, exact::log_probabilities(of));
          },
          []<class T>(const Case& c) { return stable::kl_in_head_from_row<T>(c); }, of_companion},
      Row{"kl_q_head_phat", companion, Condition::logs,
          [](auto& of, const Case& c) {
            return exact::kl_from(of, c.companion->in_head, exact::log_truncated(of));
          },
          []<class T>(const Case& c) { return stable::kl_in_head_from_truncated<T>(c); }, of_companion},
  };
}

} // namespace tailmass::quantities
