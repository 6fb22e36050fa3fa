// Proofs over boxes of a record: what was proved, and what changed.
#include "reports/sections/section.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

using verify::input::printable;
using verify::judge::Verdict;
using verify::record::BoxRecord;
using verify::record::Record;

Outcome outcome_of(const BoxRecord& box, const Record& record) {
  Outcome outcome{.group = "boxes",
                  .name = fmt::format("{}/n{}-k{}", box.theorem, box.keys, box.kept),
                  .kind = "proof over a box"};
  outcome.figures = {{"verdict", std::string(name_of(box.verdict))},
                     {"boxes", std::to_string(box.boxes)},
                     {"open", std::to_string(box.open)}};
  if (box.verdict == Verdict::proved)
    return outcome;
  outcome.status = box.verdict == Verdict::refuted ? Outcome::Status::failed : Outcome::Status::undecided;
  Problem problem{.message = fmt::format("{} {} for n = {}, k = {}", printable(box.theorem),
                                         name_of(box.verdict), box.keys, box.kept),
                  .detail = {},
                  .replay = record.command};
  if (!box.counterexample.empty())
    problem.detail.push_back(fmt::format("scores {}", fmt::join(box.counterexample, ", ")));
  outcome.problems.push_back(std::move(problem));
  return outcome;
}

using TableRow = std::array<std::string, 8>;
constexpr std::size_t verdict_column = 3;

TableRow cells_of(const BoxRecord& box, bool named) {
  return {named ? printable(box.theorem) : "",
          std::to_string(box.keys),
          std::to_string(box.kept),
          std::string(name_of(box.verdict)),
          box.tolerance > 0 ? fmt::format("{:.1e}", box.tolerance) : "0",
          text::grouped(box.boxes),
          std::to_string(box.deepest),
          fmt::format("{:.2f}", box.seconds)};
}

std::string fault_of(const BoxRecord& box) {
  const std::string where = fmt::format("{} for n = {}, k = {}", printable(box.theorem), box.keys, box.kept);
  if (box.verdict != Verdict::refuted)
    return fmt::format("{}: {} boxes stayed open", where, text::grouped(box.open));
  return fmt::format("{}: refuted by the scores {}", where, fmt::join(box.counterexample, ", "));
}

/// A row for each theorem, n and k: what was proved, with how many boxes, how deep and how long; then what
/// was not, and the total.
std::string boxes_table(const Record& record, const text::TableStyle& style) {
  std::vector<TableRow> rows{{"theorem", "n", "k", "verdict", "within", "boxes", "deepest", "seconds"}};
  std::string last;
  std::vector<std::string> faults;
  std::size_t boxes = 0;
  for (const BoxRecord& box : record.boxes) {
    rows.push_back(cells_of(box, box.theorem != last));
    last = box.theorem;
    boxes += box.boxes;
    if (box.verdict != Verdict::proved)
      faults.push_back(fault_of(box));
  }
  std::array<std::size_t, std::tuple_size_v<TableRow>> widths{};
  for (const TableRow& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], text::length(row[i]));

  std::string text;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    text::Line line(style);
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      const bool bad = r > 0 && i == verdict_column && record.boxes[r - 1].verdict != Verdict::proved;
      const text::Tint tint = r == 0 ? text::Tint::dim : bad ? text::Tint::bad : text::Tint::plain;
      if (i == 0 || i == verdict_column)
        line.left(rows[r][i], widths[i], tint);
      else
        line.right(rows[r][i], widths[i], tint);
    }
    text += line.str();
  }
  text += "\n";
  const double half_width = record.boxes.empty() ? 0 : record.boxes.front().half_width;
  const std::string legend = fmt::format("each row: every s in [-{0}, {0}]^n and every head of k keys that "
                                         "meets the hypotheses; within: largest |lhs - rhs| "
                                         "left possible of an identity, 0 a bound proved as it stands; "
                                         "deepest: halvings; seconds: processor time",
                                         half_width);
  for (const std::string& line : text::wrapped(legend, style.width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  text += "\n";
  for (const std::string& fault : faults)
    for (const std::string& line : text::wrapped(fault, style.width))
      text += text::tinted(style, text::Tint::bad, line) + "\n";
  const std::string total =
      fmt::format("{} over {} boxes in {:.1f} s on {}{}.", faults.empty() ? "All proved," : "Not all proved,",
                  text::grouped(boxes), record.timing.seconds, text::counted(record.host.threads, "thread"),
                  record.interrupted ? ", interrupted" : "");
  return text + text::tinted(style, faults.empty() ? text::Tint::good : text::Tint::bad, total) + "\n";
}

} // namespace

const Section boxes_section{
    .name = "boxes",
    .comparable = [](const Record& record) { return !record.boxes.empty(); },
    .outcomes =
        [](const Record& record) {
          std::vector<Outcome> all;
          for (const BoxRecord& box : record.boxes)
            if (box.mutant.empty()) // those of mutants answer among the mutants
              all.push_back(outcome_of(box, record));
          return all;
        },
    .compare =
        [](const Compared& both, std::vector<Change>& changes) {
          compare_verdicts(
              both.now.boxes, both.base.boxes, Verdict::proved, "boxes", both.now.command,
              [](const BoxRecord& box) {
                return fmt::format("{}{}{}/n{}-k{}", box.theorem, box.mutant.empty() ? "" : "/", box.mutant,
                                   box.keys, box.kept);
              },
              changes);
        },
    .leads = [](const Record& record) { return !record.boxes.empty() && record.mutants.empty(); },
    .table = boxes_table};

} // namespace tailmass::reports::sections
