// The fast path on the scores of a checked case, as the stable one is called: in T, float or double, which
// the row is rounded to.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/errors.hpp"

namespace tailmass::fast {

// Each gives what stable/ gives under its name, in double, with a bound that pays for rounding the row to T;
// NaN where T does not hold a finite score of the row, and where k_epsilon is not certain.

template <class T>
[[nodiscard]] stable::Estimate<> log_sum_exp(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> tail_mass(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> kl_divergence(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> k_epsilon(const Case& c);

// These need a Top-k head, k < n_f, the last three checkpoints.

template <class T>
[[nodiscard]] stable::Estimate<> boundary_gap(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> gap_bound(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> gap_bound_simple(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> gap_threshold(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> gap_lower_bound(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> gap_lower_bound_sharper(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> multi_gap_bound(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> multi_gap_known(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> multi_gap_two_sided(const Case& c);

// These need blocks, of which T must hold the ends of the intervals.

template <class T>
[[nodiscard]] stable::Estimate<> blockwise_lower(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> blockwise_upper(const Case& c);

// These need a block without masked keys, of a bounded interval.

template <class T>
[[nodiscard]] stable::Estimate<> block_moment_lower(const Case& c);
template <class T>
[[nodiscard]] stable::Estimate<> block_moment_upper(const Case& c);

} // namespace tailmass::fast
