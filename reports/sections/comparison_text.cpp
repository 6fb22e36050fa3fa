// A comparison as outcomes and as a table.
#include "reports/sections/comparison.hpp"
#include "reports/text/output.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass {

std::vector<Outcome> outcomes_of(const Comparison& comparison) {
  std::vector<Outcome> all;
  for (const Change& change : comparison.changes)
    if (change.kind == Change::Kind::worse || change.kind == Change::Kind::lost)
      all.push_back({.group = "comparison",
                     .name = change.group + "/" + change.name,
                     .status = Outcome::Status::failed,
                     .figures = {{"change", std::string(name_of(change.kind))}},
                     .problems = {{.message = fmt::format("{} {}: {}", printable(change.name),
                                                          name_of(change.kind), printable(change.text)),
                                   .detail = {"against " + printable(comparison.base)},
                                   .replay = change.replay}}});
  if (all.empty())
    all.push_back(
        {.group = "comparison", .name = "against " + comparison.base, .figures = {}, .problems = {}});
  return all;
}

std::string comparison_table(const Comparison& comparison, const TableStyle& style) {
  std::string text = "\n" + tinted(style, Tint::strong, "Against " + printable(comparison.base)) + "\n";
  for (const std::string& warning : comparison.warnings)
    text += "warning: " + printable(warning) + "\n";
  constexpr std::size_t most = 40;
  std::size_t widest = 0;
  for (const Change& change : comparison.changes)
    widest = std::max(widest, std::min(most, length(printable(change.name))));
  for (const Change& change : comparison.changes) {
    const bool bad = change.kind == Change::Kind::worse || change.kind == Change::Kind::lost;
    Line line(style);
    line.left(std::string(name_of(change.kind)), 6, bad ? Tint::bad : Tint::good);
    line.left(printable(change.name), widest);
    line.left(printable(change.text), 0);
    text += line.str();
    if (bad && !change.replay.empty())
      text += spaces(8) + change.replay + "\n";
  }
  return text +
         (comparison.regressed() ? tinted(style, Tint::bad, "Worse than before.")
                                 : tinted(style, Tint::good, "Nothing is worse than before.")) +
         "\n";
}

std::string precision_command(const ImplementationName& name, const GeneratedPlace& place) {
  std::vector<std::string> words{"tailmass",
                                 "precision",
                                 "--implementation",
                                 text_of(name),
                                 "--regime",
                                 place.regime,
                                 "--n",
                                 std::to_string(place.n),
                                 "--index",
                                 std::to_string(place.index),
                                 "--seed",
                                 std::to_string(place.seed)};
  std::vector<char*> arguments;
  arguments.reserve(words.size());
  for (std::string& word : words)
    arguments.push_back(word.data());
  return command_line(arguments);
}

} // namespace tailmass
