// The files of reports/page, which the build puts into the program.
#pragma once

#include <string_view>

namespace tailmass::reports::page {

extern const std::string_view html;       ///< the template
extern const std::string_view style;      ///< CSS
extern const std::string_view script;     ///< the page's own scripts, one after the other
extern const std::string_view d3;         ///< vendored
extern const std::string_view plot;       ///< vendored
extern const std::string_view statements; ///< JSON: of each theorem statement, hypotheses, equality as HTML

} // namespace tailmass::reports::page
