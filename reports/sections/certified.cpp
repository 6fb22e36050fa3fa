// Rows that a record certifies, as outcomes: one of each tensor.
#include "reports/sections/certify_table.hpp"
#include "reports/sections/section.hpp"

namespace tailmass::reports::sections {

namespace {

std::vector<Outcome> outcomes(const verify::record::Record& record) {
  std::vector<Outcome> all;
  if (!record.certified)
    return all;
  std::map<std::string, std::size_t, std::less<>> truncations;
  for (const verify::record::RowRecord& row : *record.certified)
    if (++truncations[row.tensor] == 1)
      all.push_back({.group = "certified", .name = row.tensor, .kind = "tensor", .good = "got certificates"});
  for (Outcome& one : all)
    one.figures = {{"truncations", std::to_string(truncations[one.name])}};
  return all;
}

} // namespace

const Section certified_section{
    .name = "certified rows",
    .outcomes = outcomes,
    .leads = [](const verify::record::Record& record) { return record.certified.has_value(); },
    .table = certify_table};

} // namespace tailmass::reports::sections
