// Completion of the command's words in shells.
#pragma once

#include "reports/text/outline.hpp"

#include <array>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// A shell and the script that teaches it the command's words.
struct Shell {
  std::string_view name;
  std::string (*script)(const VerbOutline& command);
};

[[nodiscard]] std::string bash_completion(const VerbOutline& command);
[[nodiscard]] std::string zsh_completion(const VerbOutline& command);
[[nodiscard]] std::string fish_completion(const VerbOutline& command);

inline constexpr std::array shells{Shell{"bash", bash_completion}, Shell{"zsh", zsh_completion},
                                   Shell{"fish", fish_completion}};

} // namespace tailmass::reports::text
