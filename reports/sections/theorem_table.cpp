// Columns and rows of the theorems.
#include "reports/sections/theorem_table.hpp"

#include "reports/text/list.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::reports::sections {

namespace {

constexpr std::size_t least_place = 16;      // characters that "where" needs to say something
constexpr std::size_t least_claim_name = 30; // the same of a claim's label, which is wrapped

enum class Column {
  held,
  proved,
  agrees,
  tight,
  consistent,
  vacuous,
  refuted,
  undecided,
  bits,
  looseness,
  slack
};

/// A theorem or one of its claims.
struct TheoremRow {
  std::string name;
  const verify::record::ClaimRecord* counts;
  std::optional<long> bits; // of theorems
  std::string section = {}; // a heading above the row
  bool claim = false;
};

struct Cell {
  std::string text;
  text::Tint tint = text::Tint::plain;
};

std::string_view heading_of(Column column) {
  switch (column) {
  case Column::held:
    return "held";
  case Column::proved:
    return name_of(verify::judge::Verdict::proved);
  case Column::agrees:
    return name_of(verify::judge::Verdict::agrees);
  case Column::tight:
    return name_of(verify::judge::Verdict::tight);
  case Column::consistent:
    return name_of(verify::judge::Verdict::consistent);
  case Column::vacuous:
    return name_of(verify::judge::Verdict::vacuous);
  case Column::refuted:
    return name_of(verify::judge::Verdict::refuted);
  case Column::undecided:
    return name_of(verify::judge::Verdict::undecided);
  case Column::bits:
    return "bits";
  case Column::looseness:
    return "looseness";
  case Column::slack:
    return "slack";
  }
  return {};
}

Cell count_cell(std::size_t count, text::Tint tint = text::Tint::plain) {
  return {text::grouped(count), count == 0 ? text::Tint::dim : tint};
}

Cell cell(Column column, const TheoremRow& row, const text::TableStyle& style) {
  const verify::record::Tally& tally = row.counts->tally;
  switch (column) {
  case Column::held:
    return count_cell(tally.held());
  case Column::proved:
    return count_cell(tally.of(verify::judge::Verdict::proved));
  case Column::agrees:
    return count_cell(tally.of(verify::judge::Verdict::agrees));
  case Column::tight:
    return count_cell(tally.of(verify::judge::Verdict::tight));
  case Column::consistent:
    return count_cell(tally.of(verify::judge::Verdict::consistent));
  case Column::vacuous:
    return row.claim ? Cell{} : count_cell(tally.of(verify::judge::Verdict::vacuous), text::Tint::dim);
  case Column::refuted:
    return count_cell(tally.of(verify::judge::Verdict::refuted), text::Tint::bad);
  case Column::undecided:
    return count_cell(tally.of(verify::judge::Verdict::undecided), text::Tint::bad);
  case Column::looseness:
    if (row.counts->log_looseness)
      return {text::factor(row.counts->log_looseness->median, style)};
    return {tally.of(verify::judge::Verdict::agrees) > 0 ? "=" : ""};
  case Column::slack:
    if (!row.counts->worst_slack)
      return {};
    return {text::slack_text(*row.counts->worst_slack, style),
            *row.counts->worst_slack < 0 ? text::Tint::bad : text::Tint::plain};
  case Column::bits:
    return {row.bits && *row.bits > 0 ? std::to_string(*row.bits) : ""};
  }
  return {};
}

/// The columns that a width has room for.
struct Layout {
  bool require_all = false; // whether a theorem without a case fails the run
  std::size_t name = 0;     // width of the first column
  std::vector<Column> columns;
  std::vector<std::size_t> widths;
  std::size_t place = 0; // width of the last column, 0 without it
};

std::vector<TheoremRow> rows_of(const verify::record::Record& record, const text::TableStyle& style) {
  std::vector<TheoremRow> rows;
  int section = -1;
  for (const verify::record::TheoremRecord& record_of : record.theorems) {
    const Theorem* theorem = find_theorem(record_of.id);
    const int its_section = theorem ? theorem->section : 0;
    TheoremRow& row = rows.emplace_back(TheoremRow{.name = verify::input::printable(record_of.id),
                                                   .counts = &record_of.all,
                                                   .bits = record_of.bits_max});
    if (its_section != section)
      row.section = fmt::format("{}{}{}", its_section == 0 ? "" : std::to_string(its_section),
                                its_section == 0 ? "" : "  ", text::section_title(its_section));
    section = its_section;
    if (style.claims && record_of.claims.size() > 1)
      for (const verify::record::ClaimRecord& claim : record_of.claims)
        rows.push_back({.name = verify::input::printable(claim.label),
                        .counts = &claim,
                        .bits = {},
                        .section = {},
                        .claim = true});
  }
  return rows;
}

Layout layout_of(const std::vector<TheoremRow>& rows, const text::TableStyle& style, std::size_t width) {
  using enum Column;
  const std::vector<Column> all{proved,  agrees,    tight, consistent, vacuous,
                                refuted, undecided, bits,  looseness,  slack};
  const auto says_something = [&](Column column) {
    return column == held || std::ranges::any_of(rows, [&](const TheoremRow& row) {
             const std::string text = cell(column, row, style).text;
             return !text.empty() && (text != "0" || column == slack);
           });
  };
  std::size_t longest = std::string_view("theorem").size();
  bool claims = false;
  for (const TheoremRow& row : rows) {
    longest = std::max(longest, text::length(row.name) + (row.claim ? text::column_gap : 0));
    claims = claims || row.claim;
  }
  const std::pair<std::vector<Column>, bool> choices[] = {
      {all, true},
      {all, false},
      {{held, vacuous, refuted, undecided, bits, looseness, slack}, false},
      {{held, vacuous, refuted, undecided, looseness}, false}};
  Layout layout;
  for (const auto& [choice, with_place] : choices) {
    layout = {};
    std::size_t taken = 0;
    for (const Column column : choice) {
      if (!says_something(column))
        continue;
      layout.columns.push_back(column);
      std::size_t widest = heading_of(column).size();
      for (const TheoremRow& row : rows)
        widest = std::max(widest, text::length(cell(column, row, style).text));
      layout.widths.push_back(widest);
      taken += text::column_gap + widest;
    }
    const std::size_t left = width - std::min(width, taken);
    const std::size_t least_name = claims && !with_place ? std::min(longest, least_claim_name) : longest;
    layout.name = std::min(longest, std::max<std::size_t>(left, 8));
    layout.place = with_place ? left - std::min(left, longest + text::column_gap) : 0;
    if (least_name <= left && (!with_place || layout.place >= least_place))
      break;
  }
  return layout;
}

std::string header_of(const Layout& layout, const text::TableStyle& style) {
  text::Line line(style);
  line.left("theorem", layout.name, text::Tint::dim);
  for (std::size_t i = 0; i < layout.columns.size(); ++i)
    line.right(std::string(heading_of(layout.columns[i])), layout.widths[i], text::Tint::dim);
  if (layout.place > 0)
    line.left("at", layout.place, text::Tint::dim);
  return line.str();
}

std::string text_of(const TheoremRow& row, const Layout& layout, const text::Places& places,
                    const text::TableStyle& style) {
  const verify::record::Tally& tally = row.counts->tally;
  const bool failed =
      tally.of(verify::judge::Verdict::refuted) + tally.of(verify::judge::Verdict::undecided) > 0 ||
      (layout.require_all && unjudged(tally));
  const std::size_t indent = row.claim ? text::column_gap : 0;
  const std::vector<std::string> names = text::wrapped(row.name, layout.name - indent);
  text::Line first(style);
  first.left(text::spaces(indent) + names.front(), layout.name, failed ? text::Tint::bad : text::Tint::plain);
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const Cell shown = cell(layout.columns[i], row, style);
    first.right(shown.text, layout.widths[i], shown.tint);
  }
  if (layout.place > 0 && unjudged(tally))
    first.left(text::shortened("no case to judge", layout.place, style), layout.place,
               layout.require_all ? text::Tint::bad : text::Tint::dim);
  else if (layout.place > 0 && row.counts->false_alarm > 0)
    first.left(
        text::shortened(fmt::format("false alarm {:.0e}", row.counts->false_alarm), layout.place, style),
        layout.place);
  else if (layout.place > 0 && row.counts->worst)
    first.left(places.name(*row.counts->worst, style, layout.place), layout.place);
  std::string text = first.str();
  for (std::size_t i = 1; i < names.size(); ++i)
    text += text::spaces(indent) + names[i] + "\n";
  return text;
}

} // namespace

bool unjudged(const verify::record::Tally& tally) {
  return tally.held() + tally.of(verify::judge::Verdict::refuted) +
             tally.of(verify::judge::Verdict::undecided) ==
         0;
}

std::string theorems_text(const verify::record::Record& record, const text::Places& places,
                          const text::TableStyle& style, std::size_t width) {
  const std::vector<TheoremRow> rows = rows_of(record, style);
  Layout layout = layout_of(rows, style, width);
  layout.require_all = record.require_all;
  std::string text = header_of(layout, style);
  for (const TheoremRow& row : rows) {
    if (!row.section.empty())
      text += "\n" + text::tinted(style, text::Tint::strong, row.section) + "\n";
    text += text_of(row, layout, places, style);
  }
  text += "\n";
  constexpr std::string_view legend =
      "bits: most that a verdict took; looseness: median rhs/lhs of the bounds, = an identity; "
      "slack: least ln(rhs/lhs), at which case";
  for (const std::string& line : text::wrapped(legend, width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  return text;
}

} // namespace tailmass::reports::sections
