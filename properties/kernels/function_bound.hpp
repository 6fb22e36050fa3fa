// What plain arithmetic may add to a function's error.
#pragma once

#include "properties/kernels/function_name.hpp"
#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

#include <string_view>
#include <vector>

namespace tailmass::properties::kernels {

/// Returns a bound of the error of each number that plain arithmetic computes of a case: scores from which
/// the maximum is subtracted first, exponentials and logarithms of at most one unit in the last place, sums
/// term by term in any order, one rounding of the result where its format is half. `numbers`: n for softmax,
/// else 1.
///
/// With x_i = s_(1) - s_i, N the keys whose weight is not 0 in the type, u its unit roundoff: a weight is off
/// by (3 x_i + 2) u, the difference, its change of base and the exponential, and the sum of all by
/// E = sum_i p_i (3 x_i + 2) u + (N - 1) u. Then
///   log_sum_exp: |error| <= E + 2 u |ln Z| + u |ln Z + s_(1)|;
///   softmax:     |error| <= p_i ((3 x_i + 2) u + E + 2 u), a quotient or a reciprocal and a product;
///   tail_mass:   |error| <= tau ((sums over the tail, then over all, as E) + 2 u).
/// Others, which are made of several sums, or of differences of these: 2 (N + w + 4) u (|x| + a), w the width
/// of the scores that weigh, a 1 where the quantity is a logarithm or a difference of masses and else 0. All
/// of it widened for products of roundings; n times the smallest normal number beside it, as exponentials may
/// be flushed to 0.
[[nodiscard]] std::vector<stable::ErrorBound>
plain_bounds(std::string_view quantity, verify::input::DType dtype, const Case& c, std::size_t numbers);

} // namespace tailmass::properties::kernels
