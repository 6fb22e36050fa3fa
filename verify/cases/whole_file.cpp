// Writing without a name, synchronising, naming.
#include "verify/cases/whole_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tailmass::verify::cases {

namespace {

std::error_code last_error() {
  return {errno, std::generic_category()};
}

/// The name by which a file that has none can be linked.
std::string link_of(int file) {
  return fmt::format("/proc/self/fd/{}", file);
}

bool is_nameless(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 0;
}

/// Opens a file without a name beside `path`: nothing is left of it where the process is ended. Returns a
/// negative number where the file system has no such files, or nothing to link them by.
int open_nameless(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int file = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0 || ::access(link_of(file).c_str(), F_OK) == 0)
    return file;
  (void)::close(file);
  return -1;
}

} // namespace

WholeFile::WholeFile(const std::filesystem::path& path) : whole_(path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored); // of what a link names
  const bool as_it_is = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  if (!as_it_is) {
    if (std::filesystem::is_symlink(path, ignored)) // a link stays one
      whole_ = std::filesystem::weakly_canonical(path, ignored);
    unfinished_ = whole_;
    unfinished_ += fmt::format(".{}.tmp", ::getpid());
  }
  if (as_it_is) {
    file_ = ::open(whole_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    file_ = open_nameless(whole_);
    if (file_ < 0)
      file_ = ::open(unfinished_.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_TRUNC, 0644);
  }
  if (file_ < 0)
    error_ = last_error();
}

WholeFile::~WholeFile() {
  if (file_ < 0)
    return;
  (void)::close(file_);
  std::error_code ignored;
  if (!unfinished_.empty())
    std::filesystem::remove(unfinished_, ignored);
}

void WholeFile::write(std::string_view text) {
  while (!text.empty() && !error_) {
    const ssize_t written = ::write(file_, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error_ = last_error();
  }
}

std::error_code WholeFile::finish() {
  if (file_ < 0)
    return error_;
  if (!error_ && ::fsync(file_) != 0 && errno != EINVAL && errno != EROFS)
    error_ = last_error();
  std::error_code ignored;
  if (!error_ && is_nameless(file_)) {
    std::filesystem::remove(unfinished_, ignored); // of a process of this number that was ended
    if (::linkat(AT_FDCWD, link_of(file_).c_str(), AT_FDCWD, unfinished_.c_str(), AT_SYMLINK_FOLLOW) != 0)
      error_ = last_error();
  }
  if (::close(std::exchange(file_, -1)) != 0 && !error_)
    error_ = last_error();
  if (unfinished_.empty())
    return error_;
  if (!error_)
    std::filesystem::rename(unfinished_, whole_, error_);
  if (error_)
    std::filesystem::remove(unfinished_, ignored);
  return error_;
}

std::error_code write_whole_file(const std::filesystem::path& path, std::string_view text) {
  WholeFile file(path);
  file.write(text);
  return file.finish();
}

} // namespace tailmass::verify::cases
