// The greatest softmax average of given coefficients over a box of scores.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

#include <span>

namespace tailmass::stable {

/// max of sum p_i c_i over the scores of a box, among the n + 1 thresholds in the order of c (theorem
/// `vertex-softmax`). `keys` are at least one, finite at both ends of their intervals. O(n log n).
/// Error vertex_error(n) times the spread max c - min c, and u times itself, absolutely; e^{2 d} - 1 times
/// the spread where rounding to T moves the ends by d, and what it moves a coefficient; infinite where the
/// greatest or the least coefficient is beyond T.
template <class T = double>
[[nodiscard]] Estimate<T> vertex_maximum(std::span<const Key> keys, const ScoreBox& box);
/// Returns the maximum over the keys of finite score; the case needs a box.
template <class T = double>
[[nodiscard]] Estimate<T> vertex_maximum(const Case& c);
/// (18 + 220 n u) u, for n <= 2^24.
template <class T = double>
[[nodiscard]] double vertex_error(std::size_t keys);

} // namespace tailmass::stable
