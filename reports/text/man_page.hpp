// The manual page of the command.
#pragma once

#include "reports/text/outline.hpp"

#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// Returns tailmass(1) in the macros of man(7).
[[nodiscard]] std::string man_page(const VerbOutline& command, std::string_view version);

} // namespace tailmass::reports::text
