// The stable implementations of the quantities of scores alone, in float and in double.
#include "theory/implementations.hpp"
#include "theory/stable/blocks/block_bounds.hpp"
#include "theory/stable/distribution/divergences.hpp"
#include "theory/stable/distribution/k_epsilon.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/stable/perturbation/companion.hpp"
#include "theory/stable/perturbation/perturbed_masses.hpp"
#include "theory/stable/perturbation/perturbed_variation.hpp"
#include "theory/stable/perturbation/score_errors.hpp"

namespace tailmass {

namespace {

template <class T>
using EstimateOf = stable::Estimate<T> (*)(const Case&);
using Predicate = bool (*)(const Case&);

/// An estimate as an implementation. Outside its domain is a result that is infinite or NaN, and one that
/// rounding the input to T leaves without a bound or with a relative one above 1.
template <class T, EstimateOf<T> estimate, Predicate applies>
Implementation stable_in(std::string_view quantity, std::string_view domain) {
  return {quantity, "stable", type_name<T>,
          [](const Case& c) -> std::vector<Computed> {
            if (!applies(c))
              return {};
            const stable::Estimate<T> x = estimate(c);
            return where_bounded({{static_cast<double>(x.value), x.bound}});
          },
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
bool with_perturbed(const Case& c) {
  return !c.perturbed.empty();
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

template <class T>
stable::Estimate<T> tail_mass_beta0(const Case& c) {
  return stable::tail_mass_at<T>(c, c.temperatures->beta0);
}
template <class T>
stable::Estimate<T> tail_mass_beta1(const Case& c) {
  return stable::tail_mass_at<T>(c, c.temperatures->beta1);
}

/// A bound of the first block without masked keys.
template <class T, stable::Estimate<T> (*of_block)(const Scores&, const Block&)>
stable::Estimate<T> first_block(const Case& c) {
  return of_block(*c.scores, *stable::finite_block(c));
}

/// NaN, hence outside the domain, where it is not certain.
template <class T>
stable::Estimate<T> k_epsilon(const Case& c) {
  const stable::KEpsilon result = stable::k_epsilon<T>(*c.scores, *c.epsilon);
  return {result.certain ? stable::rounded<T>(static_cast<double>(result.k))
                         : std::numeric_limits<T>::quiet_NaN(),
          {}};
}
bool with_epsilon(const Case& c) {
  return c.epsilon && *c.epsilon > 0 && *c.epsilon < 1;
}

} // namespace

template <class T>
std::vector<Implementation> score_implementations() {
  constexpr std::string_view row = "every row and head that rounding to the type leaves certain";
  constexpr std::string_view in_range = "every row and head with a result in the range of the type";
  constexpr std::string_view tempered = "two temperatures";
  constexpr std::string_view companion = "a companion, and a result in the range of the type";
  constexpr std::string_view gap = "a Top-k head, k < n_f, and a result in the range of the type";
  constexpr std::string_view checkpoints = "a Top-k head, k < n_f, and checkpoints";
  constexpr std::string_view blocks = "blocks";
  constexpr std::string_view one_block =
      "a block without masked keys, and a result in the range of the type that cancellation leaves certain";
  constexpr std::string_view interval = "the same, its interval bounded";
  using namespace stable;
  return {
      stable_in<T, stable::log_sum_exp<T>, always>("log_sum_exp", row),
      stable_in<T, stable::tail_mass<T>, always>("tail_mass", row),
      stable_in<T, total_variation<T>, always>("tv", row),
      stable_in<T, kl_divergence<T>, always>("kl", in_range),
      stable_in<T, chi_squared<T>, always>("chi2", in_range),
      stable_in<T, hellinger_squared<T>, always>("hellinger2", row),
      stable_in<T, kl_divergence<T>, always>("renyi_half", in_range),
      stable_in<T, kl_divergence<T>, always>("renyi_2", in_range),
      stable_in<T, kl_divergence<T>, always>("renyi_3", in_range),
      stable_in<T, kl_divergence<T>, always>("renyi_inf", in_range),
      stable_in<T, kl_divergence<T>, always>("renyi_half_reversed", in_range),
      stable_in<T, jensen_shannon<T>, always>("jensen_shannon", row),
      stable_in<T, stable::entropy<T>, always>("entropy", row),
      stable_in<T, tailmass::k_epsilon<T>, with_epsilon>("k_epsilon",
                                                         "0 < epsilon < 1 that rounding leaves certain"),
      stable_in<T, largest_probability<T>, always>("p_max", row),
      stable_in<T, tail_mass_beta0<T>, with_temperatures>("tail_mass_beta0", tempered),
      stable_in<T, tail_mass_beta1<T>, with_temperatures>("tail_mass_beta1", tempered),
      stable_in<T, total_variation_from<T>, with_companion>("tv_q", companion),
      stable_in<T, kl_from_row<T>, with_companion>("kl_q", companion),
      stable_in<T, kl_in_head_from_row<T>, with_companion>("kl_q_head_p", companion),
      stable_in<T, kl_in_head_from_truncated<T>, with_companion>("kl_q_head_phat", companion),
      stable_in<T, boundary_gap<T>, has_gap>("boundary_gap", gap),
      stable_in<T, gap_bound<T>, has_gap>("gap_bound", gap),
      stable_in<T, gap_bound_simple<T>, has_gap>("gap_bound_simple", gap),
      stable_in<T, gap_threshold<T>, with_gap_and_epsilon>("gap_threshold",
                                                           "a Top-k head, k < n_f, and an epsilon"),
      stable_in<T, gap_lower_bound<T>, has_gap>("gap_lower_bound", gap),
      stable_in<T, gap_lower_bound_sharper<T>, has_gap>("gap_lower_bound_sharper", gap),
      stable_in<T, multi_gap_bound<T>, with_gap_and_checkpoints>("multi_gap_bound", checkpoints),
      stable_in<T, multi_gap_known<T>, with_gap_and_checkpoints>("multi_gap_known", checkpoints),
      stable_in<T, multi_gap_two_sided<T>, with_gap_and_checkpoints>("multi_gap_two_sided", checkpoints),
      stable_in<T, blockwise_lower<T>, with_blocks>("blockwise_lower", blocks),
      stable_in<T, blockwise_upper<T>, with_blocks>("blockwise_upper", blocks),
      stable_in<T, blockwise_tail_mass<T>, with_blocks>("blockwise_tail_mass", blocks),
      stable_in<T, first_block<T, block_mean_lower<T>>, with_finite_block>("block_mean_lower", one_block),
      stable_in<T, first_block<T, block_sum<T>>, with_finite_block>("block_sum", one_block),
      stable_in<T, first_block<T, block_mean_chord<T>>, with_finite_interval>("block_mean_chord", interval),
      stable_in<T, first_block<T, block_mean_upper<T>>, with_finite_interval>("block_mean_upper", interval),
  };
}

template <class T>
std::vector<Implementation> perturbation_implementations() {
  constexpr std::string_view perturbed = "perturbed scores, and a result in the range of the type";
  using namespace stable;
  return {
      stable_in<T, score_error<T>, with_perturbed>("score_error", perturbed),
      stable_in<T, score_error_head<T>, with_perturbed>("score_error_head", perturbed),
      stable_in<T, score_error_tail<T>, with_perturbed>("score_error_tail", perturbed),
      stable_in<T, score_error_spread<T>, with_perturbed>("score_error_spread", perturbed),
      stable_in<T, tv_error_bound<T>, with_perturbed>("tv_error_bound", perturbed),
      stable_in<T, tv_spread_bound<T>, with_perturbed>("tv_spread_bound", perturbed),
      stable_in<T, tv_perturbed<T>, with_perturbed>("tv_perturbed", perturbed),
      stable_in<T, tail_mass_perturbed<T>, with_perturbed>("tail_mass_perturbed", perturbed),
      stable_in<T, tail_odds_bound<T>, with_perturbed>("tail_odds_bound", perturbed),
      stable_in<T, kept_mass_perturbed<T>, with_perturbed>("kept_mass_perturbed", perturbed),
      stable_in<T, lost_mass_perturbed<T>, with_perturbed>("lost_mass_perturbed", perturbed),
      stable_in<T, kept_mass_bound<T>, with_perturbed>("kept_mass_bound", perturbed),
      stable_in<T, lost_mass_bound<T>, with_perturbed>("lost_mass_bound", perturbed),
  };
}

template std::vector<Implementation> score_implementations<float>();
template std::vector<Implementation> score_implementations<double>();
template std::vector<Implementation> perturbation_implementations<float>();
template std::vector<Implementation> perturbation_implementations<double>();

} // namespace tailmass
