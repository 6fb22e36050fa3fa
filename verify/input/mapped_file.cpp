// Mapping of a file by mmap.
#include "verify/input/mapped_file.hpp"

#include "verify/input/input_error.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <limits>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tailmass::verify::input {
namespace {

// A descriptor that is closed on every way out; the mapping outlives it.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

std::string system_reason(const std::string& what, int code) {
  return what + ": " + std::generic_category().message(code);
}

std::span<const std::byte> map(const std::filesystem::path& path) {
  const InputPlace place{path.string()};
  // O_NONBLOCK: opening a pipe that nobody writes to must fail below, not wait.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0)
    throw InputError(place, errno == ENOENT ? "no such file" : system_reason("cannot be opened", errno));
  struct stat status = {};
  if (::fstat(descriptor.number(), &status) != 0)
    throw InputError(place, system_reason("cannot be examined", errno));
  if (S_ISDIR(status.st_mode))
    throw InputError(place, "is a directory");
  if (!S_ISREG(status.st_mode))
    throw InputError(place, "is not a regular file");
  if (status.st_size <= 0)
    throw InputError(place, "is empty (0 bytes): write or download it again");
  if (static_cast<std::uintmax_t>(status.st_size) > std::numeric_limits<std::size_t>::max())
    throw InputError(place, "is too large to map");
  const auto size = static_cast<std::size_t>(status.st_size);
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
  if (start == MAP_FAILED)
    throw InputError(place, system_reason("cannot be mapped", errno));
  return {static_cast<const std::byte*>(start), size};
}

void unmap(std::span<const std::byte> bytes) {
  if (!bytes.empty())
    ::munmap(const_cast<std::byte*>(bytes.data()), bytes.size());
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : bytes_(map(path)) {}

MappedFile::~MappedFile() {
  unmap(bytes_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    unmap(bytes_);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

} // namespace tailmass::verify::input
