// JUnit's XML.
#include "reports/formats/junit.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace tailmass::reports::formats {

namespace {

using Status = sections::Outcome::Status;

/// The two code points of UTF-8 that XML forbids.
bool is_noncharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

/// Text for an attribute or an element; control characters and bytes that are no UTF-8 as \xNN.
std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line =
        verify::input::printable(text.substr(begin, end - begin), std::numeric_limits<std::size_t>::max());
    for (std::size_t i = 0; i < line.size(); ++i)
      if (is_noncharacter(std::string_view(line).substr(i))) {
        result += "?";
        i += 2;
      } else
        result += line[i] == '&'   ? "&amp;"
                  : line[i] == '<' ? "&lt;"
                  : line[i] == '>' ? "&gt;"
                  : line[i] == '"' ? "&quot;"
                                   : std::string(1, line[i]);
    result += end < text.size() ? "\n" : "";
    begin = end + 1;
  }
  return result;
}

/// The element that tells what became of it, empty where it passed.
std::string_view element_of(Status status) {
  switch (status) {
  case Status::passed:
    return {};
  case Status::failed:
    return "failure";
  case Status::undecided:
  case Status::faulty:
    return "error";
  case Status::skipped:
    return "skipped";
  }
  return {};
}

std::size_t count_with(std::span<const sections::Outcome> outcomes, std::string_view element) {
  return static_cast<std::size_t>(std::ranges::count_if(
      outcomes, [&](const sections::Outcome& outcome) { return element_of(outcome.status) == element; }));
}

std::string text_of(const sections::Problem& problem) {
  std::string text = problem.message + "\n";
  for (const std::string& line : problem.detail)
    text += line + "\n";
  return problem.replay.empty() ? text : text + problem.replay + "\n";
}

std::string result_of(const sections::Outcome& outcome) {
  if (outcome.status == Status::passed)
    return {};
  const std::string message = outcome.problems.empty()
                                  ? fmt::format("{} {}", outcome.name, name_of(outcome.status))
                                  : outcome.problems.front().message;
  std::string text;
  for (const sections::Problem& problem : outcome.problems)
    text += (text.empty() ? "" : "\n") + text_of(problem);
  return fmt::format("      <{0} message=\"{1}\" type=\"{2}\">{3}</{0}>\n", element_of(outcome.status),
                     escaped(message), name_of(outcome.status), escaped(text));
}

std::string suite_of(const sections::Outcome& outcome, const verify::record::Record& record) {
  const auto is = [&](std::string_view element) { return element_of(outcome.status) == element ? 1 : 0; };
  std::string xml =
      fmt::format("  <testsuite name=\"tailmass.{}.{}\" tests=\"1\" failures=\"{}\" errors=\"{}\" "
                  "skipped=\"{}\" timestamp=\"{}\">\n",
                  escaped(outcome.group), escaped(outcome.name), is("failure"), is("error"), is("skipped"),
                  escaped(record.date));
  if (!outcome.figures.empty()) {
    xml += "    <properties>\n";
    for (const auto& [name, value] : outcome.figures)
      xml += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escaped(name), escaped(value));
    xml += "    </properties>\n";
  }
  xml += fmt::format("    <testcase classname=\"tailmass.{}\" name=\"{}\">\n", escaped(outcome.group),
                     escaped(outcome.name));
  return xml + result_of(outcome) + "    </testcase>\n  </testsuite>\n";
}

} // namespace

std::string junit_of(std::span<const sections::Outcome> outcomes, const verify::record::Record& record) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
                     escaped(record.command), outcomes.size(), count_with(outcomes, "failure"),
                     count_with(outcomes, "error"), record.timing.seconds);
  for (const sections::Outcome& outcome : outcomes)
    xml += suite_of(outcome, record);
  return xml + "</testsuites>\n";
}

} // namespace tailmass::reports::formats
