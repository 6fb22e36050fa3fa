// Files that lie where a tensor file is expected: pointers, pages and archives.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace tailmass::verify::input {

/// Returns what a file of that content is and what to do about it, as the reason of an InputError ("is a Git
/// LFS pointer, not the file itself: .."), if it starts like one of the files that downloads and frameworks
/// leave in place of tensors; nothing for all else.
[[nodiscard]] std::optional<std::string> foreign_file(std::span<const std::byte> content);

} // namespace tailmass::verify::input
