// The stable implementations of the quantities of scores alone, in double.
#include "theory/implementations.hpp"
#include "theory/stable/block_bounds.hpp"
#include "theory/stable/companion.hpp"
#include "theory/stable/divergences.hpp"
#include "theory/stable/gap_bounds.hpp"
#include "theory/stable/k_epsilon.hpp"

namespace tailmass {

namespace {

using stable::Estimate;
using EstimateOf = Estimate (*)(const Case&);
using Predicate = bool (*)(const Case&);

/// An estimate as an implementation. A result that is infinite or NaN is outside its domain.
template <EstimateOf estimate, Predicate applies>
Implementation stable_double(std::string_view quantity, std::string_view domain) {
  return {quantity,
          "stable",
          "double",
          [](const Case& c) { return std::vector<double>{estimate(c).value}; },
          [](const Case& c) { return std::vector<ErrorBound>{estimate(c).bound}; },
          [](const Case& c) { return applies(c) && std::isfinite(estimate(c).value); },
          domain};
}

bool always(const Case& /*c*/) {
  return true;
}
bool with_temperatures(const Case& c) {
  return c.temperatures.has_value();
}
bool with_companion(const Case& c) {
  return c.companion.has_value();
}
bool with_gap_and_epsilon(const Case& c) {
  return stable::has_gap(c) && c.epsilon.has_value();
}
bool with_gap_and_checkpoints(const Case& c) {
  return stable::has_gap(c) && c.checkpoints.has_value();
}
bool with_blocks(const Case& c) {
  return c.blocks != nullptr;
}
bool with_finite_block(const Case& c) {
  return c.blocks && stable::finite_block(c);
}
bool with_finite_interval(const Case& c) {
  return with_finite_block(c) && std::isfinite(stable::finite_block(c)->lower);
}

Estimate tail_mass_beta0(const Case& c) {
  return stable::tail_mass_at(c, c.temperatures->beta0);
}
Estimate tail_mass_beta1(const Case& c) {
  return stable::tail_mass_at(c, c.temperatures->beta1);
}

/// A bound of the first block without masked keys.
template <Estimate (*of_block)(const Scores&, const Block&)>
Estimate first_block(const Case& c) {
  return of_block(*c.scores, *stable::finite_block(c));
}

/// NaN, hence outside the domain, where it is not certain.
Estimate k_epsilon(const Case& c) {
  const stable::KEpsilon result = stable::k_epsilon(*c.scores, *c.epsilon);
  return {result.certain ? static_cast<double>(result.k) : std::numeric_limits<double>::quiet_NaN(), {}};
}
bool with_epsilon(const Case& c) {
  return c.epsilon && *c.epsilon > 0 && *c.epsilon < 1;
}

} // namespace

std::vector<Implementation> score_implementations() {
  constexpr std::string_view row = "every row and head";
  constexpr std::string_view in_range = "every row and head with a result in the range of double";
  constexpr std::string_view tempered = "two temperatures";
  constexpr std::string_view companion = "a companion, and a result in the range of double";
  constexpr std::string_view gap = "a Top-k head, k < n_f, and a result in the range of double";
  constexpr std::string_view checkpoints = "a Top-k head, k < n_f, and checkpoints";
  constexpr std::string_view blocks = "blocks";
  constexpr std::string_view one_block =
      "a block without masked keys, and a result in the range of double that cancellation leaves certain";
  constexpr std::string_view interval = "the same, its interval bounded";
  using namespace stable;
  return {
      stable_double<stable::log_sum_exp, always>("log_sum_exp", row),
      stable_double<stable::tail_mass, always>("tail_mass", row),
      stable_double<total_variation, always>("tv", row),
      stable_double<kl_divergence, always>("kl", in_range),
      stable_double<chi_squared, always>("chi2", in_range),
      stable_double<hellinger_squared, always>("hellinger2", row),
      stable_double<kl_divergence, always>("renyi_half", in_range),
      stable_double<kl_divergence, always>("renyi_2", in_range),
      stable_double<kl_divergence, always>("renyi_3", in_range),
      stable_double<kl_divergence, always>("renyi_inf", in_range),
      stable_double<kl_divergence, always>("renyi_half_reversed", in_range),
      stable_double<jensen_shannon, always>("jensen_shannon", row),
      stable_double<stable::entropy, always>("entropy", row),
      stable_double<tailmass::k_epsilon, with_epsilon>("k_epsilon",
                                                       "0 < epsilon < 1 that rounding leaves certain"),
      stable_double<largest_probability, always>("p_max", row),
      stable_double<tail_mass_beta0, with_temperatures>("tail_mass_beta0", tempered),
      stable_double<tail_mass_beta1, with_temperatures>("tail_mass_beta1", tempered),
      stable_double<total_variation_from, with_companion>("tv_q", companion),
      stable_double<kl_from_row, with_companion>("kl_q", companion),
      stable_double<kl_in_head_from_row, with_companion>("kl_q_head_p", companion),
      stable_double<kl_in_head_from_truncated, with_companion>("kl_q_head_phat", companion),
      stable_double<boundary_gap, has_gap>("boundary_gap", gap),
      stable_double<gap_bound, has_gap>("gap_bound", gap),
      stable_double<gap_bound_simple, has_gap>("gap_bound_simple", gap),
      stable_double<gap_threshold, with_gap_and_epsilon>("gap_threshold",
                                                         "a Top-k head, k < n_f, and an epsilon"),
      stable_double<gap_lower_bound, has_gap>("gap_lower_bound", gap),
      stable_double<gap_lower_bound_sharper, has_gap>("gap_lower_bound_sharper", gap),
      stable_double<multi_gap_bound, with_gap_and_checkpoints>("multi_gap_bound", checkpoints),
      stable_double<multi_gap_known, with_gap_and_checkpoints>("multi_gap_known", checkpoints),
      stable_double<multi_gap_two_sided, with_gap_and_checkpoints>("multi_gap_two_sided", checkpoints),
      stable_double<blockwise_lower, with_blocks>("blockwise_lower", blocks),
      stable_double<blockwise_upper, with_blocks>("blockwise_upper", blocks),
      stable_double<blockwise_tail_mass, with_blocks>("blockwise_tail_mass", blocks),
      stable_double<first_block<block_mean_lower>, with_finite_block>("block_mean_lower", one_block),
      stable_double<first_block<block_sum>, with_finite_block>("block_sum", one_block),
      stable_double<first_block<block_mean_chord>, with_finite_interval>("block_mean_chord", interval),
      stable_double<first_block<block_mean_upper>, with_finite_interval>("block_mean_upper", interval),
  };
}

} // namespace tailmass
