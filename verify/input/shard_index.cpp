// Opening the files that an index names.
#include "verify/input/shard_index.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/safetensors.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tailmass::verify::input {
namespace {

using Json = nlohmann::json;

std::string_view as_text(std::span<const std::byte> content) {
  return {reinterpret_cast<const char*>(content.data()), content.size()};
}

// The tensors that each file should have.
std::map<std::string, std::set<std::string>> named_files(std::span<const std::byte> content,
                                                         const std::string& file) {
  const std::string_view text = as_text(content);
  const Json index = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
    throw InputError({file}, "is no index of shards: it must be a JSON object with an object weight_map");
  std::map<std::string, std::set<std::string>> files;
  for (const auto& [tensor, shard] : index["weight_map"].items()) {
    if (!shard.is_string())
      throw InputError({file, tensor}, "weight_map must give the name of a file");
    const std::string name = shard.get<std::string>();
    // A name with folders in it could lead anywhere.
    if (name.empty() || name == "." || name == ".." ||
        name.find_first_of(std::string_view("/\0", 2)) != name.npos)
      throw InputError({file, tensor}, fmt::format("{} is not a file beside the index", in_quotes(name)));
    files[name].insert(tensor);
  }
  return files;
}

} // namespace

bool is_shard_index(std::span<const std::byte> content) {
  const std::string_view text = as_text(content);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && text[start] == '{' &&
         text.find("\"weight_map\"") != std::string_view::npos && text.find('\0') == std::string_view::npos;
}

std::vector<Tensor> parse_shards(std::span<const std::byte> content, const std::filesystem::path& path,
                                 Storage& storage) {
  std::vector<Tensor> tensors;
  std::map<std::string, std::string> file_of;
  for (auto& [name, missing] : named_files(content, path.string())) {
    const std::filesystem::path shard = path.parent_path() / name;
    storage.files.emplace_back(shard);
    for (Tensor& tensor : parse_safetensors(storage.files.back().bytes(), shard.string())) {
      const auto [first, added] = file_of.emplace(tensor.name, name);
      if (!added)
        throw InputError({shard.string(), tensor.name},
                         fmt::format("is in {} too", in_quotes(first->second)));
      missing.erase(tensor.name);
      tensors.push_back(std::move(tensor));
    }
    if (!missing.empty())
      throw InputError({shard.string(), *missing.begin()}, "no such tensor, though the index names it");
  }
  return tensors;
}

std::map<std::string, std::string, std::less<>> shards_metadata(std::span<const std::byte> content,
                                                                const std::filesystem::path& path,
                                                                const Storage& storage,
                                                                bool (*must_agree)(std::string_view key)) {
  std::map<std::string, std::string, std::less<>> metadata;
  std::map<std::string, std::string> file_of;
  auto mapping = storage.files.begin();
  for (const auto& [name, tensors] : named_files(content, path.string())) {
    const std::string shard = (path.parent_path() / name).string();
    for (const auto& [key, value] : safetensors_metadata((mapping++)->bytes(), shard)) {
      const auto [first, added] = metadata.emplace(key, value);
      if (added)
        file_of[key] = name;
      else if (first->second != value && must_agree(key))
        throw InputError({shard, "__metadata__"},
                         fmt::format("{} is {}, and {} in {}", key, in_quotes(value),
                                     in_quotes(first->second), in_quotes(file_of[key])));
    }
  }
  return metadata;
}

} // namespace tailmass::verify::input
