// The one list of sections, and what walks it.
#include "reports/sections/section.hpp"
#include "reports/sections/table.hpp"

#include "reports/text/output.hpp"
#include "reports/text/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

using verify::record::Record;

constexpr std::array all_sections{&rows_section,    &theorems_section,  &numbers_section,  &kernel_section,
                                  &mutants_section, &boxes_section,     &hunt_section,     &precision_section,
                                  &bench_section,   &necessity_section, &certified_section};

std::vector<std::string_view> comparable_sections(const Record& record) {
  std::vector<std::string_view> names;
  for (const Section* section : all_sections)
    if (section->comparable && section->comparable(record))
      names.push_back(section->name);
  return names;
}

std::string joined(const std::vector<std::string_view>& words) {
  return words.empty() ? "nothing" : fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> warnings_of(const Record& now, const Record& base) {
  std::vector<std::string> warnings;
  const auto note = [&](std::string_view what, const std::string& is, const std::string& was) {
    if (is != was)
      warnings.push_back(fmt::format("another {}: {}, before {}", what, is.empty() ? "unknown" : is,
                                     was.empty() ? "unknown" : was));
  };
  note("tailmass", now.host.tailmass, base.host.tailmass);
  note("processor", now.host.processor, base.host.processor);
  note("SIMD target", now.host.simd, base.host.simd);
  note("seed", std::to_string(now.seed), std::to_string(base.seed));
  if (now.rows != base.rows)
    warnings.push_back(fmt::format("another number of rows: {}, before {}", text::grouped(now.rows),
                                   text::grouped(base.rows)));
  if (base.interrupted)
    warnings.emplace_back("the old run was interrupted");
  return warnings;
}

Outcome interruption(const Record& record) {
  const std::string words = record.rows_total == 0
                                ? "interrupted"
                                : fmt::format("interrupted after {} of {}", text::grouped(record.rows),
                                              text::counted(record.rows_total, "row"));
  return {.group = "run",
          .name = "complete",
          .status = Outcome::Status::undecided,
          .fault = "interrupted",
          .problems = {{.message = words, .detail = {}, .replay = record.command}}};
}

/// A run that gives verdicts and gave none is no pass: its record lost them.
Outcome nothing(const Record& record) {
  return {.group = "verdicts",
          .name = "verdicts",
          .status = Outcome::Status::skipped,
          .fault = "nothing was judged",
          .problems = {{.message = "nothing was judged", .detail = {}, .replay = record.command}}};
}

const Section& leading_section(const Record& record) {
  const Section* leading = &theorems_section;
  for (const Section* section : all_sections)
    if (section->leads && section->leads(record))
      leading = section;
  return *leading;
}

} // namespace

std::vector<Outcome> outcomes_of(const Record& record) {
  std::vector<Outcome> all;
  for (const Section* section : all_sections)
    if (section->outcomes)
      std::ranges::move(section->outcomes(record), std::back_inserter(all));
  if (record.interrupted)
    all.push_back(interruption(record));
  if (all.empty() && leading_section(record).outcomes)
    all.push_back(nothing(record));
  return all;
}

Comparison compare(const Record& now, const Record& base, std::string base_file, double factor) {
  const std::vector<std::string_view> names = comparable_sections(now);
  const std::vector<std::string_view> old_names = comparable_sections(base);
  if (std::ranges::find_first_of(names, old_names) == names.end())
    throw text::UsageError(fmt::format("nothing to compare: the record has {}, {} has {}", joined(names),
                                       base_file, joined(old_names)));
  Comparison comparison{.base = std::move(base_file), .warnings = warnings_of(now, base), .changes = {}};
  for (const Section* section : all_sections)
    if (section->compare)
      section->compare({now, base, comparison.base, factor}, comparison.changes);
  constexpr std::array order{0, 2, 3, 1}; // of worse, better, added, lost
  std::ranges::stable_sort(comparison.changes, {}, [&](const Change& change) {
    return order.at(static_cast<std::size_t>(change.kind));
  });
  return comparison;
}

std::string table_of(const Record& record, const text::TableStyle& style) {
  return leading_section(record).table(record, style);
}

std::vector<std::string> answers_of(const Record& record) {
  const Section& leading = leading_section(record);
  return leading.answers ? leading.answers(record) : std::vector<std::string>();
}

} // namespace tailmass::reports::sections
