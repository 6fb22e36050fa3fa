// Rows outside the domain as one outcome.
#include "reports/sections/section.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

namespace tailmass::reports::sections {

namespace {

std::vector<Outcome> outcomes(const verify::record::Record& record) {
  if (record.faulty == 0)
    return {};
  Outcome outcome{.group = "rows",
                  .name = "in the domain",
                  .kind = "row",
                  .status = Outcome::Status::faulty,
                  .fault = text::counted(record.faulty, "row") + " not judged",
                  .figures = {{"faulty", std::to_string(record.faulty)}}};
  for (const verify::record::RowFault& fault : record.row_faults)
    outcome.problems.push_back(
        {.message = verify::input::printable(fault.message, 2000), .detail = {}, .replay = record.command});
  return {std::move(outcome)};
}

} // namespace

const Section rows_section{.name = "rows outside the domain", .outcomes = outcomes};

} // namespace tailmass::reports::sections
