// Rows that a record certifies, as outcomes: one of each tensor.
#include "reports/sections/certify_table.hpp"
#include "reports/sections/section.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace tailmass::reports::sections {

namespace {

std::vector<Outcome> outcomes(const verify::record::Record& record) {
  std::vector<Outcome> all;
  if (!record.certified)
    return all;
  if (record.empty > 0 && record.certified->empty())
    all.push_back(
        {.group = "certified",
         .name = "rows",
         .status = Outcome::Status::undecided,
         .fault = "no row has a visible key",
         .problems = {{.message = "no row has a visible key", .detail = {}, .replay = record.command}}});
  std::map<std::string, std::size_t, std::less<>> truncations;
  for (const verify::record::RowRecord& row : *record.certified) {
    if (++truncations[row.tensor] == 1)
      all.push_back({.group = "certified", .name = row.tensor, .kind = "tensor", .good = "got certificates"});
    if (row.k_epsilon_at_least) {
      Outcome& of_tensor = *std::ranges::find(all, row.tensor, &Outcome::name);
      of_tensor.status = Outcome::Status::undecided;
      of_tensor.problems.push_back({.message = undecided_text(row), .detail = {}, .replay = record.command});
    }
  }
  for (Outcome& one : all) {
    one.figures = {{"truncations", std::to_string(truncations[one.name])}};
    if (one.status == Outcome::Status::undecided)
      one.fault =
          fmt::format("{} of {} without a k_epsilon", text::counted(one.problems.size(), "truncation"),
                      verify::input::printable(one.name));
  }
  return all;
}

} // namespace

const Section certified_section{
    .name = "certified rows",
    .outcomes = outcomes,
    .leads = [](const verify::record::Record& record) { return record.certified.has_value(); },
    .table = certify_table};

} // namespace tailmass::reports::sections
