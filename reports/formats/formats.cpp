// Where the formats of a run go.
#include "reports/formats/formats.hpp"

#include "reports/formats/html.hpp"
#include "reports/formats/junit.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/text/output.hpp"
#include "verify/input/input_error.hpp"
#include "verify/record/record.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <system_error>
#include <utility>

namespace tailmass::reports::formats {

void write_page(const PageContent& page, const std::string& path) {
  text::write_text(html_of(page), path);
  if (path != "-")
    text::tell("the page is " + path);
}

bool FormatOptions::taken() const {
  return json == "-" || markdown == "-" || junit == "-" || html == "-" || csv == "-";
}

void add_format_options(const text::Verb& verb, FormatOptions& options, bool with_json) {
  if (with_json)
    verb.option("--json", options.json, "Write the record here; - is standard output");
  verb.option("--markdown", options.markdown, "Write a summary for a CI's page here; - is standard output");
  verb.option("--junit", options.junit, "Write a JUnit file here; - is standard output");
  verb.option("--html", options.html, "Write a page to look at here; - is standard output");
  verb.option("--against", options.against, "Compare with this record; exit code 1 where something is worse");
  verb.option("--factor", options.factor, "How much larger an error or ratio may be than in that record")
      .show_default()
      .within(1.0, 1e6);
}

namespace {

/// Whether what is written to both would be one file: pipes and devices keep both.
bool are_one_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  if (std::filesystem::exists(a, error) && !std::filesystem::is_regular_file(a, error))
    return false;
  const auto place = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  };
  return std::filesystem::equivalent(a, b, error) || place(a) == place(b);
}

} // namespace

std::optional<verify::record::Record> check_format_options(const FormatOptions& options,
                                                           std::span<const std::filesystem::path> inputs) {
  std::vector<std::pair<std::string_view, std::string_view>> before;
  for (const auto& [name, path] : {std::pair<std::string_view, std::string_view>{"--json", options.json},
                                   {"--markdown", options.markdown},
                                   {"--junit", options.junit},
                                   {"--html", options.html},
                                   {"--csv", options.csv}}) {
    if (path.empty())
      continue;
    for (const auto& [other, taken] : before)
      if (path == "-" && taken == "-")
        throw text::UsageError(fmt::format("{} and {} cannot both go to standard output", other, name));
      else if (path != "-" && taken != "-" && are_one_file(path, taken))
        throw text::UsageError(fmt::format("{} and {} cannot both be {}", other, name, path));
    for (const std::filesystem::path& input : inputs)
      if (path != "-" && are_one_file(path, input))
        throw text::UsageError(fmt::format("{} would overwrite {}, which is read", name, input.string()));
    before.emplace_back(name, path);
  }
  if (options.against.empty())
    return std::nullopt;
  return verify::record::read_record(options.against);
}

int write_formats(const verify::record::Record& record, const FormatOptions& options,
                  const std::string& table, const std::vector<sections::Change>& seen) {
  PageContent page;
  if (!options.html.empty())
    page.records.push_back(to_json(record));
  return write_formats(record, options, table, seen, std::move(page));
}

int write_formats(const verify::record::Record& record, const FormatOptions& options,
                  const std::string& table, const std::vector<sections::Change>& seen, PageContent page) {
  std::vector<sections::Outcome> outcomes = sections::outcomes_of(record);
  std::optional<sections::Comparison> comparison;
  if (!options.against.empty()) {
    comparison = sections::compare(record, verify::record::read_record(options.against), options.against,
                                   options.factor);
    comparison->changes.insert(comparison->changes.begin(), seen.begin(), seen.end());
    const std::vector<sections::Outcome> more = sections::outcomes_of(*comparison);
    outcomes.insert(outcomes.end(), more.begin(), more.end());
  }
  text::Outputs outputs;
  if (!options.taken())
    outputs.attempt([&] {
      text::show(table +
                 (comparison ? sections::comparison_table(*comparison, text::table_style(false)) : ""));
    });
  outputs.attempt([&] { text::write_json(record, options.json); });
  if (!options.markdown.empty())
    outputs.attempt([&] { text::write_text(markdown_of(outcomes, record, comparison), options.markdown); });
  if (!options.junit.empty())
    outputs.attempt([&] { text::write_text(junit_of(outcomes, record), options.junit); });
  page.headings = {heading_of(record)};
  page.comparison = comparison;
  page.outcomes = outcomes;
  if (!options.html.empty())
    outputs.attempt([&] { write_page(page, options.html); });
  return outputs.exit_code(sections::exit_code(outcomes));
}

} // namespace tailmass::reports::formats
