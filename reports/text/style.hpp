// The style of everything that is drawn on a terminal.
#pragma once

#include <cstddef>

namespace tailmass::reports::text {

/// Characters below which no table is drawn narrower.
inline constexpr std::size_t narrowest = 72;

/// Says how a table is drawn.
struct TableStyle {
  bool colour = false;     ///< ANSI colours, for a terminal
  std::size_t width = 130; ///< most characters a line; 72 where it is less
  bool unicode = false; ///< the infinity, times and ellipsis signs; otherwise ASCII but for names from files
  bool all = false;     ///< all rows of a table that shows the first ones
  bool claims = false;  ///< under each theorem of several claims a row for each
};

} // namespace tailmass::reports::text
