// What parent and child tell each other, and the memory that they share.
#pragma once

#include <cstddef>
#include <string>

namespace tailmass::properties::kernels {

/// A message has so many bytes at most.
inline constexpr std::size_t longest_message = 4096;

/// Sizes of the two zones of memory of a call.
struct Request {
  std::size_t input = 0, output = 0;
};

/// Throws std::runtime_error with the system's reason.
[[noreturn]] void fail(const char* what);

/// Maps a part of a file; null of no bytes. Throws std::runtime_error.
[[nodiscard]] std::byte* mapped(int file, std::size_t from, std::size_t bytes, int protection);

/// Sends a message whole; false where nobody receives it.
bool send_message(int socket, const void* bytes, std::size_t size);
/// Receives one; returns the number of its bytes, 0 where nobody sends any more.
[[nodiscard]] std::size_t receive_message(int socket, void* bytes, std::size_t most);
/// How what a message tells ended.
inline constexpr char status_well = 0, status_fault = 1, status_threw = 2;
/// Sends a status and a text.
bool send_text(int socket, char status, const std::string& text);

} // namespace tailmass::properties::kernels
