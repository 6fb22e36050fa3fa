// A comparison as outcomes and as a table.
#include "reports/sections/comparison.hpp"
#include "reports/text/output.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::reports::sections {

bool Comparison::regressed() const {
  return std::ranges::any_of(changes, [](const Change& change) {
    return change.kind == Change::Kind::worse || change.kind == Change::Kind::lost;
  });
}

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
  case Change::Kind::worse:
    return "worse";
  case Change::Kind::better:
    return "better";
  case Change::Kind::added:
    return "new";
  case Change::Kind::lost:
    return "lost";
  }
  return {};
}

std::vector<Outcome> outcomes_of(const Comparison& comparison) {
  std::vector<Outcome> all;
  for (const Change& change : comparison.changes)
    if (change.kind == Change::Kind::worse || change.kind == Change::Kind::lost)
      all.push_back(
          {.group = "comparison",
           .name = change.group + "/" + change.name,
           .kind = "change",
           .status = Outcome::Status::failed,
           .fault = change.name + " " + std::string(name_of(change.kind)),
           .figures = {{"change", std::string(name_of(change.kind))}},
           .problems = {{.message = fmt::format("{} {}: {}", verify::input::printable(change.name),
                                                name_of(change.kind), verify::input::printable(change.text)),
                         .detail = {"against " + verify::input::printable(comparison.base)},
                         .replay = change.replay}}});
  if (all.empty())
    all.push_back(
        {.group = "comparison", .name = "against " + comparison.base, .figures = {}, .problems = {}});
  return all;
}

std::string comparison_table(const Comparison& comparison, const text::TableStyle& style) {
  std::string text =
      "\n" + text::tinted(style, text::Tint::strong, "Against " + verify::input::printable(comparison.base)) +
      "\n";
  for (const std::string& warning : comparison.warnings)
    text += "warning: " + verify::input::printable(warning) + "\n";
  constexpr std::size_t most = 40;
  std::size_t widest = 0;
  for (const Change& change : comparison.changes)
    widest = std::max(widest, std::min(most, text::length(verify::input::printable(change.name))));
  for (const Change& change : comparison.changes) {
    const bool bad = change.kind == Change::Kind::worse || change.kind == Change::Kind::lost;
    text::Line line(style);
    line.left(std::string(name_of(change.kind)), 6, bad ? text::Tint::bad : text::Tint::good);
    line.left(verify::input::printable(change.name), widest);
    line.left(verify::input::printable(change.text), 0);
    text += line.str();
    if (bad && !change.replay.empty())
      text += text::spaces(8) + verify::input::printable(change.replay, 4096) + "\n";
  }
  return text +
         (comparison.regressed() ? text::tinted(style, text::Tint::bad, "Worse than before.")
                                 : text::tinted(style, text::Tint::good, "Nothing is worse than before.")) +
         "\n";
}

} // namespace tailmass::reports::sections
