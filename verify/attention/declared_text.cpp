// The command before the file, the group before all.
#include "verify/attention/declared_text.hpp"

namespace tailmass::verify::attention {

std::optional<DeclaredText> declared_text(std::string_view word, const std::string& prefix,
                                          const DeclaredTexts& given, const DeclaredTexts& metadata) {
  if (const auto option = given.find(word); option != given.end())
    return DeclaredText{option->first, option->second, false};
  const auto of_group = metadata.find(prefix + "." + std::string(word));
  const auto found = of_group != metadata.end() ? of_group : metadata.find(word);
  return found == metadata.end() ? std::nullopt
                                 : std::optional(DeclaredText{found->first, found->second, true});
}

} // namespace tailmass::verify::attention
