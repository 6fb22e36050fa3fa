// The source tree, for tests that read its files.
#pragma once

#include <string>

namespace tailmass::tests {

/// Returns the absolute path of a file or folder of the source tree, named from its root.
[[nodiscard]] std::string source_path(const std::string& name);

} // namespace tailmass::tests
