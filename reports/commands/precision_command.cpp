// Errors of implementations: options, run, limits, comparison, record.
#include "reports/commands/chosen_implementations.hpp"
#include "reports/commands/commands.hpp"
#include "reports/commands/sharing.hpp"
#include "reports/commands/user_code.hpp"
#include "reports/formats/formats.hpp"
#include "reports/limits/precision_limits.hpp"
#include "reports/sections/precision.hpp"
#include "reports/sections/run_summary.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/progress.hpp"
#include "verify/input/nearest.hpp"

#include "properties/precision/precision.hpp"
#include "properties/regimes/regimes.hpp"
#include "verify/cases/shell_quoted.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

struct PrecisionCommand {
  properties::precision::PrecisionOptions run;
  std::vector<std::string> implementations;
  UserCodeOptions code;
  unsigned threads = 0;
  bool quiet = false;
  std::string limits;
  bool all = false;
  bool curves = false;
  ShardOptions shard;
  formats::FormatOptions formats;
};

/// The user's code, and beside it the implementations that were named, else the suite's own of the same
/// quantities.
std::vector<Implementation> chosen_with_code(const PrecisionCommand& options,
                                             const std::vector<MeasuredCode>& code) {
  const std::vector<std::string> all{"all"};
  std::vector<Implementation> chosen =
      chosen_implementations(options.implementations.empty() ? all : options.implementations);
  if (!code.empty() && options.implementations.empty())
    std::erase_if(chosen, [&](const Implementation& one) {
      return std::ranges::none_of(
          code, [&](const MeasuredCode& of) { return of.implementation.quantity == one.quantity; });
    });
  for (const MeasuredCode& of : code)
    chosen.push_back(of.implementation);
  return chosen;
}

/// The largest error of each of the user's functions and kernels, and where it is: which number of a vector
/// too.
std::vector<std::string> told_of_code(const std::vector<MeasuredCode>& code,
                                      std::span<const Implementation> measured,
                                      verify::record::PrecisionRecord& record,
                                      std::span<const limits::PrecisionLimit> limits,
                                      const properties::precision::Prepare& prepare) {
  std::vector<std::string> told;
  for (const MeasuredCode& of : code) {
    const verify::record::ImplementationName name = verify::record::name_of(of.implementation);
    const auto line = std::ranges::find(record.lines, name, &verify::record::PrecisionLine::name);
    if (line == record.lines.end()) // the first is of all cases
      continue;
    const std::optional<std::size_t> at = properties::precision::worst_coordinate(measured, *line, prepare);
    const std::string number =
        at ? fmt::format(" of {} {}", name.quantity == "softmax" ? "key" : "coordinate", *at) : "";
    told.push_back(fmt::format("{}: largest error {:.4g} ulp{}, at {} n={}",
                               verify::input::printable(text_of(name)), line->max_ulp, number,
                               line->worst.regime, line->worst.n));
    const auto limit = std::ranges::find(limits, name, &limits::PrecisionLimit::name);
    for (verify::record::PrecisionFault& fault : record.faults)
      if (fault.name == name && limit != limits.end() &&
          !limit->of_bound) // else another number may exceed it
        fault.message += number.empty() ? "" : ":" + number;
  }
  return told;
}

/// The command that measures an error again: the user's code is named by its library.
std::string naming_code(std::string command, const std::vector<MeasuredCode>& code) {
  for (const auto& [implementation, option] : code) {
    const std::string named = "--implementation " + text_of(verify::record::name_of(implementation)) + " ";
    if (const std::size_t at = command.find(named); at != std::string::npos)
      command.replace(at, named.size(), option + " ");
  }
  return command;
}

/// Those of the file, or the project's own; beside the user's code these hold of what the file does not name.
std::vector<limits::PrecisionLimit> limits_of(const PrecisionCommand& options) {
  if (options.limits.empty())
    return limits::own_limits();
  const verify::input::MappedFile file(options.limits);
  const std::span<const std::byte> bytes = file.bytes();
  std::vector<limits::PrecisionLimit> limits =
      limits::parse_limits({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, options.limits);
  if (!options.code.functions.empty() || !options.code.kernel.empty())
    for (const limits::PrecisionLimit& own : limits::own_limits())
      if (std::ranges::find(limits, own.name, &limits::PrecisionLimit::name) == limits.end())
        limits.push_back(own);
  return limits;
}

/// The old record to compare with, if there is to be one. Throws UsageError where the cases are others.
std::optional<verify::record::Record> check(const PrecisionCommand& options) {
  for (const std::string& regime : options.run.regimes)
    if (!properties::regimes::find_regime(regime))
      throw text::UsageError(verify::input::unknown_name("regime", regime, regime_names()) +
                             "; `tailmass list --regimes` names them");
  for (const std::size_t n : options.run.sizes)
    if (n == 0)
      throw text::UsageError("a row has at least 1 key");
  const std::filesystem::path limits = options.limits;
  std::optional<verify::record::Record> base = formats::check_format_options(options.formats, {&limits, 1});
  if (base)
    sections::check_comparable({.seed = options.run.seed, .effort = options.run.effort}, *base,
                               options.formats.against);
  return base;
}

/// The worst cases of an old record, judged afresh.
std::vector<sections::Change> old_worst_cases(std::span<const Implementation> implementations,
                                              const verify::record::PrecisionRecord& base,
                                              const formats::FormatOptions& formats,
                                              const properties::precision::Prepare& prepare) {
  std::vector<sections::Change> changes;
  constexpr double noticed = 0.5;
  for (const verify::record::PrecisionLine& old : base.lines) {
    if (old.regime || old.n || old.tail_decade)
      continue;
    const std::optional<double> now =
        properties::precision::error_at_old_worst(implementations, old, prepare);
    if (now && *now > formats.factor * old.max_ulp && *now > old.max_ulp + noticed)
      changes.push_back({sections::Change::Kind::worse, "precision",
                         text_of(old.name) + " at its old worst case",
                         fmt::format("{:.3g} -> {:.3g} ulp, x{:.3g}", old.max_ulp, *now, *now / old.max_ulp),
                         sections::precision_command(old.name, old.worst)});
  }
  return changes;
}

int run_precision(const PrecisionCommand& options, const Command& command) {
  const std::optional<verify::record::Record> base = check(options);
  const auto start = std::chrono::steady_clock::now();
  const text::Interrupt interrupt;
  const auto [code, prepare] = measured_code(options.code, options.threads);
  const std::vector<Implementation> chosen = chosen_with_code(options, code);
  const std::vector<limits::PrecisionLimit> limits = limits_of(options);
  properties::precision::PrecisionOptions measured = options.run;
  measured.work.threads = options.threads;
  measured.prepare = prepare;
  const Sharing sharing(options.shard, options.formats, command, [&] { return inputs_of(options.code); });
  sharing.share(measured.work);
  properties::precision::PrecisionRun run;
  {
    text::Progress progress("cases", options.quiet);
    measured.work.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    measured.work.stop = interrupt.requested();
    run = properties::precision::measure_precision(chosen, measured);
  }
  if (run.total == 0)
    throw text::UsageError("no case has these regimes, sizes and numbers at this effort");
  if (sharing.is_part())
    return sharing.finish();
  verify::record::Record record;
  record.command = command;
  record.seed = measured.seed;
  record.rows = record.cases = run.cases;
  record.rows_total = run.total;
  record.interrupted = run.cases < run.total;
  record.host.threads = run.threads;
  const bool complete = options.implementations.empty() && code.empty() && measured.regimes.empty() &&
                        measured.sizes.empty() && !measured.index && measured.effort >= 1 &&
                        !record.interrupted;
  std::vector<verify::record::ImplementationName> asked;
  const std::size_t unasked = options.implementations.empty() ? chosen.size() - code.size() : 0;
  for (std::size_t i = unasked; i < chosen.size() && !record.interrupted; ++i)
    asked.push_back(verify::record::name_of(chosen[i]));
  limits::judge_precision(run.record, limits, asked, complete);
  std::vector<std::string> told;
  if (!record.interrupted) // as it computes again
    told = told_of_code(code, chosen, run.record, limits, prepare);
  for (verify::record::PrecisionFault& fault : run.record.faults) {
    fault.replay = naming_code(fault.replay, code);
    if (!options.limits.empty() && !fault.replay.empty())
      fault.replay += " --limits " + verify::cases::shell_quoted(options.limits);
  }
  record.precision = std::move(run.record);
  std::vector<sections::Change> seen =
      base ? old_worst_cases(chosen, *base->precision, options.formats, prepare)
           : std::vector<sections::Change>{};
  for (sections::Change& change : seen)
    change.replay = naming_code(change.replay, code);
  text::describe_surroundings(record, start);
  text::TableStyle style = text::table_style(options.curves);
  style.all = options.all;
  return formats::write_formats(record, options.formats,
                                sections::answers_text(told, style, std::max(style.width, text::narrowest)) +
                                    sections::table_of(record, style),
                                seen);
}

} // namespace

void add_precision(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<PrecisionCommand>();
  const text::Verb verb =
      app.verb("precision", "Measure the error of every implementation against balls, and hold it to "
                            "its limit");
  verb.list("--implementation", options->implementations,
            "Only these: a quantity, quantity/variant/type or all; `tailmass list --implementations`");
  add_kernel_option(verb, options->code);
  add_function_option(verb, options->code);
  add_call_limit(verb, options->code);
  verb.list("--regime", options->run.regimes,
            "Only rows of these regimes; `tailmass list --regimes` names them");
  verb.list("--n", options->run.sizes, "Only rows of these sizes")
      .within(std::size_t{0}, std::size_t{1} << 24U);
  verb.option("--index", options->run.index, "Only the case of this number of each regime and size");
  verb.option("--effort", options->run.effort, "How many times the usual cases")
      .show_default()
      .within(1e-3, 1e3);
  verb.option("--seed", options->run.seed, "Seed of the rows").show_default();
  verb.threads(options->threads);
  verb.quiet(options->quiet);
  verb.option("--limits", options->limits, "File of limits; default: the project's own");
  verb.flag("--all", options->all, "Show every implementation, not the ten that are nearest to their limits");
  verb.flag("--curves", options->curves, "Show the errors by number of keys and by tail mass");
  add_shard_options(verb, options->shard);
  formats::add_format_options(verb, options->formats);
  verb.examples({"tailmass precision --implementation tail_mass --effort 0.01",
                 "tailmass precision --implementation kl/stable/double --regime gaussian --n 64"});
  verb.callback([options, &action] {
    action = [options](const Command& command) { return run_precision(*options, command); };
  });
}

} // namespace tailmass::reports::commands
