// What a user is told of tensors and words that no part of a run reads.
#pragma once

#include "verify/cases/dataset.hpp"

namespace tailmass::reports::commands {

/// Prints on standard error, once for each file, the tensors and the metadata's words that it has and that
/// nothing uses.
void tell_unused(const verify::cases::Dataset& dataset);

} // namespace tailmass::reports::commands
