// Questions about a case that the input doubles answer exactly: hypotheses and equality cases share them.
#pragma once

#include "theory/nouns/case.hpp"

namespace tailmass {

/// Whether all the named keys have one and the same score.
[[nodiscard]] bool same_score(const Scores& scores, std::span<const Key> keys);
/// All finite scores of the head are equal and no kept key is masked.
[[nodiscard]] bool head_constant(const Case& c);
/// All finite scores of the tail are equal; true of an empty tail.
[[nodiscard]] bool finite_tail_constant(const Case& c);
/// The finite scores are all equal.
[[nodiscard]] bool all_equal(const Case& c);
/// The value vectors are constant on the head and constant on the tail, masked keys aside.
[[nodiscard]] bool values_constant_on_each_side(const Case& c);

[[nodiscard]] bool is_top_k(const Case& c);
[[nodiscard]] bool k_below_finite_count(const Case& c);
[[nodiscard]] bool tail_has_mass(const Case& c);
[[nodiscard]] bool every_key_finite(const Case& c);
/// The case has a query with its keys, and at least one search.
[[nodiscard]] bool searches_given(const Case& c);

} // namespace tailmass
