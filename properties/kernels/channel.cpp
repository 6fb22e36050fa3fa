// Messages over a socket, and mapping.
#include "properties/kernels/channel.hpp"

#include "properties/kernels/child.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/socket.h>
#include <system_error>

namespace tailmass::properties::kernels {

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

std::byte* mapped(int file, std::size_t from, std::size_t bytes, int protection) {
  if (bytes == 0)
    return nullptr;
  void* at = mmap(nullptr, bytes, protection, MAP_SHARED, file, static_cast<off_t>(from));
  if (at == MAP_FAILED)
    fail("shared memory");
  return static_cast<std::byte*>(at);
}

bool send_message(int socket, const void* bytes, std::size_t size) {
  ssize_t sent = -1;
  do
    sent = send(socket, bytes, size, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(size);
}

std::size_t receive_message(int socket, void* bytes, std::size_t most) {
  ssize_t got = -1;
  do
    got = recv(socket, bytes, most, 0);
  while (got < 0 && errno == EINTR);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

bool send_text(int socket, char status, const std::string& text) {
  const std::string message = status + text.substr(0, longest_message - 1);
  return send_message(socket, message.data(), message.size());
}

std::size_t whole_pages(std::size_t bytes) {
  constexpr std::size_t page = 4096;
  return (bytes + page - 1) / page * page;
}

} // namespace tailmass::properties::kernels
