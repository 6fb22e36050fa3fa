// Rows that a record certifies, as outcomes: one of each tensor.
#include "reports/sections/certify_table.hpp"
#include "reports/sections/section.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

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
  for (const verify::record::TensorSummary& tensor : certified_summary_of(record).tensors) {
    Outcome& one = all.emplace_back(
        Outcome{.group = "certified", .name = tensor.tensor, .kind = "tensor", .good = "got certificates"});
    one.figures = {{"truncations", std::to_string(tensor.truncations)}};
    if (tensor.undecided == 0)
      continue;
    one.status = Outcome::Status::undecided;
    one.fault = fmt::format("{} of {} without a k_epsilon", text::counted(tensor.undecided, "truncation"),
                            verify::input::printable(tensor.tensor));
    for (const verify::record::RowRecord& row : *record.certified)
      if (row.tensor == tensor.tensor && row.k_epsilon_at_least)
        one.problems.push_back({.message = undecided_text(row), .detail = {}, .replay = record.command});
    if (one.problems.empty())
      one.problems.push_back({.message = one.fault, .detail = {}, .replay = record.command});
  }
  return all;
}

} // namespace

const Section certified_section{
    .name = "certified rows",
    .outcomes = outcomes,
    .leads = [](const verify::record::Record& record) { return record.certified.has_value(); },
    .table = certify_table,
    .answers = certify_answers};

} // namespace tailmass::reports::sections
