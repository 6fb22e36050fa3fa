// A kernel's own results held to their bounds, and nothing else: options, run, table, record.
#include "reports/commands/commands.hpp"

#include "reports/commands/file_options.hpp"
#include "reports/commands/row_faults.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/commands/unused_tensors.hpp"
#include "reports/commands/wrong_so_far.hpp"
#include "reports/formats/formats.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "verify/campaign/check_campaign.hpp"

#include <chrono>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct CheckCommand {
  FileOptions input;
  RowOptions rows;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool quiet = false;
  formats::FormatOptions formats;
  ShardOptions shard;
};

verify::record::Record check_files(const CheckCommand& options, verify::cases::Dataset& dataset,
                                   const Sharing& sharing, const text::Interrupt& interrupt) {
  text::Progress progress("rows", options.quiet);
  verify::campaign::CheckOptions campaign;
  sharing.share(campaign);
  campaign.threads = options.threads;
  campaign.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  campaign.stop = interrupt.requested();
  campaign.rows = options.rows.of(dataset, options.seed);
  WrongSoFar wrong;
  return verify::campaign::run_check(dataset, campaign, {}, [&](const verify::record::Record& rows) {
    wrong.add(rows);
    progress.note(wrong.text());
  });
}

int run(const CheckCommand& options, const Command& command) {
  (void)formats::check_format_options(options.formats, options.input.paths());
  const auto start = std::chrono::steady_clock::now();
  const text::Interrupt interrupt;
  constexpr std::uint64_t no_seed = 0; // nothing is derived
  verify::cases::Dataset dataset(options.input.paths(), options.input.naming(), no_seed);
  tell_unused(dataset);
  if (!dataset.has_results())
    throw text::UsageError(
        "there is nothing to check: no results of a kernel (X.indices, X.lse, X.truncated, "
        "X.outputs) beside X.scores, and no X.queries and X.keys");
  const Sharing sharing(options.shard, options.formats, command, [&] { return inputs_of(dataset); });
  verify::record::Record record = check_files(options, dataset, sharing, interrupt);
  if (sharing.is_part())
    return sharing.finish();
  record.command = command;
  record.seed = options.rows.sample ? options.seed : 0;
  text::describe_surroundings(record, start);
  tell_row_faults(record);
  return formats::write_formats(record, options.formats,
                                sections::table_of(record, text::table_style(false)));
}

} // namespace

void add_check(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<CheckCommand>();
  const text::Verb verb = app.verb("check", "Hold the results of an attention kernel to their proven bounds");
  add_file_options(verb, options->input);
  add_row_options(verb, options->rows);
  verb.option("--seed", options->seed, "Seed of --sample").show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  add_shard_options(verb, options->shard);
  formats::add_format_options(verb, options->formats);
  verb.examples({"tailmass check kernel.safetensors",
                 "tailmass check kernel.safetensors --rows 0:2 --junit check.xml"});
  verb.callback(
      [options, &action] { action = [options](const Command& command) { return run(*options, command); }; });
}

} // namespace tailmass::reports::commands
