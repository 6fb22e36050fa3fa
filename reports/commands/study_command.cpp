// The verb `study`: what is measured and tabled, never asserted.
#include "properties/mutants/necessity.hpp"
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/formats/formats.hpp"
#include "reports/sections/fault_table.hpp"
#include "reports/sections/gaussian_table.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/search_table.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "theory/nouns/domain_error.hpp"
#include "verify/attention/bundled.hpp"
#include "verify/studies/gaussian_study.hpp"

#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {

namespace {

struct GaussianOptions {
  verify::studies::GaussianStudyOptions study;
  bool quiet = false;
  std::string json;
  ShardOptions shard;
};

/// How a study is shared, and what stops it.
class SharedStudy {
public:
  SharedStudy(const ShardOptions& shard, const std::string& json, const Command& command,
              const Sharing::Inputs& inputs)
      : sharing_(shard, formats_of(json), command, inputs), json_(json) {}
  void share(verify::campaign::WorkOptions& work) const {
    sharing_.share(work);
    work.stop = interrupt_.requested();
  }
  /// Ends a part, or shows a study's table, unless its JSON takes standard output, and writes that:
  /// functions, as a study that was stopped has neither. Returns the exit code.
  template <class Table, class Figures>
  [[nodiscard]] int finish(const Table& table, const Figures& figures) const {
    if (sharing_.is_part())
      return sharing_.finish();
    if (*interrupt_.requested()) {
      text::tell("interrupted: nothing is shown of a study that is not whole; --shard 0/1 --json PATH keeps "
                 "what was done");
      return 3;
    }
    text::Outputs outputs;
    if (json_ != "-")
      outputs.attempt([&] { text::show(table()); });
    outputs.attempt([&] { text::write_text(figures(), json_); });
    return outputs.exit_code(0);
  }

private:
  static formats::FormatOptions formats_of(const std::string& json) {
    formats::FormatOptions formats;
    formats.json = json;
    return formats;
  }
  Sharing sharing_;
  std::string json_;
  text::Interrupt interrupt_;
};

int run_gaussian(const GaussianOptions& options, const Command& command) {
  const SharedStudy shared(options.shard, options.json, command, no_inputs);
  verify::studies::GaussianStudyOptions study = options.study;
  shared.share(study);
  verify::studies::GaussianStudy found;
  {
    text::Progress progress("rows", options.quiet);
    study.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    try {
      found = verify::studies::study_gaussian(study);
    } catch (const DomainError& error) {
      throw text::UsageError(error.what());
    }
  }
  return shared.finish([&] { return sections::gaussian_tables(found, text::table_style(false)); },
                       [&] { return to_json(found, study).dump(2) + "\n"; });
}

void add_gaussian(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<GaussianOptions>();
  const text::Verb verb = study.verb("gaussian", "The rule for k_epsilon and the limit laws at finite n");
  verb.list("--sigma", options->study.sigmas, "Standard deviations of the scores").show_default();
  verb.list("--n", options->study.ns, "Lengths of the rows").show_default();
  verb.list("--epsilon", options->study.epsilons, "Tail masses").show_default();
  verb.option("--share", options->study.share, "k/n of tail masses and gaps").show_default();
  verb.option("--rows", options->study.rows, "Rows of each length; 0 is 2 million scores, 8 to 1000 rows")
      .show_default();
  verb.option("--seed", options->study.seed, "Seed of the rows").show_default();
  verb.threads(options->study.threads);
  verb.quiet(options->quiet);
  add_shard_options(verb, options->shard);
  verb.option("--json", options->json, "Write the findings here; - is standard output");
  verb.examples({"tailmass study gaussian --n 100 --rows 10"});
  verb.callback([options, &action] {
    action = [options](const Command& command) { return run_gaussian(*options, command); };
  });
}

struct SearchOptions {
  std::vector<std::string> files;
  verify::studies::SearchStudyOptions study;
  bool quiet = false;
  std::string json;
  ShardOptions shard;
};

int run_search(const SearchOptions& options, const Command& command) {
  for (const double epsilon : options.study.epsilons)
    if (!(epsilon > 0 && epsilon < 1))
      throw text::UsageError(fmt::format("epsilon = {} is outside (0, 1)", epsilon));
  const std::vector<std::filesystem::path> files =
      options.files.empty() ? verify::attention::bundled_files()
                            : std::vector<std::filesystem::path>(options.files.begin(), options.files.end());
  formats::FormatOptions written;
  written.json = options.json;
  (void)formats::check_format_options(written, files);
  verify::studies::SearchStudyOptions study = options.study;
  verify::cases::Dataset dataset(files, {}, study.seed);
  const SharedStudy shared(options.shard, options.json, command, [&] { return inputs_of(dataset); });
  shared.share(study);
  std::vector<verify::studies::StudiedSource> sources;
  {
    text::Progress progress("rows", options.quiet);
    study.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    sources = verify::studies::study_search(dataset, study);
  }
  return shared.finish(
      [&] { return sections::search_table(sources, text::table_style(false)); },
      [&] { return sections::search_json(sources, command, study.seed, text::current_commit()); });
}

void add_search(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<SearchOptions>();
  const text::Verb search = study.verb("search", "What certified search costs, on real and synthetic keys");
  search.option("files", options->files,
                ".safetensors files with queries and keys; default: the bundled ones");
  search.list("--n", options->study.sizes, "Numbers of synthetic keys")
      .within(std::size_t{1}, std::size_t{1} << 20U)
      .show_default();
  search.list("--epsilon", options->study.epsilons, "Tail masses to certify").show_default();
  search.option("--seed", options->study.seed, "Seed of the synthetic keys").show_default();
  search.threads(options->study.threads);
  search.quiet(options->quiet);
  add_shard_options(search, options->shard);
  search.option("--json", options->json, "Write the figures here; - is standard output");
  search.examples({"tailmass study search attention.safetensors --n 64"});
  search.callback([options, &action] {
    action = [options](const Command& command) { return run_search(*options, command); };
  });
}

struct FaultCommand {
  std::vector<std::size_t> lengths = {64, 1024, 4096, 16384, 65536};
  bool quiet = false;
  std::string json;
  ShardOptions shard;
};

int run_smallest_fault(const FaultCommand& options, const Command& command) {
  const SharedStudy shared(options.shard, options.json, command, no_inputs);
  std::vector<verify::studies::SmallestFault> faults;
  {
    text::Progress progress("rows", options.quiet);
    verify::campaign::WorkOptions work{
        .progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); }};
    shared.share(work);
    faults = verify::studies::smallest_faults(options.lengths, work);
  }
  return shared.finish([&] { return sections::fault_table(faults, text::table_style(false)); },
                       [&] { return sections::fault_json(faults, command, text::current_commit()); });
}

void add_smallest_fault(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<FaultCommand>();
  const text::Verb verb =
      study.verb("smallest-fault", "The smallest fault of a kernel that is seen, by format and length");
  verb.list("--n", options->lengths, "Lengths of the rows")
      .within(std::size_t{1}, verify::studies::longest_row)
      .show_default();
  verb.quiet(options->quiet);
  add_shard_options(verb, options->shard);
  verb.option("--json", options->json, "Write the figures here; - is standard output");
  verb.examples({"tailmass study smallest-fault --n 64"});
  verb.callback([options, &action] {
    action = [options](const Command& command) { return run_smallest_fault(*options, command); };
  });
}

struct NecessityCommand {
  std::vector<std::string> theorems;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool quiet = false;
  ShardOptions shard;
  formats::FormatOptions formats; ///< its record alone
};

int run_necessity(const NecessityCommand& options, const Command& command) {
  const text::Interrupt interrupt;
  const std::vector<const Theorem*> theorems = chosen_theorems(options.theorems);
  const Sharing sharing(options.shard, options.formats, command, no_inputs);
  verify::record::Record record;
  record.command = command;
  record.seed = options.seed;
  record.host.threads = verify::campaign::threads_for(options.threads);
  const auto start = std::chrono::steady_clock::now();
  {
    text::Progress progress("hypotheses", options.quiet);
    properties::mutants::NecessityOptions study;
    sharing.share(study);
    study.stop = interrupt.requested();
    study.seed = options.seed;
    study.threads = options.threads;
    study.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    record.necessity = properties::mutants::necessities(theorems, study);
    record.interrupted = *interrupt.requested();
  }
  if (sharing.is_part())
    return sharing.finish();
  text::describe_surroundings(record, start);
  return formats::write_formats(record, options.formats,
                                sections::table_of(record, text::table_style(false)));
}

void add_necessity(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<NecessityCommand>();
  const text::Verb verb = study.verb(
      "necessity", "Whether theorems need their hypotheses: cases that break one and refute the rest");
  verb.operands("theorems", options->theorems, "Theorems, by id; all of them otherwise");
  verb.option("--seed", options->seed, "Seed of the generated rows").show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  add_shard_options(verb, options->shard);
  verb.option("--json", options->formats.json, "Write the findings here; - is standard output");
  verb.examples({"tailmass study necessity gap-bound"});
  verb.callback([options, &action] {
    action = [options](const Command& command) { return run_necessity(*options, command); };
  });
}

} // namespace

void add_study(const text::Verb& app, Action& action) {
  const text::Verb verb = app.verb("study", "Measure how theory and practice compare; nothing is asserted");
  verb.require_verb();
  add_gaussian(verb, action);
  add_search(verb, action);
  add_smallest_fault(verb, action);
  add_necessity(verb, action);
  verb.examples({"tailmass study gaussian --n 100 --rows 10"});
}

} // namespace tailmass::reports::commands
