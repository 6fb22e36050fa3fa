// Which build of the tool this is.
#pragma once

#include <string>

namespace tailmass::reports::text {

/// Returns the version and, in brackets, the commit that was built: `-dirty` where its sources were changed,
/// `unknown` where they were no checkout.
[[nodiscard]] std::string build_name();

/// Returns what `tailmass --version` prints: build, libraries and the SIMD targets of this processor, a line
/// each.
[[nodiscard]] std::string version_text();

} // namespace tailmass::reports::text
