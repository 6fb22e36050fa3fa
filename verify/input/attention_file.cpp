// Opening a file of attention scores by its format.
#include "verify/input/attention_file.hpp"

#include "verify/input/npy.hpp"
#include "verify/input/safetensors.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace tailmass {
namespace {

enum class Format { npy, safetensors };

// The magic of .npy is no possible header length of a .safetensors file, so content never tells both.
Format format_of(std::span<const std::byte> content, const std::filesystem::path& path) {
  if (is_npy(content) || path.extension() == ".npy")
    return Format::npy;
  if (path.extension() == ".safetensors" || is_safetensors(content))
    return Format::safetensors;
  throw InputError({path.string()}, "is neither a .npy nor a .safetensors file");
}

std::vector<Tensor> read(std::span<const std::byte> content, const std::filesystem::path& path) {
  if (format_of(content, path) == Format::npy)
    return {parse_npy(content, path.string(), path.stem().string())};
  return parse_safetensors(content, path.string());
}

// The one array of a .npy file is the scores whatever its name.
TensorNames defaults(TensorNames names, std::span<const std::byte> content,
                     const std::vector<Tensor>& tensors) {
  if (is_npy(content) && !names.scores)
    names.scores = tensors.front().name;
  return names;
}

} // namespace

AttentionFile::AttentionFile(const std::filesystem::path& path, const TensorNames& names)
    : mapping_(path), file_(path.string()), tensors_(read(mapping_.bytes(), path)),
      groups_(group_tensors(tensors_, defaults(names, mapping_.bytes(), tensors_), file_)) {}

const Tensor* AttentionFile::find(std::string_view name) const {
  const auto found = std::find_if(tensors_.begin(), tensors_.end(),
                                  [&](const Tensor& tensor) { return tensor.name == name; });
  return found == tensors_.end() ? nullptr : &*found;
}

std::vector<std::string> AttentionFile::ungrouped() const {
  // Parsed tensors are disjoint and not empty, so their address identifies them.
  std::unordered_set<const std::byte*> used;
  for (const AttentionGroup& group : groups_) {
    used.insert(group.scores.bytes.data());
    for (const auto* part : {&group.values, &group.queries, &group.keys, &group.outputs, &group.indices,
                             &group.lse, &group.truncated})
      if (*part)
        used.insert((*part)->bytes.data());
  }
  std::vector<std::string> names;
  for (const Tensor& tensor : tensors_)
    if (!used.contains(tensor.bytes.data()))
      names.push_back(tensor.name);
  return names;
}

InputError AttentionFile::error(const Tensor& tensor, std::size_t row, std::string reason) const {
  return InputError({file_, tensor.name, row_index(tensor, row)}, std::move(reason));
}

} // namespace tailmass
