// A file mapped read-only into memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace tailmass::verify::input {

/// Owns a read-only mapping of a whole regular file; the bytes stay where they are when it is moved.
/// A file that another process truncates while it is mapped ends the program with SIGBUS, as with every
/// mapping.
class MappedFile {
public:
  /// Throws InputError when the file is missing, empty, a directory or other non-regular file, or not
  /// readable.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

private:
  std::span<const std::byte> bytes_;
};

/// What tensors are views of, beside the file that was opened: other files, and data that had to be unpacked.
/// All of it stays where it is when this is moved or grows.
struct Storage {
  std::vector<MappedFile> files = {};
  std::vector<std::vector<std::byte>> buffers = {};
};

} // namespace tailmass::verify::input
