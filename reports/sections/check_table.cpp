// The lines of a run of `check`.
#include "reports/sections/check_table.hpp"

#include "reports/sections/consistency.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/run_summary.hpp"
#include "reports/text/list.hpp"

#include <algorithm>

namespace tailmass::reports::sections {

std::string check_table(const verify::record::Record& record, const text::TableStyle& style) {
  const std::size_t width = std::max(style.width, text::narrowest);
  std::string rows = text::counted(record.rows, "row");
  if (record.interrupted)
    rows = fmt::format("interrupted after {} of {}", text::grouped(record.rows),
                       text::counted(record.rows_total, "row"));
  return conclusion_text(outcomes_of(record), style, width) + "\n" +
         text::entry("checked", check_indent, rows, width) +
         checks_text(record, text::Places(record), style, width) + run_text(record, width);
}

} // namespace tailmass::reports::sections
