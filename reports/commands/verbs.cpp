// The list of the verbs, and what holds of the options of each.
#include "reports/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>

namespace tailmass::reports::commands {

namespace {

/// Why the text is no unsigned number, empty where it is one: CLI11 would take -1 as 2^64 - 1.
std::string not_whole(const std::string& text) {
  errno = 0;
  char* end = nullptr;
  (void)std::strtoull(text.c_str(), &end, 0);
  const bool read = !text.empty() && text.front() >= '0' && text.front() <= '9' && *end == '\0';
  return read && errno == 0 ? "" : fmt::format("{} is not a whole number from 0 to 2^64 - 1", text);
}

void refuse_signs(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (option->get_type_name().starts_with("UINT"))
      option->check(CLI::Validator(not_whole, ""));
  for (CLI::App* verb : app.get_subcommands({}))
    refuse_signs(*verb);
}

} // namespace

void add_verbs(CLI::App& app, Action& action) {
  app.require_subcommand(1);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  add_list(app, action);
  add_verify(app, action);
  add_certify(app, action);
  add_replay(app, action);
  add_study(app, action);
  add_hunt(app, action);
  add_precision(app, action);
  add_bench(app, action);
  add_report(app, action);
  refuse_signs(app);
}

} // namespace tailmass::reports::commands
