// Opening a file of attention scores by its format.
#include "verify/attention/attention_file.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/attention/unread_words.hpp"
#include "verify/input/foreign_file.hpp"
#include "verify/input/npy.hpp"
#include "verify/input/npz.hpp"
#include "verify/input/safetensors.hpp"
#include "verify/input/shard_index.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace tailmass::verify::attention {
namespace {

using Bytes = std::span<const std::byte>;

/// Whether a key is a word of declarations, of all groups or of one.
bool declares(std::string_view key) {
  return std::ranges::any_of(declaration_words(), [&](const Word& word) {
    return key.ends_with(word.name) &&
           (key.size() == word.name.size() || key[key.size() - word.name.size() - 1] == '.');
  });
}

/// A format of files: how one is known, and what it holds.
struct Format {
  std::string_view extension;
  bool (*is)(Bytes content);
  /// What it reads or unpacks beside `content` is kept in `storage`.
  std::vector<input::Tensor> (*parse)(Bytes content, const std::filesystem::path& path,
                                      input::Storage& storage);
  bool arrays; ///< without groups and metadata: where there is one, it is the scores whatever its name
  /// Null where there is none.
  DeclaredTexts (*metadata)(Bytes content, const std::filesystem::path& path, const input::Storage& storage);
};

// The first that knows a file reads it. The magic of .npy is no possible header length of a .safetensors
// file.
constexpr Format formats[] = {
    {".npy", input::is_npy,
     [](Bytes content, const std::filesystem::path& path, input::Storage&) {
       return std::vector{input::parse_npy(content, path.string(), path.stem().string())};
     },
     true, nullptr},
    {".npz", input::is_npz, input::parse_npz, true, nullptr},
    {".safetensors", input::is_safetensors,
     [](Bytes content, const std::filesystem::path& path, input::Storage&) {
       return input::parse_safetensors(content, path.string());
     },
     false,
     [](Bytes content, const std::filesystem::path& path, const input::Storage&) {
       return input::safetensors_metadata(content, path.string());
     }},
    {".index.json", input::is_shard_index, input::parse_shards, false,
     [](Bytes content, const std::filesystem::path& path, const input::Storage& storage) {
       return input::shards_metadata(content, path, storage, declares);
     }},
};

const Format& format_of(Bytes content, const std::filesystem::path& path) {
  for (const Format& format : formats)
    if (format.is(content))
      return format;
  if (const std::optional<std::string> foreign = input::foreign_file(content))
    throw input::InputError({path.string()}, *foreign);
  std::string names;
  for (const Format& format : formats) {
    if (path.extension() == format.extension)
      return format;
    names += (names.empty() ? "neither a " : " nor a ") + std::string(format.extension);
  }
  throw input::InputError({path.string()}, "is " + names + " file");
}

TensorNames defaults(TensorNames names, const Format& format, const std::vector<input::Tensor>& tensors) {
  if (format.arrays && tensors.size() == 1)
    names.tensors.try_emplace("scores", tensors.front().name);
  return names;
}

/// Adds the arrays of the other .npy files that parts are named by.
void add_named_files(const TensorNames& names, std::vector<input::Tensor>& tensors, input::Storage& storage) {
  for (const auto& [part, name] : names.tensors)
    if (name.ends_with(".npy") && std::ranges::find(tensors, name, &input::Tensor::name) == tensors.end()) {
      storage.files.emplace_back(name);
      tensors.push_back(input::parse_npy(storage.files.back().bytes(), name, name));
    }
}

} // namespace

std::string formats_in_words() {
  std::string words;
  for (const Format& format : formats) {
    if (!words.empty())
      words += &format == &std::end(formats)[-1] ? " or " : ", ";
    words += format.extension;
  }
  return words;
}

AttentionFile::AttentionFile(const std::filesystem::path& path, const TensorNames& names)
    : mapping_(path), file_(path.string()) {
  const Bytes content = mapping_->bytes();
  const Format& format = format_of(content, path);
  tensors_ = format.parse(content, path, storage_);
  if (format.metadata)
    metadata_ = format.metadata(content, path, storage_);
  const TensorNames all = defaults(names, format, tensors_);
  add_named_files(all, tensors_, storage_);
  groups_ = group_tensors(tensors_, all, metadata_, file_);
}

AttentionFile::AttentionFile(std::string name, std::vector<input::Tensor> tensors, const TensorNames& names)
    : file_(std::move(name)), tensors_(std::move(tensors)),
      groups_(group_tensors(tensors_, names, {}, file_)) {
  require_given_read(std::array{GroupsOfFile{file_, groups_}}, names.declared);
}

std::vector<std::span<const std::byte>> AttentionFile::contents() const {
  std::vector<std::span<const std::byte>> all;
  if (mapping_)
    all.push_back(mapping_->bytes());
  for (const input::MappedFile& file : storage_.files)
    all.push_back(file.bytes());
  return all;
}

const input::Tensor* AttentionFile::find(std::string_view name) const {
  const auto found = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const input::Tensor& tensor) { return tensor.name == name; });
  return found == tensors_.end() ? nullptr : &*found;
}

std::vector<std::string> AttentionFile::ungrouped() const {
  std::unordered_set<std::string_view> used; // no two tensors of a file have one name
  for (const AttentionGroup& group : groups_) {
    for (const AttentionPart& part : attention_parts())
      if (const std::optional<input::Tensor>& tensor = group.*part.tensor)
        used.insert(tensor->name);
  }
  std::vector<std::string> names;
  for (const input::Tensor& tensor : tensors_)
    if (!used.contains(tensor.name))
      names.push_back(tensor.name);
  return names;
}

} // namespace tailmass::verify::attention
