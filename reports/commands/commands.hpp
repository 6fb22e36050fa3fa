// The verbs of the `tailmass` command, one function each.
#pragma once

#include "reports/text/verb.hpp"

#include <functional>
#include <string>

namespace tailmass::reports::commands {

/// What a verb does once its options are read, given the command line as it could be typed again; returns the
/// exit code.
using Action = std::function<int(const std::string& command)>;

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
void add_report(const text::Verb& app, Action& action);

} // namespace tailmass::reports::commands
