// The table of generated rows.
#include "reports/sections/confidence_table.hpp"

#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace tailmass::reports::sections {

namespace {

/// A theorem's totals and its counts by regime.
struct TheoremMeetings {
  const verify::record::ConfidenceRecord* all;
  std::vector<const verify::record::ConfidenceRecord*> by_regime;
};

std::vector<TheoremMeetings> by_theorem(std::span<const verify::record::ConfidenceRecord> records) {
  std::vector<TheoremMeetings> theorems;
  for (const verify::record::ConfidenceRecord& record : records)
    if (record.regime.empty())
      theorems.push_back({&record, {}});
    else if (!theorems.empty())
      theorems.back().by_regime.push_back(&record);
  return theorems;
}

std::string rate_of(const verify::record::ConfidenceRecord& record) {
  const std::optional<double> bound = verify::record::failure_rate_bound(record);
  return bound ? fmt::format("{:.1e}", *bound) : "failed";
}

} // namespace

std::string confidence_table(const verify::record::Record& record, const text::TableStyle& style) {
  const std::vector<TheoremMeetings> theorems = by_theorem(record.confidence);
  if (theorems.empty())
    return {};
  constexpr std::size_t met_width = 7, rate_width = 8;
  std::size_t theorem_width = std::string_view("theorem").size(), count_width = 2;
  for (const TheoremMeetings& theorem : theorems) {
    theorem_width = std::max(theorem_width, text::length(verify::input::printable(theorem.all->theorem)));
    for (const verify::record::ConfidenceRecord* regime : theorem.by_regime)
      count_width = std::max(count_width, text::grouped(regime->met).size());
  }
  text::Line header(style);
  header.left("theorem", theorem_width, text::Tint::dim);
  header.right("met", met_width, text::Tint::dim);
  header.right("below", rate_width, text::Tint::dim);
  for (std::size_t r = 0; r < theorems.front().by_regime.size(); ++r)
    header.right(std::to_string(r + 1), count_width, text::Tint::dim);
  std::string text = "\n" + header.str();
  for (const TheoremMeetings& theorem : theorems) {
    text::Line line(style);
    line.left(verify::input::printable(theorem.all->theorem), theorem_width);
    line.right(text::grouped(theorem.all->met), met_width);
    line.right(rate_of(*theorem.all), rate_width,
               verify::record::failure_rate_bound(*theorem.all) ? text::Tint::plain : text::Tint::bad);
    for (const verify::record::ConfidenceRecord* regime : theorem.by_regime)
      line.right(text::grouped(regime->met), count_width,
                 !verify::record::failure_rate_bound(*regime) ? text::Tint::bad
                 : regime->met == 0                           ? text::Tint::dim
                                                              : text::Tint::plain);
    text += line.str();
  }
  std::string names;
  for (std::size_t r = 0; r < theorems.front().by_regime.size(); ++r)
    names += fmt::format("{}{} {}", r == 0 ? "" : ", ", r + 1,
                         verify::input::printable(theorems.front().by_regime[r]->regime));
  text += "\n" + text::entry("regimes", 9, names, style.width);
  text += text::entry(
      "below", 9,
      "the share of such cases that may fail at most, at 95 % confidence, as none of those that met "
      "the hypotheses did (Clopper and Pearson)",
      style.width);
  return text;
}

} // namespace tailmass::reports::sections
