// Which numbers scales and sinks may be.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <string>

namespace tailmass::verify::attention {

/// Throws InputError (naming `file`) for a scale that is no finite number of float32 and for a sink that is
/// NaN or +inf, of a group whose shapes fit.
void require_numbers(const AttentionGroup& group, const std::string& file);

} // namespace tailmass::verify::attention
