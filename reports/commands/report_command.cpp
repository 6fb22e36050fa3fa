// The verb `report`: a stored record, rendered and compared.
#include "reports/commands/commands.hpp"
#include "reports/formats/formats.hpp"
#include "reports/formats/history.hpp"
#include "reports/formats/html.hpp"
#include "reports/formats/stored_records.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/output.hpp"
#include "verify/record/record.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct ReportOptions {
  std::vector<std::string> records;
  std::string history;
  bool all = false;
  formats::FormatOptions formats;
};

/// Returns of several exit codes the one that says most: a failure before what stayed undecided.
int combined(int a, int b) {
  return a == 1 || b == 1 ? 1 : std::max(a, b);
}

void check_options(const ReportOptions& options) {
  const std::vector<std::filesystem::path> records(options.records.begin(), options.records.end());
  (void)formats::check_format_options(options.formats, records);
  const formats::FormatOptions& formats = options.formats;
  if (options.records.empty() && options.history.empty())
    throw text::UsageError("name a record that --json wrote, or a folder of records by --history");
  if (formats.html.empty() && (options.records.size() > 1 || !options.history.empty()))
    throw text::UsageError("several records and --history make a page: say where by --html");
  if (options.records.size() != 1 && !(formats.markdown + formats.junit + formats.against).empty())
    throw text::UsageError("--markdown, --junit and --against take one record");
}

int run_report(const ReportOptions& options) {
  check_options(options);
  formats::PageContent page;
  for (const std::string& path : options.records)
    page.records.push_back(formats::stored_record(path));
  if (!options.history.empty())
    page.history = formats::history_of(options.history);
  if (options.records.size() != 1) {
    int code = 0;
    for (std::size_t i = 0; i < page.records.size(); ++i)
      if (formats::is_run(page.records[i])) {
        const verify::record::Record record = verify::record::read_record(options.records[i]);
        page.headings.push_back(formats::heading_of(record));
        std::vector<sections::Outcome> outcomes = sections::outcomes_of(record);
        code = combined(code, sections::exit_code(outcomes));
        std::ranges::move(outcomes, std::back_inserter(page.outcomes));
      }
    text::Outputs outputs;
    outputs.attempt([&] { formats::write_page(page, options.formats.html); });
    return outputs.exit_code(code);
  }
  const verify::record::Record record = verify::record::read_record(options.records.front());
  text::TableStyle style = text::table_style(false);
  style.all = options.all;
  return formats::write_formats(record, options.formats, sections::table_of(record, style), {},
                                std::move(page));
}

} // namespace

void add_report(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<ReportOptions>();
  const text::Verb verb =
      app.verb("report", "Render stored records as their runs would have; the exit code is the run's");
  verb.option("record", options->records, "Records that --json wrote; several make one page");
  verb.option("--history", options->history, "Draw errors, slack and speed of the records in this folder");
  verb.flag("--all", options->all, "Show every implementation of a record of `precision`");
  formats::add_format_options(verb, options->formats, false);
  verb.examples({"tailmass report run.json", "tailmass report run.json --html page.html",
                 "tailmass report run.json --against base.json",
                 "tailmass report --history records --html history.html"});
  verb.callback(
      [options, &action] { action = [options](const std::string&) { return run_report(*options); }; });
}

} // namespace tailmass::reports::commands
