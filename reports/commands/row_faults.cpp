// Lines of rows at fault.
#include "reports/commands/row_faults.hpp"

#include "reports/text/text.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace tailmass::reports::commands {

void tell_row_faults(const verify::record::Record& record) {
  for (const verify::record::RowFault& fault : record.row_faults)
    fmt::print(stderr, "tailmass: {}\n", fault.message);
  if (record.faulty > record.row_faults.size())
    fmt::print(stderr, "tailmass: {} not judged\n",
               text::counted(record.faulty - record.row_faults.size(), "more row"));
}

} // namespace tailmass::reports::commands
