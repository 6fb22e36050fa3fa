// Text that outlives the process that wrote it.
#pragma once

#include <filesystem>
#include <string_view>

namespace tailmass::verify::cases {

/// Throws InputError that names the path and what `errno` says.
[[noreturn]] void fail_writing(const std::filesystem::path& path);

/// Writes a text to an open file, and waits until the disk has it where there is one. Throws InputError,
/// naming `path`.
void write_durably(int file, std::string_view text, const std::filesystem::path& path);

} // namespace tailmass::verify::cases
