// The verb `report`: a stored record, rendered and compared.
#include "reports/commands/commands.hpp"
#include "reports/formats/formats.hpp"
#include "reports/formats/history.hpp"
#include "reports/formats/html.hpp"
#include "reports/formats/stored_records.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/output.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
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

using formats::StoredRun;

/// Returns of several exit codes the one that a run with all of their outcomes would have.
int combined(int a, int b) {
  for (const int code : {2, 1, 3})
    if (a == code || b == code)
      return code;
  return 0;
}

/// Returns the exit code of a run among several, and says on standard error why it is not 0.
int told(const StoredRun& run, const std::vector<sections::Outcome>& outcomes) {
  const int code = sections::exit_code(outcomes);
  if (code != 0)
    text::tell(fmt::format("{}: {}", run.file, sections::conclusion_of(outcomes)));
  return code;
}

/// Says of which records nobody knows whether they are as they were written: older ones have no checksum.
void tell_unknown(std::span<const StoredRun> runs) {
  std::size_t unknown = 0;
  const StoredRun* first = nullptr;
  for (const StoredRun& run : runs)
    if (!run.has_checksum && unknown++ == 0)
      first = &run;
  if (first)
    text::tell(fmt::format("{}{}: no checksum, as in older records: that nothing is lost is not known",
                           first->file, unknown > 1 ? fmt::format(" and {} more", unknown - 1) : ""));
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
  std::vector<StoredRun> runs;
  for (const std::string& path : options.records) {
    page.records.push_back(formats::stored_record(path));
    if (options.records.size() == 1 || formats::is_run(page.records.back()))
      runs.push_back(formats::stored_run(path));
  }
  tell_unknown(runs);
  int code = 0;
  if (!options.history.empty()) {
    const std::vector<StoredRun> history = formats::runs_in(options.history);
    tell_unknown(history);
    for (const StoredRun& run : history)
      code = combined(code, told(run, sections::outcomes_of(run.record)));
    page.history = formats::history_of(history);
  }
  if (options.records.size() != 1) {
    for (const StoredRun& run : runs) {
      page.headings.push_back(formats::heading_of(run.record));
      std::vector<sections::Outcome> outcomes = sections::outcomes_of(run.record);
      code = combined(code, told(run, outcomes));
      std::ranges::move(outcomes, std::back_inserter(page.outcomes));
    }
    text::Outputs outputs;
    outputs.attempt([&] { formats::write_page(page, options.formats.html); });
    return outputs.exit_code(code);
  }
  text::TableStyle style = text::table_style(false);
  style.all = options.all;
  const verify::record::Record& record = runs.front().record;
  return combined(code, formats::write_formats(record, options.formats, sections::table_of(record, style), {},
                                               std::move(page)));
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
