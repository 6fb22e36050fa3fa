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
/// - "stored-outputs": |o_x - mu_x| <= G sum_i p_i |v_ix| for every coordinate, where mu is full attention
/// over the
///   stored scores and G the error of softmax and a weighted mean in the outputs' format; see
///   output_factor().
/// Everything is decided by balls.
[[nodiscard]] std::vector<ConsistencyRecord> check_consistency(const Dataset& dataset, std::size_t index,
                                                               const Row& row);

/// G of "stored-outputs" for n keys whose scores span `range`, with unit roundoff u. A weight exp(fl(s_i -
/// max)) has relative error at most e = exp((range + exp_ulps) u) - 1, an exponential being trusted to
/// exp_ulps = 8 roundings; the sum of n of them adds gamma_n, the division u, the products and their sum
/// gamma_{n+1}. In all G = (1 + e)/(1 - e) (1 + gamma_n)/(1 - gamma_n) (1 + u) (1 + gamma_{n+1}) - 1.
[[nodiscard]] double output_factor(std::size_t n, double range, double unit_roundoff);

/// Adds the counts of later rows to those of earlier ones, check by check.
void merge(std::vector<ConsistencyRecord>& into, const std::vector<ConsistencyRecord>& later);

} // namespace tailmass
