// The verb `report`: a stored record, rendered and compared.
#include "reports/bench/table.hpp"
#include "reports/commands/commands.hpp"
#include "reports/formats/formats.hpp"
#include "reports/formats/history.hpp"
#include "reports/formats/html.hpp"
#include "reports/formats/stored_records.hpp"
#include "reports/sections/box_table.hpp"
#include "reports/sections/certify_table.hpp"
#include "reports/sections/hunt_table.hpp"
#include "reports/sections/necessity_table.hpp"
#include "reports/sections/precision_table.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/output.hpp"
#include "verify/record/read_record.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace tailmass {

namespace {

struct ReportOptions {
  std::vector<std::string> records;
  std::string history;
  FormatOptions formats;
};

/// The table that the verb itself showed.
std::string table_of(const Record& record, const TableStyle& style) {
  if (record.certified)
    return certify_table(record, style);
  if (record.hunt)
    return hunt_tables(record, style);
  if (!record.necessity.empty())
    return necessity_table(record, style);
  if (record.precision)
    return precision_table(record, style);
  if (record.bench)
    return bench_table(record, style);
  if (!record.mutants.empty())
    return mutants_table(record, style);
  if (!record.boxes.empty())
    return boxes_table(record, style);
  return verify_table(record, style);
}

/// Of several exit codes the one that says most: a failure before what stayed undecided.
int combined(int a, int b) {
  return a == 1 || b == 1 ? 1 : std::max(a, b);
}

void check_options(const ReportOptions& options) {
  (void)check_format_options(options.formats);
  const FormatOptions& formats = options.formats;
  if (options.records.empty() && options.history.empty())
    throw UsageError("name a record that --json wrote, or a folder of records by --history");
  if (formats.html.empty() && (options.records.size() > 1 || !options.history.empty()))
    throw UsageError("several records and --history make a page: say where by --html");
  if (options.records.size() != 1 && !(formats.markdown + formats.junit + formats.against).empty())
    throw UsageError("--markdown, --junit and --against take one record");
}

int run_report(const ReportOptions& options) {
  check_options(options);
  PageContent page;
  for (const std::string& path : options.records)
    page.records.push_back(stored_record(path));
  if (!options.history.empty())
    page.history = history_of(options.history);
  if (options.records.size() != 1) {
    write_text(html_of(page), options.formats.html);
    int code = 0;
    for (std::size_t i = 0; i < page.records.size(); ++i)
      if (is_run(page.records[i]))
        code = combined(code, exit_code(read_record(options.records[i])));
    return code;
  }
  const Record record = read_record(options.records.front());
  if (!options.formats.taken())
    fmt::print("{}", table_of(record, table_style(false)));
  return write_formats(record, options.formats, {}, std::move(page));
}

} // namespace

void add_report(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand(
      "report", "Render stored records as their runs would have; the exit code is the run's");
  verb->add_option("record", options->records, "Records that --json wrote; several make one page");
  verb->add_option("--history", options->history,
                   "Draw errors, slack and speed of the records in this folder");
  add_format_options(*verb, options->formats, false);
  verb->callback(
      [options, &action] { action = [options](const std::string&) { return run_report(*options); }; });
}

} // namespace tailmass
