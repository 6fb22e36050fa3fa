// Where a word is declared.
#pragma once

#include "verify/attention/declarations.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tailmass::verify::attention {

/// A text that declares a word, and how its place calls it.
struct DeclaredText {
  std::string_view key; ///< "lse_base", or the metadata's "X.lse_base"
  std::string_view text;
  bool in_metadata;
};

/// Returns what declares a word of the group X: what `given` says, else the metadata's X.word, else its word;
/// nothing where none does. It lives as long as these.
[[nodiscard]] std::optional<DeclaredText> declared_text(std::string_view word, const std::string& prefix,
                                                        const DeclaredTexts& given,
                                                        const DeclaredTexts& metadata);

} // namespace tailmass::verify::attention
