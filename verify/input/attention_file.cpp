// Opening a file of attention scores by its format.
#include "verify/input/attention_file.hpp"

#include "verify/input/attention_parts.hpp"
#include "verify/input/foreign_file.hpp"
#include "verify/input/npy.hpp"
#include "verify/input/npz.hpp"
#include "verify/input/safetensors.hpp"
#include "verify/input/shard_index.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace tailmass::verify::input {
namespace {

using Bytes = std::span<const std::byte>;

/// A format of files: how one is known, and what it holds.
struct Format {
  std::string_view extension;
  bool (*is)(Bytes content);
  /// What it reads or unpacks beside `content` is kept in `storage`.
  std::vector<Tensor> (*parse)(Bytes content, const std::filesystem::path& path, Storage& storage);
  bool arrays; ///< without groups and metadata: where there is one, it is the scores whatever its name
  /// Null where there is none.
  DeclaredTexts (*metadata)(Bytes content, const std::filesystem::path& path, const Storage& storage);
};

// The first that knows a file reads it. The magic of .npy is no possible header length of a .safetensors
// file.
constexpr Format formats[] = {
    {".npy", is_npy,
     [](Bytes content, const std::filesystem::path& path, Storage&) {
       return std::vector{parse_npy(content, path.string(), path.stem().string())};
     },
     true, nullptr},
    {".npz", is_npz, parse_npz, true, nullptr},
    {".safetensors", is_safetensors,
     [](Bytes content, const std::filesystem::path& path, Storage&) {
       return parse_safetensors(content, path.string());
     },
     false,
     [](Bytes content, const std::filesystem::path& path, const Storage&) {
       return safetensors_metadata(content, path.string());
     }},
    {".index.json", is_shard_index, parse_shards, false, shards_metadata},
};

const Format& format_of(Bytes content, const std::filesystem::path& path) {
  for (const Format& format : formats)
    if (format.is(content))
      return format;
  if (const std::optional<std::string> foreign = foreign_file(content))
    throw InputError({path.string()}, *foreign);
  std::string names;
  for (const Format& format : formats) {
    if (path.extension() == format.extension)
      return format;
    names += (names.empty() ? "neither a " : " nor a ") + std::string(format.extension);
  }
  throw InputError({path.string()}, "is " + names + " file");
}

TensorNames defaults(TensorNames names, const Format& format, const std::vector<Tensor>& tensors) {
  if (format.arrays && tensors.size() == 1)
    names.tensors.try_emplace("scores", tensors.front().name);
  return names;
}

/// Adds the arrays of the other .npy files that parts are named by.
void add_named_files(const TensorNames& names, std::vector<Tensor>& tensors, Storage& storage) {
  for (const auto& [part, name] : names.tensors)
    if (name.ends_with(".npy") && std::ranges::find(tensors, name, &Tensor::name) == tensors.end()) {
      storage.files.emplace_back(name);
      tensors.push_back(parse_npy(storage.files.back().bytes(), name, name));
    }
}

} // namespace

AttentionFile::AttentionFile(const std::filesystem::path& path, const TensorNames& names)
    : mapping_(path), file_(path.string()) {
  const Format& format = format_of(mapping_.bytes(), path);
  tensors_ = format.parse(mapping_.bytes(), path, storage_);
  DeclaredTexts metadata;
  if (format.metadata)
    metadata = format.metadata(mapping_.bytes(), path, storage_);
  const TensorNames all = defaults(names, format, tensors_);
  add_named_files(all, tensors_, storage_);
  groups_ = group_tensors(tensors_, all, metadata, file_);
}

const Tensor* AttentionFile::find(std::string_view name) const {
  const auto found = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const Tensor& tensor) { return tensor.name == name; });
  return found == tensors_.end() ? nullptr : &*found;
}

std::vector<std::string> AttentionFile::ungrouped() const {
  std::unordered_set<std::string_view> used; // no two tensors of a file have one name
  for (const AttentionGroup& group : groups_) {
    for (const AttentionPart& part : attention_parts())
      if (const std::optional<Tensor>& tensor = group.*part.tensor)
        used.insert(tensor->name);
  }
  std::vector<std::string> names;
  for (const Tensor& tensor : tensors_)
    if (!used.contains(tensor.name))
      names.push_back(tensor.name);
  return names;
}

} // namespace tailmass::verify::input
