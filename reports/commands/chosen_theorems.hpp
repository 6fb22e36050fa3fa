// Theorems as a command line names them.
#pragma once

#include "theory/theorems/theorem.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// Returns the ids of the catalogue.
[[nodiscard]] std::vector<std::string> theorem_ids();

/// Returns those, and the ids of what does not hold: `list` explains each.
[[nodiscard]] std::vector<std::string> explained_ids();

/// Returns the theorems of the ids, each once, in the order given; the whole catalogue where none is. Throws
/// UsageError for an id that no theorem has.
[[nodiscard]] std::vector<const Theorem*> chosen_theorems(const std::vector<std::string>& ids);

} // namespace tailmass::reports::commands
