// Holds a file's stored numbers to each other: scores to q.k, outputs to full attention.
#pragma once

#include "verify/dataset.hpp"
#include "verify/record.hpp"

#include <vector>

namespace tailmass {

/// For one row, as far as its file has the tensors:
/// - "stored-scores": |s_j - q.k_j| <= gamma_d sum_x |q_x k_jx| for every key of finite score, gamma_d = d
/// u/(1 - d u), u
///   the unit roundoff of the scores' format: any order of a dot product in that format obeys it (Higham,
///   Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1), the scale being part of q.
/// - "stored-outputs": |o_x - mu_x| <= sum_i p_i G_i |v_ix| for every coordinate, where mu is full attention
/// over the
///   stored scores and G_i the error of a softmax and a weighted mean in the outputs' format. A weight
///   exp(fl(s_i - max)) has relative error at most e_i = exp((max - s_i + 8) u) - 1, an exponential being
///   trusted to 8 roundings; their sum has that of the mean e = sum p_i e_i and gamma_n of its additions, the
///   division adds u, the products and their sum gamma_{n+1}: G_i = (1 + e_i)/(1 - e) (1 + u)(1 +
///   gamma_{n+1})/(1 - gamma_n) - 1.
/// Everything is decided by balls. Where a format is too coarse for its n or d (n u >= 1/2, e >= 1/2) neither
/// bound exists: the numbers then count as `unbounded`, not as held.
[[nodiscard]] std::vector<ConsistencyRecord> check_consistency(const Dataset& dataset, std::size_t index,
                                                               const Row& row);

/// Adds the counts of later rows to those of earlier ones, check by check.
void merge(std::vector<ConsistencyRecord>& into, const std::vector<ConsistencyRecord>& later);

} // namespace tailmass
