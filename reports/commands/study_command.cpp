// The verb `study`: what is measured and tabled, never asserted.
#include "properties/mutants/necessity.hpp"
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"
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
#include <memory>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {

namespace {

struct GaussianOptions {
  verify::studies::GaussianStudyOptions study;
  bool quiet = false;
  std::string json;
};

/// Shows the table of a study, unless its JSON takes standard output, and writes that.
int write(const std::string& table, const std::string& json, const std::string& path) {
  text::Outputs outputs;
  if (path != "-")
    outputs.attempt([&] { text::show(table); });
  outputs.attempt([&] { text::write_text(json, path); });
  return outputs.exit_code(0);
}

int run_gaussian(const GaussianOptions& options) {
  verify::studies::GaussianStudyOptions study = options.study;
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
  return write(sections::gaussian_tables(found, text::table_style(false)),
               to_json(found, study).dump(2) + "\n", options.json);
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
  verb.option("--json", options->json, "Write the findings here; - is standard output");
  verb.callback(
      [options, &action] { action = [options](const std::string&) { return run_gaussian(*options); }; });
}

struct SearchOptions {
  std::vector<std::string> files;
  verify::studies::SearchStudyOptions study;
  bool quiet = false;
  std::string json;
};

int run_search(const SearchOptions& options, const std::string& command) {
  const std::vector<std::filesystem::path> files =
      options.files.empty() ? verify::attention::bundled_files()
                            : std::vector<std::filesystem::path>(options.files.begin(), options.files.end());
  verify::studies::SearchStudyOptions study = options.study;
  verify::cases::Dataset dataset(files, {}, study.seed);
  std::vector<verify::studies::StudiedSource> sources;
  {
    text::Progress progress("rows", options.quiet);
    study.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    sources = verify::studies::study_search(dataset, study);
  }
  return write(sections::search_table(sources, text::table_style(false)),
               sections::search_json(sources, command, study.seed, text::current_commit()), options.json);
}

void add_search(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<SearchOptions>();
  const text::Verb search =
      study.verb("search", "Keys that certified search scores, on real and synthetic keys");
  search.option("files", options->files,
                ".safetensors files with queries and keys; default: the bundled ones");
  search.list("--n", options->study.sizes, "Numbers of synthetic keys")
      .within(std::size_t{1}, std::size_t{1} << 20U)
      .show_default();
  search.option("--seed", options->study.seed, "Seed of the synthetic keys").show_default();
  search.threads(options->study.threads);
  search.quiet(options->quiet);
  search.option("--json", options->json, "Write the figures here; - is standard output");
  search.callback([options, &action] {
    action = [options](const std::string& command) { return run_search(*options, command); };
  });
}

struct FaultCommand {
  std::vector<std::size_t> lengths = {64, 1024, 4096, 16384, 65536};
  bool quiet = false;
  std::string json;
};

int run_smallest_fault(const FaultCommand& options, const std::string& command) {
  std::vector<verify::studies::SmallestFault> faults;
  {
    text::Progress progress("rows", options.quiet);
    faults = verify::studies::smallest_faults(
        options.lengths, [&](std::size_t done, std::size_t total) { progress.update(done, total); });
  }
  return write(sections::fault_table(faults, text::table_style(false)),
               sections::fault_json(faults, command, text::current_commit()), options.json);
}

void add_smallest_fault(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<FaultCommand>();
  const text::Verb verb =
      study.verb("smallest-fault", "The smallest fault of a kernel that is seen, by format and length");
  verb.list("--n", options->lengths, "Lengths of the rows")
      .within(std::size_t{1}, verify::studies::longest_row)
      .show_default();
  verb.quiet(options->quiet);
  verb.option("--json", options->json, "Write the figures here; - is standard output");
  verb.callback([options, &action] {
    action = [options](const std::string& command) { return run_smallest_fault(*options, command); };
  });
}

struct NecessityCommand {
  std::vector<std::string> theorems;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool quiet = false;
  std::string json;
};

int run_necessity(const NecessityCommand& options, const std::string& command) {
  const std::vector<const Theorem*> theorems = chosen_theorems(options.theorems);
  verify::record::Record record;
  record.command = command;
  record.seed = options.seed;
  record.host.threads = verify::campaign::threads_for(options.threads);
  const auto start = std::chrono::steady_clock::now();
  {
    text::Progress progress("hypotheses", options.quiet);
    const text::Interrupt interrupt;
    properties::mutants::NecessityOptions study;
    study.stop = interrupt.requested();
    study.seed = options.seed;
    study.threads = options.threads;
    study.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    record.necessity = properties::mutants::necessities(theorems, study);
    record.interrupted = *interrupt.requested();
  }
  text::describe_surroundings(record, start);
  formats::FormatOptions json;
  json.json = options.json;
  return formats::write_formats(record, json, sections::table_of(record, text::table_style(false)));
}

void add_necessity(const text::Verb& study, Action& action) {
  const auto options = std::make_shared<NecessityCommand>();
  const text::Verb verb = study.verb(
      "necessity", "Whether theorems need their hypotheses: cases that break one and refute the rest");
  verb.operands("theorems", options->theorems, "Theorems, by id; all of them otherwise");
  verb.option("--seed", options->seed, "Seed of the generated rows").show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  verb.option("--json", options->json, "Write the findings here; - is standard output");
  verb.callback([options, &action] {
    action = [options](const std::string& command) { return run_necessity(*options, command); };
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
}

} // namespace tailmass::reports::commands
