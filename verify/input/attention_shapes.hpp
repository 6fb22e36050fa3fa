// The check that the tensors of a group fit each other.
#pragma once

#include "verify/input/attention_group.hpp"

#include <string>

namespace tailmass::verify::input {

/// Throws InputError (naming `file`) unless every tensor of the group has the type and the axes that
/// AttentionGroup states, and `truncated` has indices and values; a mismatch names both tensors and their
/// shapes.
void require_fitting(const AttentionGroup& group, const std::string& file);

} // namespace tailmass::verify::input
