// The `tailmass` command: reads the verb, runs it, turns errors into one line and an exit code.
#include "reports/commands/commands.hpp"
#include "reports/text/interrupt.hpp"
#include "reports/text/output.hpp"
#include "reports/text/usage_fault.hpp"
#include "reports/text/version.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/campaign/parts.hpp"
#include "verify/input/input_error.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <iostream>

namespace tailmass::reports::commands {

namespace {

constexpr int bad_usage = 2;
constexpr int not_all_judged = 3;

int run(int argc, char** argv) {
  CLI::App app{
      "tailmass verifies the theorems of Top-k softmax truncation, by proof, on real attention scores.",
      "tailmass"};
  app.set_version_flag("--version", text::version_text, "Print the build, its libraries and SIMD targets");
  app.failure_message([&app](const CLI::App*, const CLI::Error& error) {
    text::tell(text::usage_fault(app, error) + "; --help lists what there is");
    return std::string();
  });
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  Action action;
  add_verbs(app, action);
  text::end_well_on_signals();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool wrong = app.exit(error) != 0;
    if (std::cout.flush())
      return wrong ? bad_usage : 0;
    text::tell("standard output: cannot be written");
    return bad_usage;
  }
  try {
    return action({.words = {argv + 1, argv + argc}});
  } catch (const verify::input::InputError& error) {
    text::tell(error.what());
  } catch (const text::UsageError& error) {
    text::tell(error.what());
  } catch (const text::OutputError& error) {
    text::tell(error.what());
  } catch (const verify::campaign::PartsError& error) {
    text::tell(error.what());
    return not_all_judged;
  }
  return bad_usage;
}

} // namespace

} // namespace tailmass::reports::commands

int main(int argc, char** argv) {
  const tailmass::AssumedArithmetic assumed; // whatever a preloaded library set
  try {
    return tailmass::reports::commands::run(argc, argv);
  } catch (const std::exception& error) {
    tailmass::reports::text::tell(std::string("internal error: ") + error.what());
    return 70; // EX_SOFTWARE of sysexits.h: no verdict was reached
  }
}
