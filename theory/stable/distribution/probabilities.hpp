// The softmax of a row, key by key.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

#include <vector>

namespace tailmass::stable {

/// n probabilities p_i = e^{s_i - top}/sum, of every key; 0 where masked, and 1 where all others are.
/// Relative error: those of weight, sum and rounding of s_i, and u of the quotient. The weight loses less
/// than 3/2 smallest_subnormal where it underflows, beside a sum of at least 1, and the quotient half of one.
template <class T = double>
[[nodiscard]] std::vector<Estimate<T>> softmax(const Case& c);

} // namespace tailmass::stable
