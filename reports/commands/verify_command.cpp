// CI theorem checks: options, run, table, record.
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"

#include "properties/generated/generated_rows.hpp"
#include "properties/regimes/regimes.hpp"
#include "reports/commands/file_options.hpp"
#include "reports/commands/row_faults.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/commands/unused_tensors.hpp"
#include "reports/formats/formats.hpp"
#include "reports/sections/confidence_table.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/box/box_proof.hpp"
#include "verify/campaign/campaign.hpp"
#include "verify/campaign/mutants.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct VerifyOptions {
  FileOptions input;
  RowOptions rows;
  std::vector<std::string> theorems;
  std::vector<std::size_t> ks;
  std::vector<double> epsilons;
  std::optional<std::size_t> instances;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool quiet = false;
  bool mutants = false;
  bool box = false;
  bool claims = false;
  bool confidence = false;
  bool require_all = false;
  formats::FormatOptions formats;
  std::string failures = "tailmass-failures";
  ShardOptions shard;
};

/// Generated rows a regime: some beside the bundled rows, none beside files, unless told otherwise.
std::size_t instances_of(const VerifyOptions& options) {
  constexpr std::size_t beside_bundled = 10;
  return options.instances.value_or(options.input.files.empty() ? beside_bundled : 0);
}

verify::record::Record judge_files(const VerifyOptions& options, std::span<const Theorem* const> theorems,
                                   verify::cases::Dataset& dataset, const Sharing& sharing,
                                   const text::Interrupt& interrupt) {
  verify::campaign::CampaignOptions campaign;
  sharing.share(campaign);
  campaign.seed = options.seed;
  campaign.threads = options.threads;
  campaign.rows = options.rows.of(dataset, options.seed);
  campaign.failures = options.failures;
  if (!options.ks.empty() || !options.epsilons.empty())
    campaign.heads = {.ks = options.ks, .epsilons = options.epsilons};
  text::Progress progress("rows", options.quiet);
  campaign.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  campaign.stop = interrupt.requested();
  const properties::generated::GeneratedRows generated(properties::regimes::regimes(), theorems, options.seed,
                                                       instances_of(options));
  verify::record::Record record =
      verify::campaign::run_campaign(dataset, theorems, campaign, generated.rows());
  if (record.generated > 0)
    record.confidence = generated.confidence(record.confidence);
  return record;
}

/// Says where cases that did not hold could not be stored; the exit code is theirs.
void tell_unstored(const verify::record::Record& record, const std::string& folder) {
  if (std::ranges::any_of(record.failures, [](const auto& failure) { return failure.case_file.empty(); }))
    text::tell(folder + ": not all cases that did not hold can be written there");
}

/// Proofs over a box, of the theorems that have them.
verify::record::Record judge_boxes(const VerifyOptions& options, std::span<const Theorem* const> theorems,
                                   const text::Interrupt& interrupt) {
  if (!options.input.files.empty())
    throw text::UsageError("--box proves theorems for all scores of a box and takes no files");
  if (!options.theorems.empty())
    for (const Theorem* theorem : theorems)
      if (!verify::box::has_box_proof(theorem->sides))
        throw text::UsageError(fmt::format("{} has no proof over a box", theorem->id));
  text::Progress progress("boxes", options.quiet);
  verify::box::BoxProofOptions box;
  box.threads = options.threads;
  box.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  box.stop = interrupt.requested();
  verify::record::Record record;
  record.host.threads = verify::campaign::threads_for(options.threads);
  record.boxes = options.mutants ? verify::box::refute_over_boxes(theorems, box)
                                 : verify::box::prove_over_boxes(theorems, box);
  if (options.mutants)
    record.mutants = verify::box::mutants_over_boxes(theorems, record.boxes);
  record.interrupted = *interrupt.requested();
  return record;
}

int run_verify(const VerifyOptions& options, const Command& command) {
  (void)formats::check_format_options(options.formats, options.input.paths());
  if (!options.shard.shard.empty() && (options.box || options.mutants))
    throw text::UsageError("--shard shares out rows: --box and --mutants have none");
  const auto start = std::chrono::steady_clock::now();
  const text::Interrupt interrupt;
  const std::vector<const Theorem*> theorems = chosen_theorems(options.theorems);
  verify::record::Record record;
  if (options.box)
    record = judge_boxes(options, theorems, interrupt);
  else if (options.mutants) {
    record.mutants = verify::campaign::judge_mutants(theorems, interrupt.requested());
    record.interrupted = *interrupt.requested();
  } else {
    verify::cases::Dataset dataset(options.input.paths(), options.input.naming(), options.seed);
    tell_unused(dataset);
    const Sharing sharing(options.shard, options.formats, command, [&] { return inputs_of(dataset); });
    record = judge_files(options, theorems, dataset, sharing, interrupt);
    if (sharing.is_part())
      return sharing.finish();
    tell_unstored(record, options.failures);
  }
  record.command = command;
  record.seed = options.seed;
  record.require_all =
      !options.mutants && !options.box && (options.require_all || options.input.files.empty());
  text::describe_surroundings(record, start);
  tell_row_faults(record);
  const text::TableStyle style = text::table_style(options.claims);
  return formats::write_formats(record, options.formats,
                                sections::table_of(record, style) +
                                    (options.confidence ? sections::confidence_table(record, style) : ""));
}

} // namespace

void add_verify(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<VerifyOptions>();
  const text::Verb verb = app.verb("verify", "Judge every theorem on every row of attention scores");
  add_file_options(verb, options->input);
  add_row_options(verb, options->rows);
  verb.list("--theorem", options->theorems, "Only these theorems, by id");
  verb.list("--k", options->ks, "Only these head sizes");
  verb.list("--epsilon", options->epsilons, "Heads of size k_epsilon for these");
  verb.option("--instances", options->instances,
              "Generated rows of each regime to judge as well; 10 beside the bundled rows, 0 beside files")
      .within(std::size_t{0}, std::size_t{1'000'000});
  verb.option("--seed", options->seed,
              "Seed of generated rows, of the parts that cases derive and of --sample")
      .show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  verb.flag("--mutants", options->mutants, "Judge the mutants instead: every one must be refuted");
  verb.flag("--box", options->box, "Prove theorems for all scores in [-8, 8]^n, n <= 3, instead of files");
  verb.flag("--claims", options->claims, "Show each claim of each theorem");
  verb.flag("--confidence", options->confidence,
            "Show how often the generated rows of each regime met each theorem");
  verb.flag("--require-all", options->require_all,
            "Exit code 3 where no case meets the hypotheses of a theorem, as without files");
  add_shard_options(verb, options->shard);
  formats::add_format_options(verb, options->formats);
  verb.option("--failures", options->failures, "Folder for the cases that did not hold").show_default();
  verb.examples({"tailmass verify --theorem gap-bound", "tailmass verify scores.npy --k 1,4 --json run.json",
                 "tailmass verify --mutants --theorem gap-bound"});
  verb.callback([options, &action] {
    action = [options](const Command& command) { return run_verify(*options, command); };
  });
}

} // namespace tailmass::reports::commands
