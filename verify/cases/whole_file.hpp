// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace tailmass::verify::cases {

/// Writes a file under no name, or under another where there are only named ones, piece by piece and through
/// to the disk, and then gives it its own, so that whoever reads `path` finds all of it or what was there
/// before, however the process ends; what is no regular file, as a pipe, is written as it is.
class WholeFile {
public:
  explicit WholeFile(const std::filesystem::path& path);
  /// Removes what was not finished.
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  void write(std::string_view text);
  /// Ends the file. Returns why it could not be written.
  [[nodiscard]] std::error_code finish();

private:
  std::filesystem::path whole_;
  std::filesystem::path unfinished_; // empty where the file is written as it is
  int file_ = -1;
  std::error_code error_;
};

/// Writes such a file at once. Returns why it could not be written.
[[nodiscard]] std::error_code write_whole_file(const std::filesystem::path& path, std::string_view text);

} // namespace tailmass::verify::cases
