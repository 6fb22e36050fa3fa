// Where the tensors of a call stand in the memory that a child shares, and the guard bands around them.
#pragma once

#include "properties/kernels/kernel_info.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tailmass::properties::kernels {

/// The sizes of one call.
struct CallShape {
  std::size_t rows = 1, keys = 1, k = 1, dimension = 1;
};

/// A run of bytes.
struct Zone {
  std::size_t from = 0, bytes = 0;
};

/// What one call of the kernel writes.
struct WrittenZones {
  Zone indices, lse, output;
};

/// How a call ended, written by the child.
struct CallEnd {
  std::int32_t code = 0;
  std::array<char, 256> message{};
};

/// The case is called twice in a row, to see whether the same comes out.
inline constexpr std::size_t calls = 2;

/// The memory of a call. The input starts with its CallShape, the output with `calls` CallEnds.
struct CallMemory {
  CallMemory(const KernelInfo& info, const CallShape& shape);

  Zone scores, values;
  std::array<WrittenZones, calls> written;
  std::size_t input = 0, output = 0; ///< bytes of all

  /// Fills what surrounds the input's tensors with NaN; a kernel that reads on sees it.
  void guard_input(std::span<std::byte> memory) const;
  /// Fills the output's guard bands, and its tensors with NaN and with no index of any key.
  void guard_output(std::span<std::byte> memory) const;
  /// Returns what was written beside the tensors of a call, "4 bytes after the end of its lse"; else nothing.
  [[nodiscard]] std::string trespass(std::span<const std::byte> memory) const;
};

} // namespace tailmass::properties::kernels
