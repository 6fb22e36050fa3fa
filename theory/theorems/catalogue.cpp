// The catalogue: a theorem is added by its file and one line in each of the two lists below.
#include "theory/theorems/catalogue.hpp"

#include <algorithm>

namespace tailmass {

// clang-format off
extern const Theorem
    tv_is_tail_mass,
    tv_kl_identity,
    generic_inequalities,
    f_divergences,
    topk_optimality,
    kl_pythagoras,
    tail_mass_shape,
    temperature,
    entropy_bound,
    gap_bound,
    gap_bound_simple,
    gap_threshold,
    gap_lower_bound,
    multi_gap_bound,
    multi_gap_two_sided,
    blockwise_bounds,
    block_mean_bounds,
    k_epsilon,
    norm_bound,
    head_tail_identity,
    diameter_bound,
    centre_distance_bound,
    variance_decomposition,
    variance_bound,
    covariance_bound,
    best_of_three,
    spanning_tree_diameter,
    log_sum_exp_merge,
    vertex_softmax,
    score_perturbation,
    tail_mass_perturbation,
    topk_of_perturbed_scores,
    float_certificate,
    gaussian_tail_mass,
    gaussian_k_epsilon,
    gaussian_fluctuations,
    gaussian_expected_gap,
    delta_k_search,
    mc_search;

namespace {

constexpr const Theorem* theorems[] = {
    &tv_is_tail_mass,
    &tv_kl_identity,
    &generic_inequalities,
    &f_divergences,
    &topk_optimality,
    &kl_pythagoras,
    &tail_mass_shape,
    &temperature,
    &entropy_bound,
    &gap_bound,
    &gap_bound_simple,
    &gap_threshold,
    &gap_lower_bound,
    &multi_gap_bound,
    &multi_gap_two_sided,
    &blockwise_bounds,
    &block_mean_bounds,
    &k_epsilon,
    &norm_bound,
    &head_tail_identity,
    &diameter_bound,
    &centre_distance_bound,
    &variance_decomposition,
    &variance_bound,
    &covariance_bound,
    &best_of_three,
    &spanning_tree_diameter,
    &log_sum_exp_merge,
    &vertex_softmax,
    &score_perturbation,
    &tail_mass_perturbation,
    &topk_of_perturbed_scores,
    &float_certificate,
    &gaussian_tail_mass,
    &gaussian_k_epsilon,
    &gaussian_fluctuations,
    &gaussian_expected_gap,
    &delta_k_search,
    &mc_search,
};
// clang-format on

} // namespace

std::span<const Theorem* const> catalogue() {
  return theorems;
}

const Theorem* find_theorem(std::string_view id) {
  const auto found = std::ranges::find(catalogue(), id, &Theorem::id);
  return found == catalogue().end() ? nullptr : *found;
}

} // namespace tailmass
