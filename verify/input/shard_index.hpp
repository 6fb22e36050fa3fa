// The index of a model in several .safetensors files (model.safetensors.index.json).
#pragma once

#include "verify/input/mapped_file.hpp"
#include "verify/input/tensor.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::input {

/// Whether the bytes look like such an index: JSON that has a weight_map.
bool is_shard_index(std::span<const std::byte> content);

/// Maps every file that the index at `path` names, once, into `storage`, and gives the tensors of all as of
/// one file, as views of the mappings, in the order of the files' names. Throws InputError when the index is
/// not an object whose weight_map is one of strings, names a file that does not lie beside it or a tensor
/// that is not in its file, when two files have a tensor of one name, and for every fault of a file.
std::vector<Tensor> parse_shards(std::span<const std::byte> content, const std::filesystem::path& path,
                                 Storage& storage);

/// Returns the `__metadata__` of all the files that parse_shards() mapped, by key. Throws InputError, naming
/// both files, where two of them differ in a key that must agree; of others the first stands.
std::map<std::string, std::string, std::less<>> shards_metadata(std::span<const std::byte> content,
                                                                const std::filesystem::path& path,
                                                                const Storage& storage,
                                                                bool (*must_agree)(std::string_view key));

} // namespace tailmass::verify::input
