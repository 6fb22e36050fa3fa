// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace tailmass::verify::cases {

/// Writes a file under another name, through to the disk, and then gives it its own, so that whoever reads
/// `path` finds all of it or what was there before; what is no regular file, as a pipe, is written as it is.
/// Returns why it could not.
[[nodiscard]] std::error_code write_whole_file(const std::filesystem::path& path, std::string_view text);

} // namespace tailmass::verify::cases
