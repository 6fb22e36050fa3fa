// Each word, group by group.
#include "verify/attention/unread_words.hpp"

#include "verify/attention/declared_text.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace tailmass::verify::attention {

namespace {

bool says_what_holds(const Word& word, std::string_view text) {
  Declarations declared;
  return word.declare(declared, text) && declared == Declarations{};
}

/// What is unread of a key that declares a word, so far, and where that was said or is seen.
struct Unread {
  std::string_view what, tensor;
};

} // namespace

void require_read(std::span<const AttentionGroup> groups, const DeclaredTexts& given,
                  const DeclaredTexts& metadata, const std::string& file) {
  for (const Word& word : declaration_words()) {
    std::map<std::string_view, Unread> keys;
    for (const AttentionGroup& group : groups) {
      const std::optional<DeclaredText> found = declared_text(word.name, group.prefix, given, metadata);
      if (!found || says_what_holds(word, found->text))
        continue;
      const std::string_view what = word.unread(group);
      const std::string_view tensor =
          found->in_metadata ? std::string_view("__metadata__") : std::string_view(group.naming().name);
      if (Unread& key = keys.try_emplace(found->key, Unread{what, tensor}).first->second; what.empty())
        key.what = what;
    }
    for (const auto& [key, unread] : keys)
      if (!unread.what.empty())
        throw input::InputError({file, std::string(unread.tensor)},
                                fmt::format("{} is declared, and nothing reads {}", key, unread.what));
  }
}

} // namespace tailmass::verify::attention
