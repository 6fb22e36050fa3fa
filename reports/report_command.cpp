// The verb `report`: a stored record, rendered and compared.
#include "reports/bench/table.hpp"
#include "reports/box_table.hpp"
#include "reports/certify_table.hpp"
#include "reports/commands.hpp"
#include "reports/formats.hpp"
#include "reports/hunt_table.hpp"
#include "reports/necessity_table.hpp"
#include "reports/output.hpp"
#include "reports/precision_table.hpp"
#include "reports/table.hpp"
#include "verify/record/read_record.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace tailmass {

namespace {

struct ReportOptions {
  std::string record;
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

int run_report(const ReportOptions& options) {
  (void)check_format_options(options.formats);
  const Record record = read_record(options.record);
  if (!options.formats.taken())
    fmt::print("{}", table_of(record, table_style(false)));
  return write_formats(record, options.formats);
}

} // namespace

void add_report(CLI::App& app, Action& action) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand(
      "report", "Render a stored record as its run would have; the exit code is the run's");
  verb->add_option("record", options->record, "A record that --json wrote")->required();
  add_format_options(*verb, options->formats, false);
  verb->callback(
      [options, &action] { action = [options](const std::string&) { return run_report(*options); }; });
}

} // namespace tailmass
