// What truncations lose and what the bounds certify: options, run, table, record.
#include "reports/commands/commands.hpp"

#include "reports/commands/file_options.hpp"
#include "reports/commands/row_faults.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/commands/unused_tensors.hpp"
#include "reports/formats/formats.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "verify/campaign/certify_campaign.hpp"
#include "verify/campaign/row_record_csv.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct CertifyCommand {
  FileOptions input;
  RowOptions rows;
  std::uint64_t seed = 1;
  std::vector<double> epsilons;
  unsigned threads = 0;
  bool quiet = false;
  formats::FormatOptions formats;
  ShardOptions shard;
};

verify::record::Record certify_files(const CertifyCommand& options, verify::cases::Dataset& dataset,
                                     const Sharing& sharing, text::TextStream& csv,
                                     const text::Interrupt& interrupt) {
  verify::campaign::CertifyOptions campaign;
  sharing.share(campaign);
  campaign.threads = options.threads;
  campaign.rows = options.rows.of(dataset, options.seed);
  if (!options.epsilons.empty())
    campaign.epsilons.clear();
  for (const double epsilon : options.epsilons)
    if (std::ranges::find(campaign.epsilons, epsilon) == campaign.epsilons.end())
      campaign.epsilons.push_back(epsilon);
  const verify::campaign::RowTable table(dataset);
  csv.write(table.header());
  campaign.rows_done = [&](std::span<const verify::record::RowRecord> rows) {
    for (const verify::record::RowRecord& row : rows)
      csv.write(table.line(row));
  };
  text::Progress progress("rows", options.quiet);
  campaign.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  campaign.stop = interrupt.requested();
  return verify::campaign::run_certify(dataset, campaign);
}

int run(const CertifyCommand& options, const Command& command) {
  for (const double epsilon : options.epsilons)
    if (!(epsilon > 0 && epsilon < 1))
      throw text::UsageError(fmt::format("epsilon = {} is outside (0, 1)", epsilon));
  (void)formats::check_format_options(options.formats, options.input.paths());
  const auto start = std::chrono::steady_clock::now();
  const text::Interrupt interrupt;
  constexpr std::uint64_t no_seed = 0; // nothing is derived: rows without values have no output part
  verify::cases::Dataset dataset(options.input.paths(), options.input.naming(), no_seed);
  tell_unused(dataset);
  const Sharing sharing(options.shard, options.formats, command, [&] { return inputs_of(dataset); });
  text::TextStream csv(options.formats.csv);
  verify::record::Record record = certify_files(options, dataset, sharing, csv, interrupt);
  if (sharing.is_part())
    return sharing.finish();
  record.command = command;
  record.seed = options.rows.sample ? options.seed : 0;
  text::describe_surroundings(record, start);
  tell_row_faults(record);
  text::Outputs outputs;
  outputs.attempt([&] { csv.finish(); });
  return outputs.exit_code(
      formats::write_formats(record, options.formats, sections::table_of(record, text::table_style(false))));
}

} // namespace

void add_certify(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<CertifyCommand>();
  const text::Verb verb =
      app.verb("certify", "Measure what truncation loses and what each bound certifies, row by row");
  add_file_options(verb, options->input);
  add_row_options(verb, options->rows);
  verb.option("--seed", options->seed, "Seed of --sample").show_default();
  verb.list("--epsilon", options->epsilons, "Tail masses to certify; default: 0.1,0.01,0.001");
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  add_shard_options(verb, options->shard);
  formats::add_format_options(verb, options->formats);
  verb.option("--csv", options->formats.csv,
              "Write a line for each row and epsilon here; - is standard output");
  verb.examples({"tailmass certify scores.npy --epsilon 0.01",
                 "tailmass certify attention.safetensors --csv rows.csv --html page.html"});
  verb.callback(
      [options, &action] { action = [options](const Command& command) { return run(*options, command); }; });
}

} // namespace tailmass::reports::commands
