// The check that what is declared is read.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <span>
#include <string>

namespace tailmass::verify::attention {

/// Throws InputError (naming `file`) of the first word that is declared, for one group or for all, and that
/// no group reads for which it is. What declares no more than holds without it may stand anywhere.
void require_read(std::span<const AttentionGroup> groups, const DeclaredTexts& given,
                  const DeclaredTexts& metadata, const std::string& file);

} // namespace tailmass::verify::attention
