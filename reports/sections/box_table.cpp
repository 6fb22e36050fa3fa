// The table of proofs over a box.
#include "reports/sections/box_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

using TableRow = std::array<std::string, 8>;
constexpr std::size_t verdict_column = 3;

TableRow cells_of(const verify::record::BoxRecord& box, bool named) {
  return {named ? verify::input::printable(box.theorem) : "",
          std::to_string(box.keys),
          std::to_string(box.kept),
          std::string(name_of(box.verdict)),
          box.tolerance > 0 ? fmt::format("{:.1e}", box.tolerance) : "0",
          text::grouped(box.boxes),
          std::to_string(box.deepest),
          fmt::format("{:.2f}", box.seconds)};
}

std::string fault_of(const verify::record::BoxRecord& box) {
  const std::string where =
      fmt::format("{} for n = {}, k = {}", verify::input::printable(box.theorem), box.keys, box.kept);
  if (box.verdict != verify::judge::Verdict::refuted)
    return fmt::format("{}: {} boxes stayed open", where, text::grouped(box.open));
  return fmt::format("{}: refuted by the scores {}", where, fmt::join(box.counterexample, ", "));
}

} // namespace

std::string boxes_table(const verify::record::Record& record, const text::TableStyle& style) {
  std::vector<TableRow> rows{{"theorem", "n", "k", "verdict", "within", "boxes", "deepest", "seconds"}};
  std::string last;
  std::vector<std::string> faults;
  std::size_t boxes = 0;
  for (const verify::record::BoxRecord& box : record.boxes) {
    rows.push_back(cells_of(box, box.theorem != last));
    last = box.theorem;
    boxes += box.boxes;
    if (box.verdict != verify::judge::Verdict::proved)
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
      const bool bad =
          r > 0 && i == verdict_column && record.boxes[r - 1].verdict != verify::judge::Verdict::proved;
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
      fmt::format("{} over {} boxes in {:.1f} s on {}.", faults.empty() ? "All proved," : "Not all proved,",
                  text::grouped(boxes), record.timing.seconds, text::counted(record.host.threads, "thread"));
  return text + text::tinted(style, faults.empty() ? text::Tint::good : text::Tint::bad, total) + "\n";
}

} // namespace tailmass::reports::sections
