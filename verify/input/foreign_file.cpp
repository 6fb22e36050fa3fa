// Foreign files told by how they start.
#include "verify/input/foreign_file.hpp"

#include "verify/input/zip_archive.hpp"

#include <algorithm>
#include <string_view>

namespace tailmass::verify::input {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view save_tensors = ": save its tensors as .safetensors";
constexpr std::string_view unpack = ": unpack it first";

struct Signature {
  std::size_t offset;
  std::string_view start;
  std::string_view what;
  std::string_view advice;
};

constexpr Signature signatures[] = {
    {0, "version https://git-lfs.github.com/spec/", "is a Git LFS pointer, not the file itself",
     ": fetch it with git lfs pull"},
    {0, "/annex/objects/", "is a git-annex pointer, not the file itself", ": fetch it with git annex get"},
    {0, "PK\5\6", "is a zip archive without files", ""},
    {0, "\x1f\x8b", "is compressed by gzip", unpack},
    {0, "BZh", "is compressed by bzip2", unpack},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     "is compressed by xz", unpack},
    {0, "\x28\xb5\x2f\xfd", "is compressed by zstd", unpack},
    {0, "7z\xbc\xaf\x27\x1c", "is a 7z archive", unpack},
    {257, "ustar", "is a tar archive", unpack},
    {0, "\x89HDF\r\n\x1a\n", "is an HDF5 file", save_tensors},
    {0, "GGUF", "is a GGUF file", save_tensors},
    {0, "\x80\2", "is a Python pickle (what torch.save wrote before 1.6)", save_tensors},
    {0, "\x80\3", "is a Python pickle", save_tensors},
    {0, "\x80\4", "is a Python pickle", save_tensors},
    {0, "\x80\5", "is a Python pickle", save_tensors},
};

std::string_view after_space(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF"))
    text.remove_prefix(3);
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

std::optional<std::string> text_reason(std::string_view text) {
  text = after_space(text);
  if (text.starts_with('<'))
    return "is an HTML or XML page, as servers send in place of a file: download the file itself";
  if (!text.starts_with('{') && !text.starts_with('['))
    return std::nullopt;
  const std::string_view next = after_space(text.substr(1));
  if (next.empty() || (text.starts_with('{') && !next.starts_with('"') && !next.starts_with('}')))
    return std::nullopt;
  return "is JSON, not a file of tensors: give a .safetensors, .npy or .npz file";
}

// A .safetensors file that was cut within its header can start by chance like another: its first eight bytes
// are a length below 2^40, and '{' follows.
bool is_cut_safetensors(std::string_view text) {
  return text.size() > 8 && text[8] == '{' && text.substr(5, 3) == "\0\0\0"sv;
}

} // namespace

std::optional<std::string> foreign_file(std::span<const std::byte> content) {
  const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  if (is_cut_safetensors(text))
    return std::nullopt;
  if (text.starts_with("PK\3\4"))
    return (first_zip_member(content).ends_with("/data.pkl")
                ? "is a file of torch.save"
                : "is a zip archive, but no .npz (.pt and others are)") +
           std::string(save_tensors);
  for (const Signature& each : signatures)
    if (text.substr(std::min(each.offset, text.size())).starts_with(each.start))
      return std::string(each.what) + std::string(each.advice);
  return text_reason(text);
}

} // namespace tailmass::verify::input
