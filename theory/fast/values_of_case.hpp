// The fast path on the values of a checked case, in double.
#pragma once

#include "theory/fast/outputs/outputs.hpp"
#include "theory/nouns/case.hpp"

namespace tailmass::fast {

/// Whether the case has values, and the head that the fast path takes: the Top-k set that prefers lower keys.
[[nodiscard]] bool has_lower_keys(const Case& c);

// These need that.

/// Returns outputs, variances and bounds of the error of the case's truncation.
[[nodiscard]] Outputs outputs_of(const Case& c);
/// Returns max |v_i - v_j| over head i and tail j; needs a tail of finite scores.
[[nodiscard]] Enclosure diameter_of(const Case& c);
/// Returns that times the tail mass; 0 without a tail.
[[nodiscard]] Enclosure diameter_bound_of(const Case& c);

} // namespace tailmass::fast
