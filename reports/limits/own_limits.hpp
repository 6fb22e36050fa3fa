// The text of reports/limits/precision.txt, which the build puts into the program.
#pragma once

#include <string_view>

namespace tailmass::reports::limits {

extern const std::string_view own_limits_text;

} // namespace tailmass::reports::limits
