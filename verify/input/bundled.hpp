// The real scores that come with the suite.
#pragma once

#include <filesystem>
#include <vector>

namespace tailmass::verify::input {

/// Their files; see verify/data/README.md for where they come from.
[[nodiscard]] std::vector<std::filesystem::path> bundled_files();

} // namespace tailmass::verify::input
