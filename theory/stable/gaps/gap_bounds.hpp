// Bounds of the tail mass from the ordered scores: each is the mass of a row whose scores were moved.
#pragma once

#include "theory/stable/distribution/softmax.hpp"

namespace tailmass::stable {

// All of them need a Top-k head and 1 <= k < n_f. None forms e^{+Delta}, which overflows: an upper bound
// cannot become 0 by it. Where no error is stated it is that of Split::tail_mass with the counts as sums.

/// Whether the bounds from ordered scores speak about the case.
[[nodiscard]] bool has_gap(const Case& c);

/// Delta_k = s_(k) - s_(k+1). Error u, and what rounding moves both scores; infinite where the difference
/// overflows.
template <class T = double>
[[nodiscard]] Estimate<T> boundary_gap(const Case& c);
/// 1/(1 + (k/(n_f - k)) e^{Delta_k}), as (n_f - k) e^{-Delta}/(k + (n_f - k) e^{-Delta}).
template <class T = double>
[[nodiscard]] Estimate<T> gap_bound(const Case& c);
/// ((n_f - k)/k) e^{-Delta_k}: the odds of gap_bound.
template <class T = double>
[[nodiscard]] Estimate<T> gap_bound_simple(const Case& c);
/// ln((n_f - k)/k) + ln((1 - eps)/eps) = ln x, x = (n_f - k)(1 - eps)/(k eps).
/// For 1/2 < x < 2 the two logarithms cancel: log1p((n_f - k - n_f eps)/(k eps)), whose numerator one fma
/// gives within u. Error there: 3 u of the argument y times the condition y/((1 + y) log1p y) <= 1.45 on
/// [-1/2, 1], and libm_error. Elsewhere 4 u of x over |ln x| >= ln 2, less the uncertainty of the comparison,
/// and libm_error; where x overflows, ln((n_f - k)(1 - eps)/k) - ln eps, no smaller than 80, within (3
/// u)/80 + 2 libm_error + u. Rounding eps to eps' adds |eps' - eps|/(eps (1 - eps)) at the worse of both.
template <class T = double>
[[nodiscard]] Estimate<T> gap_threshold(const Case& c);
/// 1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}).
template <class T = double>
[[nodiscard]] Estimate<T> gap_lower_bound(const Case& c);
/// l/(k e^{s_(1)} + l), l = e^{s_(k+1)} + (n_f - k - 1) e^{s_(n_f)}.
template <class T = double>
[[nodiscard]] Estimate<T> gap_lower_bound_sharper(const Case& c);
/// G/(k + G), G = sum (m_{i+1} - m_i) e^{s_(m_i + 1) - s_(k)} over the tail checkpoints.
template <class T = double>
[[nodiscard]] Estimate<T> multi_gap_bound(const Case& c);
/// Returns that bound with m_i = k + i for i < known_gaps and one last segment.
template <class T = double>
[[nodiscard]] Estimate<T> multi_gap_known(const Case& c);
/// G/(A + G), A = sum (c_j - c_{j-1}) e^{s_(c_j) - s_(k)} over the head checkpoints.
template <class T = double>
[[nodiscard]] Estimate<T> multi_gap_two_sided(const Case& c);

} // namespace tailmass::stable
