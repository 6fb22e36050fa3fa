// What a record says of hypotheses.
#include "reports/sections/run_summary.hpp"
#include "reports/sections/section.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

std::string case_text(const verify::record::NecessityRecord& found) {
  if (!found.sample.empty())
    return "sample: " + found.sample;
  constexpr std::size_t most = 12;
  std::string scores;
  for (std::size_t i = 0; i < std::min(most, found.scores.size()); ++i)
    scores += fmt::format("{}{}", i == 0 ? "" : ", ", found.scores[i]);
  if (found.scores.size() > most)
    scores += fmt::format(", .. ({} scores)", found.scores.size());
  return fmt::format("scores ({}), kept keys {}", scores, fmt::join(found.head, ", "));
}

/// A row for each hypothesis: whether its theorem needs it, on how many cases that was tried, and below a
/// necessary one the smallest case found on which the theorem is false without it.
std::string necessity_table(const verify::record::Record& record, const text::TableStyle& style) {
  std::array<std::size_t, 3> widths{7, 10, 7};
  for (const verify::record::NecessityRecord& found : record.necessity) {
    widths[0] = std::max(widths[0], text::length(verify::input::printable(found.theorem)));
    widths[1] = std::max(widths[1], text::length(verify::input::printable(found.hypothesis)));
    widths[2] = std::max(widths[2], text::length(verify::input::printable(found.finding)));
  }
  text::Line header(style);
  for (std::size_t i = 0; i < widths.size(); ++i)
    header.left(std::array{"theorem", "hypothesis", "without"}[i], widths[i], text::Tint::dim);
  header.right("tried", 6, text::Tint::dim);
  std::string text = header.str(), last;
  for (const verify::record::NecessityRecord& found : record.necessity) {
    text::Line line(style);
    line.left(found.theorem == last ? "" : verify::input::printable(found.theorem), widths[0]);
    line.left(verify::input::printable(found.hypothesis), widths[1]);
    line.left(verify::input::printable(found.finding), widths[2]);
    line.right(found.tried == 0 ? "" : text::grouped(found.tried), 6);
    text += line.str();
    last = found.theorem;
    if (!found.claim.empty())
      for (const std::string& each : {"false: " + verify::input::printable(found.claim), case_text(found)})
        text += text::entry("", widths[0] + text::column_gap, each, style.width);
  }
  return text + "\n" +
         text::entry("without", 9,
                     "necessary: some case breaks this hypothesis alone and refutes the theorem; apparently "
                     "unnecessary: "
                     "none of those tried does; meaningless: the statement then speaks of what is not there; "
                     "trivial: "
                     "both sides are then 0; costly: the hypothesis only limits what a check costs",
                     style.width) +
         (record.interrupted ? "\n" + conclusion_text(outcomes_of(record), style, style.width) : "");
}

} // namespace

const Section necessity_section{
    .name = "hypotheses",
    .leads = [](const verify::record::Record& record) { return !record.necessity.empty(); },
    .table = necessity_table};

} // namespace tailmass::reports::sections
