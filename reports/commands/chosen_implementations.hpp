// The implementations and the regimes that options name.
#pragma once

#include "theory/implementations.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// Returns what an option may name: quantities, then quantity/variant/type, then "all".
[[nodiscard]] std::vector<std::string> implementation_names();

/// Returns those that are named so, each once, in the order of the names. Throws UsageError for a name that
/// none has.
[[nodiscard]] std::vector<Implementation> chosen_implementations(const std::vector<std::string>& names);

/// Returns the names of the regimes.
[[nodiscard]] std::vector<std::string> regime_names();

} // namespace tailmass::reports::commands
