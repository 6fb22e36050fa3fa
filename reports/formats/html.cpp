// A page of HTML: its template, filled with style, scripts and data.
#include "reports/formats/html.hpp"

#include "reports/formats/page_parts.hpp"
#include "reports/sections/gaussian_rule.hpp"
#include "reports/sections/outcome.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace tailmass::reports::formats {

using Json = nlohmann::ordered_json;

namespace {

Json to_json(const sections::Comparison& comparison) {
  Json json{{"base", comparison.base}, {"warnings", comparison.warnings}, {"changes", Json::array()}};
  for (const sections::Change& change : comparison.changes)
    json["changes"].push_back({{"kind", name_of(change.kind)},
                               {"group", change.group},
                               {"name", change.name},
                               {"text", change.text},
                               {"replay", change.replay}});
  return json;
}

/// What did not hold, as the page shows it.
Json problems_of(std::span<const sections::Outcome> outcomes) {
  Json json = Json::array();
  for (const sections::Outcome& outcome : outcomes)
    for (const sections::Problem& problem : outcome.problems)
      json.push_back({{"group", outcome.group},
                      {"name", outcome.name},
                      {"status", name_of(outcome.status)},
                      {"message", problem.message},
                      {"detail", problem.detail},
                      {"replay", problem.replay}});
  return json;
}

/// A record without what the page does not show: errors by regime and by decade of the tail mass are most of
/// a record's lines.
Json shown(Json record) {
  const auto lines = record.find("precision");
  if (lines == record.end() || !lines->is_array())
    return record;
  Json kept = Json::array();
  for (Json& line : *lines)
    if (!line.contains("regime") && !line.contains("tail_decade")) {
      if (line.contains("n"))
        line.erase("case");
      kept.push_back(std::move(line));
    }
  *lines = std::move(kept);
  return record;
}

/// JSON as the content of a script element: only strings can have a `<`, and none is left to end the element
/// or to open a comment.
std::string inlined(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text)
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  return safe;
}

/// The template with each `{{name}}` replaced by its text, which is not looked at again.
std::string filled(std::string_view page,
                   const std::vector<std::pair<std::string_view, std::string>>& texts) {
  std::string result;
  while (!page.empty()) {
    const std::size_t open = std::min(page.find("{{"), page.size());
    result += page.substr(0, open);
    page.remove_prefix(open);
    for (const auto& [name, text] : texts)
      if (const std::string slot = "{{" + std::string(name) + "}}"; page.starts_with(slot)) {
        result += text;
        page.remove_prefix(slot.size());
        break;
      }
  }
  return result;
}

} // namespace

std::string html_of(const PageContent& content) {
  Json data{{"catalogue", catalogue_json()},
            {"records", Json::array()},
            {"gaussian_rule", sections::gaussian_rule_of(content.records)}};
  for (const Json& record : content.records)
    data["records"].push_back(shown(record));
  data["headline"] = sections::headline_of(content.outcomes);
  data["problems"] = problems_of(content.outcomes);
  if (content.comparison)
    data["comparison"] = to_json(*content.comparison);
  if (content.history)
    data["history"] = *content.history;
  return filled(page::html, {{"style", std::string(page::style)},
                             {"d3", std::string(page::d3)},
                             {"plot", std::string(page::plot)},
                             {"script", std::string(page::script)},
                             {"data", inlined(data)}});
}

} // namespace tailmass::reports::formats
