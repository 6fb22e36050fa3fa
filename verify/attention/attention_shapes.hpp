// The check that the tensors of a group are of their types and fit each other.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <string>

namespace tailmass::verify::attention {

/// Throws InputError (naming `file`) unless every tensor of the group has the type that AttentionGroup
/// states.
void require_types(const AttentionGroup& group, const std::string& file);

/// Returns the extents that the scores, or the queries and keys, of a group have. Throws InputError where
/// these have too few axes for the layout, or the layout does not go with them.
[[nodiscard]] Extents extents_of(const AttentionGroup& group, const std::string& file);

/// Throws InputError unless every tensor has the axes that AttentionGroup states; a mismatch names both
/// tensors and their shapes.
void require_fitting(const AttentionGroup& group, const Extents& extents, const std::string& file);

/// Throws InputError where a tensor lacks another that it says nothing without: `truncated` indices and
/// values, `selection` indices, `outputs` values, scales what they scale, keys and values of I8 their scales.
void require_whole(const AttentionGroup& group, const std::string& file);

} // namespace tailmass::verify::attention
