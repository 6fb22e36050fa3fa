// The real scores that come with the suite.
#pragma once

#include <filesystem>
#include <vector>

namespace tailmass::verify::attention {

/// Returns their files, those of the language model first; see verify/data/README.md for where they come
/// from.
[[nodiscard]] std::vector<std::filesystem::path> bundled_files();

/// Returns those of the text recogniser alone, whose scores are stored and all visible.
[[nodiscard]] std::vector<std::filesystem::path> recogniser_files();

} // namespace tailmass::verify::attention
