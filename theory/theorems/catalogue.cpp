// The catalogue: a theorem is added by its file and its line here.
#include "theory/theorems/catalogue.hpp"

#include <algorithm>

namespace tailmass {

// A macro, as each line both declares a constant and takes its address.
// clang-format off
#define TAILMASS_CATALOGUE(theorem) \
  theorem(tv_is_tail_mass) \
  theorem(tv_kl_identity) \
  theorem(generic_inequalities) \
  theorem(f_divergences) \
  theorem(topk_optimality) \
  theorem(kl_pythagoras) \
  theorem(tail_mass_shape) \
  theorem(temperature) \
  theorem(soft_cap) \
  theorem(entropy_bound) \
  theorem(multi_step_truncation) \
  theorem(shared_head_sets) \
  theorem(gap_bound) \
  theorem(gap_bound_simple) \
  theorem(gap_threshold) \
  theorem(gap_lower_bound) \
  theorem(multi_gap_bound) \
  theorem(multi_gap_two_sided) \
  theorem(known_head_bound) \
  theorem(blockwise_bounds) \
  theorem(block_mean_bounds) \
  theorem(block_moment_bounds) \
  theorem(cell_bound_by_variance) \
  theorem(skip_softmax) \
  theorem(certificate_optimality) \
  theorem(gap_limits) \
  theorem(k_epsilon) \
  theorem(count_by_renyi) \
  theorem(mean_compensation) \
  theorem(norm_bound) \
  theorem(head_tail_identity) \
  theorem(diameter_bound) \
  theorem(centre_distance_bound) \
  theorem(variance_decomposition) \
  theorem(variance_bound) \
  theorem(covariance_bound) \
  theorem(best_of_three) \
  theorem(spanning_tree_diameter) \
  theorem(log_sum_exp_merge) \
  theorem(sink_gap_bound) \
  theorem(local_splits) \
  theorem(sampled_tail) \
  theorem(vertex_softmax) \
  theorem(score_perturbation) \
  theorem(tail_mass_perturbation) \
  theorem(topk_of_perturbed_scores) \
  theorem(approximate_top_p) \
  theorem(rounded_keys) \
  theorem(quantised_output) \
  theorem(float_certificate) \
  theorem(gaussian_tail_mass) \
  theorem(gaussian_k_epsilon) \
  theorem(gaussian_fluctuations) \
  theorem(gaussian_truncated_mass) \
  theorem(gaussian_expected_gap) \
  theorem(delta_k_search) \
  theorem(mc_search) \
  theorem(key_moments) \
// clang-format on

#define TAILMASS_DECLARED(name) extern const Theorem name;
TAILMASS_CATALOGUE(TAILMASS_DECLARED)

namespace {

#define TAILMASS_ADDRESS(name) &name,
constexpr const Theorem* theorems[] = {TAILMASS_CATALOGUE(TAILMASS_ADDRESS)};

} // namespace

std::span<const Theorem* const> catalogue() {
  return theorems;
}

const Theorem* find_theorem(std::string_view id) {
  const auto found = std::ranges::find(catalogue(), id, &Theorem::id);
  return found == catalogue().end() ? nullptr : *found;
}

} // namespace tailmass
