// What a kernel says of itself.
#pragma once

#include "properties/kernels/include/tailmass/kernel.h"
#include "verify/input/dtype.hpp"

#include <cstddef>
#include <string>

namespace tailmass::properties::kernels {

/// What tailmass_kernel_info says, with what it leaves open filled in.
struct KernelInfo {
  std::string name;
  bool indices = false, lse = false, output = false; ///< what it writes
  verify::input::DType scores{}, values{}, lse_dtype{}, output_dtype{};
  bool base_two = false;
  std::size_t least_keys = 1, most_keys = 1, keys_multiple = 1;
  std::size_t least_k = 1, most_k = 1;
  std::size_t dimension = 0; ///< 0: any
  std::size_t most_rows = 1;
  bool thread_safe = false;
};

/// Returns it as text, in the process that called the kernel. Throws std::runtime_error where it is of
/// another ABI or says what no kernel can be.
[[nodiscard]] std::string told(const tailmass_kernel_info* info);
/// Reads that text.
[[nodiscard]] KernelInfo info_of(const std::string& text);

} // namespace tailmass::properties::kernels
