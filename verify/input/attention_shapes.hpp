// The check that the tensors of a group fit each other.
#pragma once

#include "verify/input/attention_group.hpp"

#include <string>

namespace tailmass {

/// Throws InputError (naming `file`) unless every tensor of the group is floating and has the axes that
/// AttentionGroup states; a mismatch names both tensors and their shapes.
void require_fitting(const AttentionGroup& group, const std::string& file);

} // namespace tailmass
