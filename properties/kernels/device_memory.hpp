// Memory of a kernel's device, to which the memory of a call is copied and from which it is fetched.
#pragma once

#include "properties/kernels/include/tailmass/kernel.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tailmass::properties::kernels {

/// What a call's tensors lie in while the kernel runs: copies, with their guard bands, of the memory that the
/// child shares with its parent. Used in the child, by one thread.
class DeviceMemory {
public:
  /// Throws std::runtime_error where what the library gives is incomplete.
  explicit DeviceMemory(const tailmass_kernel_memory* given);
  ~DeviceMemory();
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;

  [[nodiscard]] DLDevice device() const { return functions_.device; }

  /// Copies both there. Returns what went wrong; empty where nothing did.
  [[nodiscard]] std::string send(std::span<const std::byte> input, std::span<const std::byte> output);
  /// Copies the output back, and looks whether the input is as it was sent: of memory of a device nothing
  /// keeps a kernel from writing it. Returns what went wrong likewise.
  [[nodiscard]] std::string fetch(std::span<const std::byte> input, std::span<std::byte> output);

  /// Where they are.
  [[nodiscard]] const std::byte* input() const { return input_.memory; }
  [[nodiscard]] std::byte* output() const { return output_.memory; }

private:
  struct Room {
    std::byte* memory = nullptr;
    std::size_t bytes = 0;
  };
  [[nodiscard]] std::string copy_in(Room& room, std::span<const std::byte> from);

  tailmass_kernel_memory functions_;
  Room input_, output_;
  std::vector<std::byte> input_after_; ///< the call
};

} // namespace tailmass::properties::kernels
