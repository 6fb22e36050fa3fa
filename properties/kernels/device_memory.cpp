// Allocating on a device, and copying by the library's own functions.
#include "properties/kernels/device_memory.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::properties::kernels {

DeviceMemory::DeviceMemory(const tailmass_kernel_memory* given) : functions_{} {
  if (given == nullptr)
    throw std::runtime_error("tailmass_kernel_device gives nothing");
  if (given->size < sizeof functions_) // nothing beyond it can be read
    throw std::runtime_error(fmt::format("tailmass_kernel_device: its struct is of {} bytes instead of {}",
                                         given->size, sizeof functions_));
  functions_ = *given;
  if (!functions_.allocate || !functions_.release || !functions_.to_device || !functions_.to_host)
    throw std::runtime_error(
        "tailmass_kernel_device: it lacks one of allocate, release, to_device and to_host");
}

DeviceMemory::~DeviceMemory() {
  for (const Room& room : {input_, output_})
    if (room.memory)
      functions_.release(room.memory);
}

std::string DeviceMemory::copy_in(Room& room, std::span<const std::byte> from) {
  if (room.bytes < from.size()) {
    if (room.memory)
      functions_.release(room.memory);
    room = {static_cast<std::byte*>(functions_.allocate(from.size())), from.size()};
  }
  if (!room.memory) {
    room.bytes = 0;
    return fmt::format("allocate gave no {} bytes of its device", from.size());
  }
  const int code = functions_.to_device(room.memory, from.data(), from.size());
  return code == TAILMASS_OK ? std::string() : fmt::format("to_device failed with code {}", code);
}

std::string DeviceMemory::send(std::span<const std::byte> input, std::span<const std::byte> output) {
  std::string fault = copy_in(input_, input);
  return fault.empty() ? copy_in(output_, output) : fault;
}

std::string DeviceMemory::fetch(std::span<const std::byte> input, std::span<std::byte> output) {
  input_after_.resize(input.size());
  for (const auto& [room, to] : {std::pair(input_, std::span(input_after_)), {output_, output}})
    if (const int code = functions_.to_host(to.data(), room.memory, to.size()); code != TAILMASS_OK)
      return fmt::format("to_host failed with code {}", code);
  return std::ranges::equal(input, input_after_) ? std::string() : "wrote to its inputs";
}

} // namespace tailmass::properties::kernels
