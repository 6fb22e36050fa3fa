// Writing, synchronising, renaming.
#include "verify/cases/whole_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace tailmass::verify::cases {

namespace {

std::error_code last_error() {
  return {errno, std::generic_category()};
}

std::error_code write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return last_error();
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) != 0 && errno != EINVAL && errno != EROFS ? last_error() : std::error_code();
}

/// Opens, writes, closes.
std::error_code write_file(const std::filesystem::path& path, int flags, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0644);
  if (file < 0)
    return last_error();
  std::error_code error = write_all(file, text);
  if (::close(file) != 0 && !error)
    error = last_error();
  return error;
}

} // namespace

std::error_code write_whole_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored); // of what a link names
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return write_file(path, 0, text);
  const std::filesystem::path whole = // a link stays one
      std::filesystem::is_symlink(path, ignored) ? std::filesystem::weakly_canonical(path, ignored) : path;
  std::filesystem::path unfinished = whole;
  unfinished += fmt::format(".{}.tmp", ::getpid());
  std::error_code error = write_file(unfinished, O_CREAT | O_TRUNC, text);
  if (!error)
    std::filesystem::rename(unfinished, whole, error);
  if (error)
    std::filesystem::remove(unfinished, ignored);
  return error;
}

} // namespace tailmass::verify::cases
