// Framing and layout checks of a .safetensors file.
#include "verify/input/safetensors.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/safetensors_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace tailmass::verify::input {
namespace {

constexpr std::size_t length_bytes = 8;
// The limit of the reference implementation.
constexpr std::uint64_t max_header = 100'000'000;

std::uint64_t header_length(std::span<const std::byte> content) {
  std::uint64_t length = 0;
  std::memcpy(&length, content.data(), sizeof length);
  return length;
}

struct Parts {
  std::string_view header;
  std::span<const std::byte> data;
};

Parts parts_of(std::span<const std::byte> content, const std::string& file) {
  const InputPlace place{file};
  if (content.size() < length_bytes)
    throw InputError(place, "is too short for a .safetensors header length");
  const std::uint64_t length = header_length(content);
  const std::span<const std::byte> rest = content.subspan(length_bytes);
  if (length > max_header)
    throw InputError(place, fmt::format("header of {} bytes is longer than {} bytes", length, max_header));
  if (length > rest.size())
    throw InputError(place, fmt::format("header of {} bytes is longer than the file ({} bytes left)", length,
                                        rest.size()));
  return {std::string_view(reinterpret_cast<const char*>(rest.data()), length), rest.subspan(length)};
}

// Why a tensor cannot be used though its file can; empty if it can.
std::string refusal(const HeaderEntry& entry, DType dtype) {
  if (dtype == DType::Unknown)
    return fmt::format("dtype {} is unknown", in_quotes(entry.dtype));
  if (std::find(entry.shape.begin(), entry.shape.end(), 0) != entry.shape.end())
    return fmt::format("shape {} has an axis of length zero", shape_text(entry.shape));
  return {};
}

// Checks one entry against its own shape and the size of the data.
Tensor view(HeaderEntry& entry, std::span<const std::byte> data, const std::string& file) {
  const InputPlace place{file, entry.name};
  const std::string shape = shape_text(entry.shape);
  const DType dtype = dtype_named(entry.dtype);
  const std::optional<std::size_t> size = byte_size(dtype, entry.shape);
  if (!size)
    throw InputError(place, size_fault(dtype, entry.shape));
  const std::string offsets = fmt::format("data_offsets [{}, {}]", entry.begin, entry.end);
  if (entry.begin > entry.end)
    throw InputError(place, offsets + " run backwards");
  if (entry.end > data.size())
    throw InputError(place, fmt::format("{} go past the end of the data ({} bytes)", offsets, data.size()));
  if (dtype != DType::Unknown && entry.end - entry.begin != *size)
    throw InputError(place, fmt::format("{} hold {} bytes, but shape {} of {} needs {}", offsets,
                                        entry.end - entry.begin, shape, entry.dtype, *size));
  std::string refused = refusal(entry, dtype);
  return {std::move(entry.name), dtype, std::move(entry.shape),
          data.subspan(entry.begin, entry.end - entry.begin), std::move(refused)};
}

// In order of their start, of an empty one before the one that starts there, each must begin where the one
// before ends.
void require_exact_cover(const std::vector<Tensor>& tensors, std::span<const std::byte> data,
                         const std::string& file) {
  std::vector<const Tensor*> ordered;
  ordered.reserve(tensors.size());
  for (const Tensor& tensor : tensors)
    ordered.push_back(&tensor);
  std::sort(ordered.begin(), ordered.end(), [](const Tensor* a, const Tensor* b) {
    return std::pair(a->bytes.data(), a->bytes.size()) < std::pair(b->bytes.data(), b->bytes.size());
  });
  const std::byte* covered = data.data();
  const Tensor* before = nullptr;
  for (const Tensor* tensor : ordered) {
    const std::byte* begin = tensor->bytes.data();
    if (begin < covered)
      throw InputError({file, tensor->name},
                       fmt::format("its data overlap those of {}", in_quotes(before->name)));
    if (begin > covered)
      throw InputError({file, tensor->name},
                       fmt::format("a hole of {} bytes lies before its data", begin - covered));
    covered = begin + tensor->bytes.size();
    before = tensor;
  }
  const std::byte* end = data.data() + data.size();
  if (covered != end)
    throw InputError({file}, fmt::format("the last {} bytes belong to no tensor", end - covered));
}

} // namespace

bool is_safetensors(std::span<const std::byte> content) {
  return content.size() > length_bytes && header_length(content) <= content.size() - length_bytes &&
         content[length_bytes] == std::byte{'{'};
}

std::vector<Tensor> parse_safetensors(std::span<const std::byte> content, const std::string& file) {
  const auto [header, data] = parts_of(content, file);
  std::vector<Tensor> tensors;
  for (HeaderEntry& entry : parse_safetensors_header(header, file).entries)
    tensors.push_back(view(entry, data, file));
  require_exact_cover(tensors, data, file);
  return tensors;
}

std::map<std::string, std::string, std::less<>> safetensors_metadata(std::span<const std::byte> content,
                                                                     const std::string& file) {
  return parse_safetensors_header(parts_of(content, file).header, file).metadata;
}

} // namespace tailmass::verify::input
