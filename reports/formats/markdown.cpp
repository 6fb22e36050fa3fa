// Markdown of a run.
#include "reports/formats/markdown.hpp"

#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace tailmass::reports::formats {

namespace {

using Status = sections::Outcome::Status;

constexpr std::size_t most_failures = 25;
constexpr std::size_t most_problems = 5; // of one theorem or check
constexpr std::size_t most_changes = 50;

/// A command of a record, on one line whatever the record holds.
std::string on_one_line(const std::string& command) {
  return verify::input::printable(command, std::numeric_limits<std::size_t>::max());
}

/// Text from a file inside a line or a table's cell, as code that nothing in it can end.
std::string code(const std::string& text) {
  const std::string shown = verify::input::printable(text, 300);
  if (shown.empty())
    return {};
  if (shown.find_first_of("`|") == std::string::npos)
    return "`" + shown + "`";
  std::string html = "<code>";
  for (const char c : shown)
    html += c == '&'   ? "&amp;"
            : c == '<' ? "&lt;"
            : c == '>' ? "&gt;"
            : c == '|' ? "&#124;"
            : c == '`' ? "&#96;"
            : c == '*' ? "&#42;"
            : c == '_' ? "&#95;"
            : c == '[' ? "&#91;"
                       : std::string(1, c);
  return html + "</code>";
}

/// Lines in a fence longer than any run of backticks in them.
std::string fenced(const std::string& lines, std::string_view language) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : lines) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fence + std::string(language) + "\n" + lines + fence + "\n";
}

std::size_t count(std::span<const sections::Outcome> outcomes, Status status) {
  return static_cast<std::size_t>(std::ranges::count(outcomes, status, &sections::Outcome::status));
}

std::string headline(std::span<const sections::Outcome> outcomes) {
  std::string text;
  for (const Status status :
       {Status::failed, Status::faulty, Status::undecided, Status::skipped, Status::passed})
    if (const std::size_t of = count(outcomes, status); of > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text::grouped(of), name_of(status));
  return fmt::format("## tailmass: {}\n\n{}", sections::headline_of(outcomes),
                     text.empty() ? "" : text + "\n");
}

std::string table_line(std::span<const std::pair<std::string, std::string>> figures,
                       const std::function<std::string(const std::pair<std::string, std::string>&)>& cell) {
  std::string text = "|";
  for (const auto& figure : figures)
    text += " " + cell(figure) + " |";
  return text + "\n";
}

/// The numbers of the problems shown, where they have some, a line each.
std::string figures_text(std::span<const sections::Problem> problems) {
  if (problems.empty() || problems.front().figures.empty())
    return {};
  const auto& names = problems.front().figures;
  std::string text = "\n" + table_line(names, [](const auto& figure) { return figure.first; }) +
                     table_line(names, [](const auto& /*unused*/) { return "---"; });
  for (const sections::Problem& problem : problems)
    text += table_line(problem.figures, [](const auto& figure) { return code(figure.second); });
  return text;
}

std::string failure_text(const sections::Outcome& outcome) {
  std::string text;
  const std::span<const sections::Problem> shown(outcome.problems.data(),
                                                 std::min(outcome.problems.size(), most_problems));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const sections::Problem& problem = shown[i];
    text += fmt::format("- {} {}: {}\n", outcome.group, code(outcome.name), code(problem.message));
    for (const std::string& line : problem.detail)
      text += "  " + code(line) + "\n";
    const bool again = i + 1 < shown.size() && shown[i + 1].replay == problem.replay;
    if (!problem.replay.empty() && !again)
      text += "\n" + fenced(on_one_line(problem.replay) + "\n", "sh") + "\n";
  }
  text += figures_text(shown);
  if (outcome.problems.empty())
    text = fmt::format("- {} {}: {}\n", outcome.group, code(outcome.name), name_of(outcome.status));
  if (outcome.problems.size() > most_problems)
    text += fmt::format("- {} more of {}\n", outcome.problems.size() - most_problems, code(outcome.name));
  return text;
}

std::string failures_text(std::span<const sections::Outcome> outcomes) {
  std::string text;
  std::size_t shown = 0;
  for (const Status status : {Status::failed, Status::faulty, Status::undecided, Status::skipped})
    for (const sections::Outcome& outcome : outcomes)
      if (outcome.status == status && ++shown <= most_failures)
        text += failure_text(outcome);
  if (text.empty())
    return {};
  if (shown > most_failures)
    text += fmt::format("\n{} more stand in the record.\n", shown - most_failures);
  return "\n### What did not hold\n\n" + text;
}

std::string changes_text(const sections::Comparison& comparison) {
  std::string text = "\n### Against " + code(comparison.base) + "\n\n";
  for (const std::string& warning : comparison.warnings)
    text += "Warning: " + code(warning) + "\n\n";
  if (comparison.changes.empty())
    return text + "Nothing changed.\n";
  text += "| | | what changed |\n|---|---|---|\n";
  std::size_t shown = 0;
  for (const sections::Change& change : comparison.changes)
    if (++shown <= most_changes)
      text += fmt::format("| {} | {} | {} |\n", name_of(change.kind), code(change.name), code(change.text));
  if (shown > most_changes)
    text += fmt::format("\n{} more changes.\n", shown - most_changes);
  return text;
}

/// A folded table of all outcomes of a group, a column for each of their figures.
std::string group_text(std::span<const sections::Outcome> outcomes, const std::string& group) {
  std::vector<std::string> columns;
  std::string rows;
  std::size_t size = 0;
  for (const sections::Outcome& outcome : outcomes)
    if (outcome.group == group)
      for (const auto& [name, value] : outcome.figures)
        if (std::ranges::find(columns, name) == columns.end())
          columns.push_back(name);
  for (const sections::Outcome& outcome : outcomes) {
    if (outcome.group != group)
      continue;
    ++size;
    rows += fmt::format("| {} | {} |", code(outcome.name), name_of(outcome.status));
    for (const std::string& column : columns) {
      const auto figure =
          std::ranges::find(outcome.figures, column, &std::pair<std::string, std::string>::first);
      rows += " " + (figure == outcome.figures.end() ? "" : code(figure->second)) + " |";
    }
    rows += "\n";
  }
  std::string head = "| " + group + " | |";
  std::string rule = "|---|---|";
  for (const std::string& column : columns) {
    head += " " + column + " |";
    rule += "---|";
  }
  return fmt::format("\n<details><summary>{}: {}</summary>\n\n{}\n{}\n{}\n</details>\n", group, size, head,
                     rule, rows);
}

} // namespace

std::string markdown_of(std::span<const sections::Outcome> outcomes, const verify::record::Record& record,
                        const std::optional<sections::Comparison>& comparison) {
  std::string text = headline(outcomes) + failures_text(outcomes);
  if (comparison)
    text += changes_text(*comparison);
  std::set<std::string, std::less<>> seen{"run", "comparison"};
  for (const sections::Outcome& outcome : outcomes)
    if (seen.insert(outcome.group).second)
      text += group_text(outcomes, outcome.group);
  return text + "\n" + fenced(on_one_line(record.command) + "\n", "sh") +
         fmt::format("\n{}, {} on {}, {:.1f} s, seed {}{}\n", verify::input::printable(record.date),
                     text::counted(record.host.threads, "thread"), code(record.host.processor),
                     record.timing.seconds, record.seed,
                     record.commit.empty() ? "" : ", commit " + code(record.commit));
}

} // namespace tailmass::reports::formats
