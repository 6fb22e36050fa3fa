// Holds a file's stored numbers to each other: scores to q.k, outputs to full attention.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/record/record.hpp"

#include <vector>

namespace tailmass::verify::kernel {

/// Checks one row, as far as it has the parts:
/// - "stored-scores": |s_j - q.k_j| <= gamma_d sum_x |q_x k_jx| for every key of finite score, gamma_d = d
///   u/(1 - d u), u the unit roundoff of the scores' format: any order of a dot product in that format obeys
///   it (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1), the scale being part
///   of q. Where d u >= 1/2, (1 + u)^d - 1 stands for gamma_d. A declared scale, soft cap and what a mask
///   adds enter both sides, with 2, 12 and 1 more roundings.
/// - "stored-outputs": |o_x - mu_x| <= sum_i p_i G_i |v_ix| and what underflow may lose, for every
/// coordinate,
///   where mu is full attention over the stored scores: the bound that KernelAttention::mean() derives.
/// Enclosures in doubles decide, and balls what these leave open. Where a format is too coarse for its n and
/// its range, the mean's bound does not exist and KernelHull decides; where that does not either, the numbers
/// count as `unbounded`, not as held. Throws InputError for a query that is not finite; a stored output that
/// is not finite exceeds its bound.
[[nodiscard]] std::vector<record::ConsistencyRecord> check_consistency(const cases::AttentionRow& row);

} // namespace tailmass::verify::kernel
