// Reading what a kernel says of itself.
#include "properties/kernels/kernel_info.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

using verify::input::DType;

constexpr std::size_t open_most_keys = 131072, open_most_k = 2048, open_most_rows = 4;
constexpr std::size_t longest_name = 100;

/// Unknown where it is no format of a kernel's tensors.
DType dtype_of(const DLDataType& type) {
  if (type.lanes == 1 && type.code == kDLBfloat && type.bits == 16)
    return DType::BF16;
  if (type.lanes != 1 || type.code != kDLFloat)
    return DType::Unknown;
  return type.bits == 64   ? DType::F64
         : type.bits == 32 ? DType::F32
         : type.bits == 16 ? DType::F16
                           : DType::Unknown;
}

std::size_t open_or(std::int64_t number, std::size_t otherwise) {
  return number == 0 ? otherwise : static_cast<std::size_t>(number);
}

void check(const tailmass_kernel_info& info) {
  const auto require = [](bool holds, const char* what) {
    if (!holds)
      throw std::runtime_error(fmt::format("tailmass_kernel_describe: {}", what));
  };
  constexpr std::uint32_t all = TAILMASS_INDICES | TAILMASS_LSE | TAILMASS_OUTPUT;
  require(info.results != 0 && (info.results & ~all) == 0, "results are none, or none that this ABI knows");
  require(info.name != nullptr, "it has no name");
  for (const DLDataType& type : {info.scores, info.values, info.lse, info.output})
    require(dtype_of(type) != DType::Unknown, "a format is none of float64, float32, float16, bfloat16");
  require(info.lse_base == 0 || info.lse_base == 2, "the base of the log-sum-exp is neither 0 (e) nor 2");
  for (const std::int64_t number : {info.least_keys, info.most_keys, info.keys_multiple, info.least_k,
                                    info.most_k, info.dimension, info.most_rows})
    require(number >= 0, "a size is negative");
  const std::size_t multiple = open_or(info.keys_multiple, 1);
  require(open_or(info.most_keys, open_most_keys) / multiple * multiple >= open_or(info.least_keys, 1),
          "no number of keys is allowed");
  require(open_or(info.most_k, open_most_k) >= open_or(info.least_k, 1), "no k is allowed");
  require(open_or(info.least_k, 1) <= open_or(info.most_keys, open_most_keys), "no row has so many keys");
}

} // namespace

std::string told(const tailmass_kernel_info* info) {
  if (info == nullptr)
    throw std::runtime_error("tailmass_kernel_describe gives nothing");
  if (info->abi != TAILMASS_KERNEL_ABI) // nothing else of it can be read
    throw std::runtime_error(
        fmt::format("is of kernel ABI {}; this is ABI {}", info->abi, TAILMASS_KERNEL_ABI));
  check(*info);
  std::string text(sizeof *info, '\0');
  std::memcpy(text.data(), info, sizeof *info);
  return text + std::string(info->name).substr(0, longest_name);
}

KernelInfo info_of(const std::string& text) {
  tailmass_kernel_info info{};
  std::memcpy(&info, text.data(), sizeof info);
  const std::size_t multiple = open_or(info.keys_multiple, 1);
  return {.name = text.substr(sizeof info),
          .indices = (info.results & TAILMASS_INDICES) != 0,
          .lse = (info.results & TAILMASS_LSE) != 0,
          .output = (info.results & TAILMASS_OUTPUT) != 0,
          .scores = dtype_of(info.scores),
          .values = dtype_of(info.values),
          .lse_dtype = dtype_of(info.lse),
          .output_dtype = dtype_of(info.output),
          .base_two = info.lse_base == 2,
          .least_keys = std::max(open_or(info.least_keys, 1), open_or(info.least_k, 1)),
          .most_keys = open_or(info.most_keys, open_most_keys) / multiple * multiple,
          .keys_multiple = multiple,
          .least_k = open_or(info.least_k, 1),
          .most_k = open_or(info.most_k, open_most_k),
          .dimension = open_or(info.dimension, 0),
          .most_rows = open_or(info.most_rows, open_most_rows),
          .thread_safe = info.thread_safe != 0};
}

} // namespace tailmass::properties::kernels
