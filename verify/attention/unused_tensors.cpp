// Other words for the parts of an attention.
#include "verify/attention/unused_tensors.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/attention/declarations.hpp"
#include "verify/input/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tailmass::verify::attention {
namespace {

// Where the last word of a name starts.
std::size_t word_start(std::string_view name) {
  const std::size_t separator = name.find_last_of("./:");
  return separator == std::string_view::npos ? 0 : separator + 1;
}

// The option or the name by which a tensor becomes that part, if a group lacks it.
std::optional<std::string> remedy(const AttentionPart& part, const input::Tensor& tensor,
                                  const AttentionFile& file) {
  const std::span<const AttentionGroup> groups = file.groups();
  if (groups.size() == 1)
    return groups[0].*part.tensor
               ? std::nullopt
               : std::optional(fmt::format("{} {}", option_of(part.name), input::printable(tensor.name)));
  const std::size_t start = word_start(tensor.name);
  const std::string prefix = tensor.name.substr(0, start == 0 ? 0 : start - 1);
  for (const AttentionGroup& group : groups)
    if (group.prefix == prefix && !(group.*part.tensor))
      return fmt::format("the name {}",
                         input::in_quotes(prefix + (start == 0 ? "" : ".") + std::string(part.name)));
  return std::nullopt;
}

std::string meant(const input::Tensor& tensor, const AttentionFile& file) {
  std::vector<std::string> remedies;
  for (const AttentionPart& part : attention_parts())
    if (is_called(part, tensor))
      if (const std::optional<std::string> found = remedy(part, tensor, file))
        remedies.push_back(*found);
  return fmt::format("{}", fmt::join(remedies, " or "));
}

// The key of metadata that was meant by one: the same if it is one, none if it is taken for another
// program's.
std::optional<std::string> key_meant(const std::string& key, const std::string& text,
                                     std::span<const std::string> groups) {
  const std::span<const Word> words = declaration_words();
  const std::size_t point = key.find_last_of('.');
  const std::string word = key.substr(point == std::string::npos ? 0 : point + 1);
  const std::optional<std::string> nearest = input::nearest_name(word, input::names_in(words, &Word::name));
  Declarations ignored;
  if (!nearest || !std::ranges::find(words, *nearest, &Word::name)->declare(ignored, text))
    return std::nullopt;
  if (point == std::string::npos)
    return nearest;
  std::string group = key.substr(0, point);
  if (std::ranges::find(groups, group) == groups.end())
    group = input::nearest_name(group, groups).value_or(groups.front());
  return group.empty() ? nearest : std::optional(group + "." + *nearest);
}

/// A tensor that is not used because another is missing.
struct Half {
  const input::Tensor* tensor;
  const char* missing;
};

/// Queries without keys, and keys without queries, where scores are stored.
std::vector<Half> halves_of_products(const AttentionFile& file) {
  std::vector<Half> halves;
  for (const AttentionGroup& group : file.groups()) {
    if (group.queries && !group.keys)
      halves.push_back({&*group.queries, "keys"});
    if (!group.keys || group.queries)
      continue;
    const bool are_values = group.values && group.values->name == group.keys->name;
    if (!are_values && !group.block_table) // of pages they tell the size and the count
      halves.push_back({&*group.keys, "queries"});
    if (!are_values && group.key_scales)
      halves.push_back({&*group.key_scales, "queries"});
  }
  return halves;
}

} // namespace

std::vector<std::string> unused_tensors(const AttentionFile& file) {
  constexpr std::size_t most = 20;
  std::vector<std::string> lines, others;
  for (const Half& half : halves_of_products(file))
    if (const std::string name = input::in_quotes(half.tensor->name); lines.size() < most)
      lines.push_back(fmt::format("{} is not used without {} beside it", name, half.missing));
    else
      others.push_back(name);
  for (const std::string& name : file.ungrouped()) {
    const std::string remedies = meant(*file.find(name), file);
    if (!remedies.empty() && lines.size() < most)
      lines.push_back(fmt::format("{} is not used: did you mean {}?", input::in_quotes(name), remedies));
    else
      others.push_back(input::in_quotes(name));
  }
  if (others.empty())
    return lines;
  const std::size_t named = std::min(others.size(), most - std::min(most, lines.size()));
  const std::size_t more = others.size() - named;
  others.resize(named);
  if (more > 0)
    others.push_back(fmt::format("{} more", more));
  lines.push_back(fmt::format("not used: {}", fmt::join(others, ", ")));
  return lines;
}

std::vector<std::string> unused_words(const AttentionFile& file) {
  const std::vector<std::string> groups = input::names_in(file.groups(), &AttentionGroup::prefix);
  std::vector<std::string> lines;
  for (const auto& [key, text] : file.metadata())
    if (const std::optional<std::string> meant = key_meant(key, text, groups); meant && *meant != key)
      lines.push_back(fmt::format("metadata {} is not used: did you mean {}?", input::in_quotes(key),
                                  input::printable(*meant)));
  return lines;
}

} // namespace tailmass::verify::attention
