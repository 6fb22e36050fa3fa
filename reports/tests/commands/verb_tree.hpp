// The command's verbs and options, for tests that walk them.
#pragma once

#include "reports/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// The command as main() makes it, to parse with.
struct VerbTree {
  VerbTree() { add_verbs(app, action); }

  Action action;
  CLI::App app{"tailmass"};
};

/// A verb that takes options, by its words: {"study", "search"}.
using VerbWords = std::vector<std::string>;

/// Returns the words of every verb that has no verbs below it.
[[nodiscard]] std::vector<VerbWords> all_verbs();

/// Returns the verb of these words. Throws CLI::OptionNotFound where there is none.
[[nodiscard]] CLI::App& verb_at(CLI::App& app, const VerbWords& words);

/// Returns the options that take an argument and are no positional, as "--name".
[[nodiscard]] std::vector<std::string> options_with_arguments(const VerbWords& words);

} // namespace tailmass::reports::commands
