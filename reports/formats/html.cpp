// A page of HTML: its template, filled with style, scripts and data.
#include "reports/formats/html.hpp"

#include "reports/formats/page_parts.hpp"
#include "reports/sections/certify_table.hpp"
#include "reports/sections/gaussian_rule.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/table.hpp"

#include <algorithm>
#include <cmath>
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

/// The numbers of a problem, by name.
Json figures_of(const sections::Problem& problem) {
  Json json = Json::object();
  for (const auto& [name, value] : problem.figures)
    json[name] = value;
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
                      {"figures", figures_of(problem)},
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

namespace {

/// A spread's share of rows, and its quartiles as logarithms to the base 10, which no ratio is too large for.
Json quartiles_of(const verify::record::Spread& spread) {
  Json json = Json::array();
  if (!spread.empty())
    for (const double quartile : {0.25, 0.5, 0.75})
      json.push_back(spread.log_ratio.quantile(quartile) / std::log(10.0));
  return json;
}

/// What bounds certify over all rows, also those that the record does not keep.
Json certified_of(const verify::record::Record& record) {
  Json json = Json::array();
  if (!record.certified)
    return json;
  for (const verify::record::EpsilonSummary& summary : sections::certified_by_epsilon(record)) {
    Json bounds = Json::array();
    for (const verify::record::BoundSummary& bound : summary.bounds)
      bounds.push_back(
          {{"id", bound.id},
           {"rows", sections::rows_of(bound)},
           {"share", static_cast<double>(bound.certifying) / static_cast<double>(sections::rows_of(bound))},
           {"quartiles", quartiles_of(bound.over_truth)}});
    json.push_back({{"epsilon", summary.epsilon},
                    {"rows", summary.rows},
                    {"bounds", bounds},
                    {"gaussian", quartiles_of(summary.gaussian)},
                    {"gaussian_too_small", summary.gaussian_too_small}});
  }
  return json;
}

} // namespace

PageHeading heading_of(const verify::record::Record& record) {
  return {.command = record.command,
          .conclusion = sections::conclusion_of(sections::outcomes_of(record)),
          .answers = sections::answers_of(record),
          .certified = certified_of(record)};
}

std::string html_of(const PageContent& content) {
  Json data{{"catalogue", catalogue_json()},
            {"records", Json::array()},
            {"gaussian_rule", sections::gaussian_rule_of(content.records)}};
  for (const Json& record : content.records)
    data["records"].push_back(shown(record));
  data["headline"] = sections::headline_of(content.outcomes);
  data["headings"] = Json::array();
  for (const PageHeading& heading : content.headings)
    data["headings"].push_back({{"command", heading.command},
                                {"conclusion", heading.conclusion},
                                {"answers", heading.answers},
                                {"certified", heading.certified}});
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
