// The .safetensors format.
#pragma once

#include "verify/input/tensor.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::input {

/// Whether the bytes look like a .safetensors file: a header length that the file can hold, then '{'.
bool is_safetensors(std::span<const std::byte> content);

/// The tensors of a .safetensors file of that content, in the order of its header, as views of `content`.
/// Throws InputError (naming `file`, and the tensor where there is one) when the header is longer than the
/// file or than 100 MB or is not as parse_safetensors_header() requires, when offsets do not match shape
/// and dtype, or when the tensors do not cover the data exactly: no overlap, hole or rest. A tensor of an
/// unknown dtype or with an axis of length zero is given with its refusal.
std::vector<Tensor> parse_safetensors(std::span<const std::byte> content, const std::string& file);

/// The `__metadata__` of such a file, by key. Throws InputError for a header that parse_safetensors()
/// refuses.
std::map<std::string, std::string, std::less<>> safetensors_metadata(std::span<const std::byte> content,
                                                                     const std::string& file);

} // namespace tailmass::verify::input
