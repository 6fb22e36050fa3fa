// The table of generated rows.
#include "reports/sections/confidence_table.hpp"

#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace tailmass {

namespace {

/// A theorem's totals and its counts by regime.
struct TheoremMeetings {
  const ConfidenceRecord* all;
  std::vector<const ConfidenceRecord*> by_regime;
};

std::vector<TheoremMeetings> by_theorem(std::span<const ConfidenceRecord> records) {
  std::vector<TheoremMeetings> theorems;
  for (const ConfidenceRecord& record : records)
    if (record.regime.empty())
      theorems.push_back({&record, {}});
    else if (!theorems.empty())
      theorems.back().by_regime.push_back(&record);
  return theorems;
}

std::string rate_of(const ConfidenceRecord& record) {
  const std::optional<double> bound = failure_rate_bound(record);
  return bound ? fmt::format("{:.1e}", *bound) : "failed";
}

} // namespace

std::string confidence_table(const Record& record, const TableStyle& style) {
  const std::vector<TheoremMeetings> theorems = by_theorem(record.confidence);
  if (theorems.empty())
    return {};
  constexpr std::size_t met_width = 7, rate_width = 8;
  std::size_t theorem_width = std::string_view("theorem").size(), count_width = 2;
  for (const TheoremMeetings& theorem : theorems) {
    theorem_width = std::max(theorem_width, length(printable(theorem.all->theorem)));
    for (const ConfidenceRecord* regime : theorem.by_regime)
      count_width = std::max(count_width, grouped(regime->met).size());
  }
  Line header(style);
  header.left("theorem", theorem_width, Tint::dim);
  header.right("met", met_width, Tint::dim);
  header.right("below", rate_width, Tint::dim);
  for (std::size_t r = 0; r < theorems.front().by_regime.size(); ++r)
    header.right(std::to_string(r + 1), count_width, Tint::dim);
  std::string text = "\n" + header.str();
  for (const TheoremMeetings& theorem : theorems) {
    Line line(style);
    line.left(printable(theorem.all->theorem), theorem_width);
    line.right(grouped(theorem.all->met), met_width);
    line.right(rate_of(*theorem.all), rate_width, failure_rate_bound(*theorem.all) ? Tint::plain : Tint::bad);
    for (const ConfidenceRecord* regime : theorem.by_regime)
      line.right(grouped(regime->met), count_width,
                 !failure_rate_bound(*regime) ? Tint::bad
                 : regime->met == 0           ? Tint::dim
                                              : Tint::plain);
    text += line.str();
  }
  std::string names;
  for (std::size_t r = 0; r < theorems.front().by_regime.size(); ++r)
    names +=
        fmt::format("{}{} {}", r == 0 ? "" : ", ", r + 1, printable(theorems.front().by_regime[r]->regime));
  text += "\n" + entry("regimes", 9, names, style.width);
  text +=
      entry("below", 9,
            "the share of such cases that may fail at most, at 95 % confidence, as none of those that met "
            "the hypotheses did (Clopper and Pearson)",
            style.width);
  return text;
}

} // namespace tailmass
