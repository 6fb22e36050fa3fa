// The verbs of the `tailmass` command, one function each.
#pragma once

#include "reports/text/verb.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tailmass::verify::campaign {
class Parts;
} // namespace tailmass::verify::campaign

namespace tailmass::reports::commands {

/// A command as it was given.
struct Command {
  std::vector<std::string> words;                 ///< after the program's name
  const verify::campaign::Parts* parts = nullptr; ///< that have its results already, where they are merged
  /// The command line as it could be typed again.
  operator std::string() const; // implicit, as most verbs ask for no more than this
};

/// What a verb does once its options are read; returns the exit code.
using Action = std::function<int(const Command& command)>;

/// Runs the verb that the words name, with the results of these parts.
int run_again(const std::vector<std::string>& words, const verify::campaign::Parts& parts);

/// Adds all of them, in the order of the help; when one is chosen, parsing puts its work into `action`.
void add_verbs(CLI::App& app, Action& action);

// Each adds its verb to the command.
void add_list(const text::Verb& app, Action& action);
void add_verify(const text::Verb& app, Action& action);
void add_certify(const text::Verb& app, Action& action);
void add_check(const text::Verb& app, Action& action);
void add_replay(const text::Verb& app, Action& action);
void add_study(const text::Verb& app, Action& action);
void add_hunt(const text::Verb& app, Action& action);
void add_precision(const text::Verb& app, Action& action);
void add_bench(const text::Verb& app, Action& action);
void add_merge(const text::Verb& app, Action& action);
void add_report(const text::Verb& app, Action& action);
void add_completion(const text::Verb& app, Action& action);
void add_man(const text::Verb& app, Action& action);

} // namespace tailmass::reports::commands
