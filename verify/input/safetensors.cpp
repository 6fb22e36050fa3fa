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

// Checks one entry against its own shape and the size of the data.
Tensor view(HeaderEntry& entry, std::span<const std::byte> data, const std::string& file) {
  const InputPlace place{file, entry.name};
  const std::string shape = shape_text(entry.shape);
  if (std::find(entry.shape.begin(), entry.shape.end(), 0) != entry.shape.end())
    throw InputError(place, fmt::format("shape {} has an axis of length zero", shape));
  const std::optional<std::size_t> size = byte_size(entry.dtype, entry.shape);
  if (!size)
    throw InputError(place, size_fault(entry.dtype, entry.shape));
  const std::string offsets = fmt::format("data_offsets [{}, {}]", entry.begin, entry.end);
  if (entry.begin > entry.end)
    throw InputError(place, offsets + " run backwards");
  if (entry.end > data.size())
    throw InputError(place, fmt::format("{} go past the end of the data ({} bytes)", offsets, data.size()));
  if (entry.end - entry.begin != *size)
    throw InputError(place, fmt::format("{} hold {} bytes, but shape {} of {} needs {}", offsets,
                                        entry.end - entry.begin, shape, dtype_name(entry.dtype), *size));
  return {std::move(entry.name), entry.dtype, std::move(entry.shape), data.subspan(entry.begin, *size)};
}

// Every tensor holds at least one byte, so in order of their start each must begin where the one before ends.
void require_exact_cover(const std::vector<Tensor>& tensors, std::span<const std::byte> data,
                         const std::string& file) {
  std::vector<const Tensor*> ordered;
  ordered.reserve(tensors.size());
  for (const Tensor& tensor : tensors)
    ordered.push_back(&tensor);
  std::sort(ordered.begin(), ordered.end(),
            [](const Tensor* a, const Tensor* b) { return a->bytes.data() < b->bytes.data(); });
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
  const std::string_view header(reinterpret_cast<const char*>(rest.data()), length);
  const std::span<const std::byte> data = rest.subspan(length);
  std::vector<Tensor> tensors;
  for (HeaderEntry& entry : parse_safetensors_header(header, file))
    tensors.push_back(view(entry, data, file));
  require_exact_cover(tensors, data, file);
  return tensors;
}

} // namespace tailmass::verify::input
