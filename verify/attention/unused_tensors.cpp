// Other words for the parts of an attention.
#include "verify/attention/unused_tensors.hpp"

#include "verify/attention/attention_parts.hpp"

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

} // namespace

std::vector<std::string> unused_tensors(const AttentionFile& file) {
  constexpr std::size_t most = 20;
  std::vector<std::string> lines;
  std::vector<std::string> others;
  for (const std::string& name : file.ungrouped()) {
    const std::string remedies = meant(*file.find(name), file);
    if (!remedies.empty() && lines.size() < most)
      lines.push_back(fmt::format("{} is not used: did you mean {}?", input::in_quotes(name), remedies));
    else
      others.push_back(input::in_quotes(name));
  }
  if (others.empty())
    return lines;
  const std::size_t named = std::min(others.size(), most - lines.size());
  const std::size_t more = others.size() - named;
  others.resize(named);
  if (more > 0)
    others.push_back(fmt::format("{} more", more));
  lines.push_back(fmt::format("not used: {}", fmt::join(others, ", ")));
  return lines;
}

} // namespace tailmass::verify::attention
