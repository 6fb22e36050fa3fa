// Words of a command as a shell takes them.
#pragma once

#include <string>

namespace tailmass::verify::cases {

/// Returns the word itself where a shell takes it so, in single quotes otherwise, and as $'..' where it holds
/// what cannot be shown.
[[nodiscard]] std::string shell_quoted(const std::string& word);

} // namespace tailmass::verify::cases
