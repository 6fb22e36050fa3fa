// The Gaussian rule as curves, for the page.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

namespace tailmass::reports::sections {

/// The rule's share of keys, Phi_c(sigma + Phi^{-1}(epsilon)), as {epsilon, sigma, share}: for each epsilon
/// of the rows and studies in the records, sigma from 0 to a little above the largest of those. Empty where
/// the records have neither.
[[nodiscard]] nlohmann::ordered_json gaussian_rule_of(std::span<const nlohmann::ordered_json> records);

} // namespace tailmass::reports::sections
