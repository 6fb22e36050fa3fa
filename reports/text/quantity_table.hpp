// Which quantity is computed in which form.
#pragma once

#include <string>

namespace tailmass::reports::text {

/// Returns reports/manual/quantities.md: every quantity of the list, in which forms it is, and why not in
/// others.
[[nodiscard]] std::string quantities_markdown();

} // namespace tailmass::reports::text
