// Counterexample search: options, hunt, tables, record.
#include "reports/commands/chosen_implementations.hpp"
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/commands/user_code.hpp"

#include "properties/generated/survey.hpp"
#include "properties/hunt/duel.hpp"
#include "properties/hunt/implementation_objective.hpp"
#include "properties/hunt/mutant_hunt.hpp"
#include "properties/hunt/theorem_objective.hpp"
#include "reports/formats/formats.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "verify/campaign/row_workers.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

using Clock = std::chrono::steady_clock;

struct HuntCommandOptions {
  std::vector<std::string> theorems;
  std::vector<std::string> implementations;
  UserCodeOptions code;
  bool mutants = false;
  bool against_random = false;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool quiet = false;
  std::optional<std::size_t> evaluations;
  std::optional<double> seconds;
  std::string corpus;
  std::string found = "tailmass-hunt";
  double keep = 0.9;
  ShardOptions shard;
  formats::FormatOptions formats;
};

constexpr double default_seconds = 60;
/// The share of the time given that is kept for judging, shrinking and storing.
constexpr double share_of_ending = 0.2;
constexpr std::size_t mutant_evaluations = 200'000;

/// Returns that of all threads together.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::vector<const Theorem*> hunted_theorems(const std::vector<std::string>& ids) {
  if (ids.empty())
    return properties::generated::row_theorems();
  std::vector<const Theorem*> theorems = chosen_theorems(ids);
  for (const Theorem* theorem : theorems)
    if (theorem->scope == Scope::model)
      throw text::UsageError(
          fmt::format("{} speaks of random rows, not of one: there is nothing to hunt for; "
                      "`--mutants` judges its false variants",
                      theorem->id));
  return theorems;
}

std::vector<std::unique_ptr<properties::hunt::Objective>>
hunted_implementations(const std::vector<std::string>& names) {
  std::vector<std::unique_ptr<properties::hunt::Objective>> objectives;
  for (const Implementation& of : chosen_implementations(names))
    objectives.push_back(std::make_unique<properties::hunt::ImplementationObjective>(of));
  return objectives;
}

bool hunts_code(const HuntCommandOptions& options) {
  return !options.code.kernel.empty() || !options.code.functions.empty();
}

std::vector<std::unique_ptr<properties::hunt::Objective>> objectives_of(const HuntCommandOptions& options) {
  auto objectives = hunted_implementations(options.implementations);
  for (auto& function : hunted_functions(options.code, options.threads))
    objectives.push_back(std::move(function));
  if (!options.code.kernel.empty())
    objectives.push_back(loaded_kernel(options.code, options.threads));
  if (objectives.empty())
    for (const Theorem* theorem : hunted_theorems(options.theorems))
      objectives.push_back(std::make_unique<properties::hunt::TheoremObjective>(*theorem));
  return objectives;
}

std::vector<verify::campaign::PartInput> inputs_of(const HuntCommandOptions& options) {
  std::vector<verify::campaign::PartInput> inputs = inputs_of(options.code);
  if (!options.corpus.empty())
    for (const std::filesystem::path& file : properties::hunt::corpus_files(options.corpus))
      inputs.push_back(input_of(file.string()));
  return inputs;
}

class HuntRun {
public:
  HuntRun(const HuntCommandOptions& options, const Command& command)
      : options_(options),
        sharing_(options.shard, options.formats, command, [&] { return inputs_of(options); }),
        progress_(options.evaluations || options.mutants ? "evaluations" : "tenths of a second",
                  options.quiet) {
    record_.command = command;
    record_.seed = options.seed;
    record_.hunt.emplace();
    record_.hunt->fraction = options.keep;
    record_.host.threads = verify::campaign::threads_for(options.threads);
  }

  int run() {
    if (options_.mutants)
      hunt_for_mutants();
    else if (options_.against_random)
      compare();
    else
      hunt_for_goals();
    if (sharing_.is_part())
      return sharing_.finish();
    if (sharing_.is_merge())
      record_.timing.processor_seconds = 0; // the search was made elsewhere
    record_.interrupted = *interrupt_.requested();
    text::describe_surroundings(record_, start_);
    text::Outputs outputs;
    outputs.attempt([&] { require_stored(); });
    return outputs.exit_code(formats::write_formats(record_, options_.formats,
                                                    sections::table_of(record_, text::table_style(true))));
  }

private:
  void fill(properties::hunt::HuntOptions& hunting) {
    sharing_.share(hunting);
    hunting.seed = options_.seed;
    hunting.threads = options_.threads;
    hunting.evaluations = options_.evaluations;
    hunting.seconds = options_.seconds.value_or(default_seconds) * (1 - share_of_ending);
    hunting.stop = interrupt_.requested();
    hunting.progress = [this](std::size_t done, std::size_t total) { progress_.update(done, total); };
    hunting.round_ended = [this](std::size_t reached, std::size_t goals) {
      progress_.note(fmt::format("{} of {} goals reached", reached, goals));
    };
    if (options_.corpus.empty())
      return;
    properties::hunt::Corpus corpus = properties::hunt::read_corpus(options_.corpus);
    for (verify::cases::StoredCase& stored : corpus.cases)
      hunting.starts.push_back(std::move(stored.c));
    std::ranges::for_each(corpus.left_out, text::tell);
  }

  void hunt_for_goals() {
    const auto objectives = objectives_of(options_);
    properties::hunt::HuntOptions hunting;
    fill(hunting);
    std::optional<properties::hunt::Journal> journal;
    if (!options_.found.empty()) {
      journal.emplace(std::filesystem::path(options_.found) / sharing_.own_name("journal", ".jsonl"));
      hunting.journal = &*journal;
      record_.hunt->journal = journal->path().string();
    }
    record_.hunt->budget = options_.evaluations;
    const double before = processor_seconds();
    const std::vector<properties::hunt::Hunted> hunted = properties::hunt::hunt(objectives, hunting);
    if (sharing_.is_part())
      return;
    for (const std::string& name : sharing_.shards_names("journal", ".jsonl"))
      if (const auto path = std::filesystem::path(options_.found) / name; journal && exists(path))
        std::ranges::for_each(unite(*journal, path), text::tell);
    count(hunted, processor_seconds() - before);
    properties::hunt::SharpnessOptions ending;
    ending.threads = options_.threads;
    ending.fraction = options_.keep;
    ending.folder = options_.found;
    ending.stop = interrupt_.requested(); // whoever interrupts does not want to wait
    record_.hunt->sharpness = properties::hunt::sharpness_of(hunted, ending);
  }

  void hunt_for_mutants() {
    properties::hunt::MutantHuntOptions hunting;
    fill(hunting);
    if (!options_.seconds)
      hunting.evaluations = options_.evaluations.value_or(mutant_evaluations);
    record_.hunt->budget = hunting.evaluations;
    const double before = processor_seconds();
    record_.hunt->mutants = properties::hunt::hunt_mutants(chosen_theorems(options_.theorems), hunting);
    for (const verify::record::HuntedMutant& mutant : record_.hunt->mutants) {
      record_.hunt->evaluations += mutant.spent;
      record_.mutants.push_back({.theorem = mutant.theorem,
                                 .name = mutant.name,
                                 .change = mutant.change,
                                 .verdict = mutant.refuted() ? verify::judge::Verdict::refuted
                                                             : verify::judge::Verdict::undecided});
    }
    record_.timing.processor_seconds = processor_seconds() - before;
  }

  void compare() {
    const auto objectives = hunted_implementations(
        options_.implementations.empty() ? std::vector<std::string>{"all"} : options_.implementations);
    properties::hunt::DuelOptions duel;
    sharing_.share(duel);
    duel.seed = options_.seed;
    duel.threads = options_.threads;
    duel.evaluations = options_.evaluations.value_or(duel.evaluations);
    duel.stop = interrupt_.requested();
    duel.progress = [this](std::size_t done, std::size_t total) { progress_.update(done, total); };
    const double before = processor_seconds();
    record_.hunt->duels = properties::hunt::duels(objectives, duel);
    record_.hunt->budget = duel.evaluations;
    for (const verify::record::Duel& fought : record_.hunt->duels)
      record_.hunt->evaluations += (fought.hunt.size() + fought.random.size()) * duel.evaluations;
    record_.timing.processor_seconds = processor_seconds() - before;
  }

  /// Throws OutputError where a case that was found could not be stored.
  void require_stored() const {
    for (const verify::record::HuntedGoal& goal : record_.hunt->sharpness)
      for (const auto& kept : {goal.worst, goal.minimal})
        if (kept && kept->case_file.empty() && !options_.found.empty())
          throw text::OutputError(options_.found + ": not all cases that were found can be written there");
  }

  void count(const std::vector<properties::hunt::Hunted>& hunted, double seconds) {
    for (const properties::hunt::Hunted& of : hunted)
      record_.hunt->evaluations += of.evaluations;
    record_.timing.processor_seconds = seconds;
  }

  const HuntCommandOptions& options_;
  const Sharing sharing_;
  const Clock::time_point start_ = Clock::now();
  const text::Interrupt interrupt_;
  text::Progress progress_;
  verify::record::Record record_;
};

void check_usage(const HuntCommandOptions& options) {
  if (options.evaluations && options.seconds)
    throw text::UsageError("--evaluations and --seconds are two budgets: give one");
  const bool of_errors = !options.implementations.empty() || hunts_code(options);
  if (options.mutants && (of_errors || options.against_random))
    throw text::UsageError(
        "--mutants are of theorems: not with --implementation, --kernel, --function or --against-random");
  if (!options.theorems.empty() && (of_errors || options.against_random))
    throw text::UsageError("hunt theorems or implementations, not both");
  if (options.against_random && hunts_code(options))
    throw text::UsageError("--against-random is of the suite's own implementations");
  if (options.code.relative && options.code.functions.empty())
    throw text::UsageError("--relative is of a --function");
  if (options.against_random && options.seconds)
    throw text::UsageError("--against-random compares by --evaluations");
}

} // namespace

void add_hunt(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<HuntCommandOptions>();
  const text::Verb verb = app.verb("hunt", "Search for the cases that come nearest to breaking a bound");
  verb.operands("theorems", options->theorems, "Theorems, by id; all of them otherwise");
  verb.list("--implementation", options->implementations,
            "Instead, the largest error over proven bound of these: a quantity, quantity/variant/type, all; "
            "`tailmass list --implementations`");
  add_kernel_option(verb, options->code);
  add_function_option(verb, options->code);
  verb.option("--relative", options->code.relative,
              "Relative error that a --function may have, in place of the bound of plain arithmetic")
      .positive();
  add_call_limit(verb, options->code);
  verb.flag("--mutants", options->mutants, "Instead, the false variants: every one must be refuted");
  verb.flag("--against-random", options->against_random,
            "Compare with random sampling on the errors of implementations, over 5 seeds");
  verb.option("--evaluations", options->evaluations,
              "Evaluations of each theorem, mutant or implementation; with them a seed gives the same result")
      .positive();
  verb.option("--seconds", options->seconds, "About how long to work; 60 without any budget").positive();
  verb.option("--seed", options->seed, "Seed of all random streams").show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  verb.option("--corpus", options->corpus, "Case files and journals to start from: a folder or a file");
  verb.option("--found", options->found, "Folder for the journal and the cases found; empty: none")
      .show_default();
  verb.option("--keep", options->keep, "Share of the score that the smallest case keeps")
      .within(0.0, 1.0)
      .show_default();
  add_shard_options(verb, options->shard);
  formats::add_format_options(verb, options->formats);
  verb.examples({"tailmass hunt gap-bound --evaluations 1000",
                 "tailmass hunt --implementation log_sum_exp --evaluations 200"});
  verb.callback([options, &action] {
    action = [options](const Command& command) {
      check_usage(*options);
      const std::filesystem::path corpus = options->corpus;
      (void)formats::check_format_options(options->formats, {&corpus, 1});
      return HuntRun(*options, command).run();
    };
  });
}

} // namespace tailmass::reports::commands
