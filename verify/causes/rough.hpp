// Weights and their sums, near enough to tell which faults are worth a closer look.
#pragma once

#include <span>
#include <vector>

namespace tailmass::verify::causes {

/// Weights e^{s_i - largest} of finite scores, within some 2^-49 of themselves, and their sum.
struct RoughWeights {
  double largest = 0, total = 0;
  std::vector<double> weights;
};
/// Returns those of scores, of which there is at least one, none of them NaN or +inf.
[[nodiscard]] RoughWeights rough_weights(std::span<const double> scores);
/// Returns sum a_i b_i over as many as there are of both.
[[nodiscard]] double dot(std::span<const double> a, std::span<const double> b);
/// Returns their log-sum-exp.
[[nodiscard]] double rough_log_sum_exp(std::span<const double> scores);

} // namespace tailmass::verify::causes
