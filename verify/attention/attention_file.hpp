// A file of attention scores, opened.
#pragma once

#include "verify/attention/attention_group.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::attention {

/// Returns the extensions of the formats, as ".npy, .npz or .safetensors".
[[nodiscard]] std::string formats_in_words();

/// A .npy, .npz or .safetensors file, or the index of several .safetensors files, mapped, with its tensors
/// grouped. Tensors and groups are views of the mapping: valid as long as this object or the one that it was
/// moved into lives; those of a program, as long as it keeps them.
///
/// A .npy file is one group of scores only, whose last axis is the keys and whose name is the file's stem;
/// the only array of a .npz file is the scores too. A
/// part whose name ends in ".npy" and is no tensor of the file is the array of that other file. The format is
/// told by the content, and by the extension where the content tells nothing; what is in place of a tensor
/// file (a pointer, a page, an archive) is named.
class AttentionFile {
public:
  /// Throws InputError for every fault of the file: see MappedFile, parse_npy(), parse_npz(),
  /// parse_safetensors(), parse_shards(), shards_metadata() and group_tensors().
  explicit AttentionFile(const std::filesystem::path& path, const TensorNames& names = {});
  /// Groups tensors of a program as those of a file of that name. Throws like group_tensors().
  AttentionFile(std::string name, std::vector<input::Tensor> tensors, const TensorNames& names);

  /// The path as it was given, for messages.
  [[nodiscard]] const std::string& file() const { return file_; }
  /// Returns the bytes of the file, then of the others that it names; nothing of tensors in memory.
  [[nodiscard]] std::vector<std::span<const std::byte>> contents() const;
  /// At least one.
  [[nodiscard]] std::span<const AttentionGroup> groups() const { return groups_; }
  /// Every tensor of the file, grouped or not.
  [[nodiscard]] std::span<const input::Tensor> tensors() const { return tensors_; }
  /// The tensor of that name, or null.
  [[nodiscard]] const input::Tensor* find(std::string_view name) const;
  /// Returns the metadata of the file, of an index what declares alone; of other formats and of tensors in
  /// memory nothing.
  [[nodiscard]] const DeclaredTexts& metadata() const { return metadata_; }
  /// Names of the tensors that no group uses, so that a reader can be told of them.
  [[nodiscard]] std::vector<std::string> ungrouped() const;

private:
  std::optional<input::MappedFile> mapping_;
  input::Storage storage_;
  std::string file_;
  std::vector<input::Tensor> tensors_;
  DeclaredTexts metadata_;
  std::vector<AttentionGroup> groups_;
};

} // namespace tailmass::verify::attention
