// Lines of rows at fault.
#include "reports/commands/row_faults.hpp"

#include "reports/text/output.hpp"
#include "reports/text/text.hpp"

namespace tailmass::reports::commands {

void tell_row_faults(const verify::record::Record& record) {
  for (const verify::record::RowFault& fault : record.row_faults)
    text::tell(fault.message);
  if (record.faulty > record.row_faults.size())
    text::tell(text::counted(record.faulty - record.row_faults.size(), "more row") + " not judged");
}

} // namespace tailmass::reports::commands
