// Which build of the tool this is.
#pragma once

#include <string>

namespace tailmass {

/// Returns what `tailmass --version` prints: build, libraries and the SIMD targets of this processor, a line
/// each.
[[nodiscard]] std::string version_text();

} // namespace tailmass
