// Each word, group by group.
#include "verify/attention/unread_words.hpp"

#include "verify/attention/declared_text.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace tailmass::verify::attention {

namespace {

bool says_what_holds(const Word& word, std::string_view text) {
  Declarations declared;
  return word.declare(declared, text) && declared == Declarations{};
}

[[noreturn]] void fail(const std::string& file, std::string_view tensor, std::string_view key,
                       std::string_view unread) {
  throw input::InputError({file, std::string(tensor)},
                          fmt::format("{} is declared, and nothing reads {}", key, unread));
}

} // namespace

void require_metadata_read(std::span<const AttentionGroup> groups, const DeclaredTexts& given,
                           const DeclaredTexts& metadata, const std::string& file,
                           const std::function<bool(const Word&)>& elsewhere) {
  for (const Word& word : declaration_words()) {
    std::map<std::string_view, std::string_view> unread; // by key; empty where one group reads it
    for (const AttentionGroup& group : groups) {
      const std::optional<DeclaredText> found = declared_text(word.name, group.prefix, given, metadata);
      if (!found || !found->in_metadata || says_what_holds(word, found->text))
        continue;
      const std::string_view what = word.unread(group);
      if (std::string_view& of_key = unread.try_emplace(found->key, what).first->second; what.empty())
        of_key = what;
    }
    for (const auto& [key, what] : unread)
      if (!what.empty() && !(key == word.name && elsewhere(word)))
        fail(file, "__metadata__", key, what);
  }
}

void require_given_read(std::span<const GroupsOfFile> files, const DeclaredTexts& given) {
  for (const Word& word : declaration_words()) {
    const auto option = given.find(word.name);
    if (option == given.end() || says_what_holds(word, option->second))
      continue;
    const auto reads = [&](const AttentionGroup& group) { return word.unread(group).empty(); };
    const auto has_groups = [](const GroupsOfFile& each) { return !each.groups.empty(); };
    const auto first = std::ranges::find_if(files, has_groups);
    if (first != files.end() && std::ranges::none_of(files, [&](const GroupsOfFile& each) {
          return std::ranges::any_of(each.groups, reads);
        }))
      fail(first->file, first->groups.front().naming().name, word.name, word.unread(first->groups.front()));
  }
}

} // namespace tailmass::verify::attention
