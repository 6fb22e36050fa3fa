// Writing and synchronising.
#include "verify/cases/durable_file.hpp"

#include "verify/input/input_error.hpp"

#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace tailmass::verify::cases {

void fail_writing(const std::filesystem::path& path) {
  throw input::InputError({path.string()}, "cannot be written: " + std::generic_category().message(errno));
}

void write_durably(int file, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      fail_writing(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0 && errno != EINVAL) // what cannot be synchronised, as a pipe, says EINVAL
    fail_writing(path);
}

} // namespace tailmass::verify::cases
