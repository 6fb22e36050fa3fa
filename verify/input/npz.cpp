// Arrays of an archive, each parsed as the .npy file that it is.
#include "verify/input/npz.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/npy.hpp"
#include "verify/input/zip_archive.hpp"

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace tailmass::verify::input {
namespace {

constexpr std::string_view suffix = ".npy";

Tensor refused(std::string name, std::string reason) {
  Tensor tensor;
  tensor.name = std::move(name);
  tensor.dtype = DType::Unknown;
  tensor.refusal = std::move(reason);
  return tensor;
}

Tensor array_of(const ZipMember& member, Storage& storage, const std::string& file) {
  if (!member.name.ends_with(suffix))
    return refused(member.name, "is no .npy file");
  const std::string name = member.name.substr(0, member.name.size() - suffix.size());
  if (std::string reason = zip_refusal(member); !reason.empty())
    return refused(name, std::move(reason));
  const std::span<const std::byte> content = unpacked(member, storage.buffers.emplace_back(), file);
  try {
    return parse_npy(content, file, name);
  } catch (const InputError& fault) {
    return refused(name, fault.reason());
  }
}

} // namespace

bool is_npz(std::span<const std::byte> content) {
  return first_zip_member(content).ends_with(suffix);
}

std::vector<Tensor> parse_npz(std::span<const std::byte> content, const std::filesystem::path& path,
                              Storage& storage) {
  const std::string file = path.string();
  std::vector<Tensor> tensors;
  std::unordered_set<std::string> names;
  for (const ZipMember& member : zip_members(content, file)) {
    tensors.push_back(array_of(member, storage, file));
    if (!names.insert(tensors.back().name).second)
      throw InputError({file, tensors.back().name}, "is in the archive twice");
  }
  return tensors;
}

} // namespace tailmass::verify::input
