// What a user is told of tensors that no part of a run reads.
#pragma once

#include "verify/cases/dataset.hpp"

namespace tailmass::reports::commands {

/// Prints on standard error, once for each file, the tensors that it has and that nothing uses.
void tell_unused(const verify::cases::Dataset& dataset);

} // namespace tailmass::reports::commands
