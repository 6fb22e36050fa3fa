// The list of the verbs.
#include "reports/commands/commands.hpp"

#include "reports/text/output.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace tailmass::reports::commands {

Command::operator std::string() const {
  return text::command_line(words);
}

void add_verbs(CLI::App& app, Action& action) {
  const text::Verb top(app);
  top.require_verb();
  add_list(top, action);
  add_verify(top, action);
  add_certify(top, action);
  add_check(top, action);
  add_replay(top, action);
  add_study(top, action);
  add_hunt(top, action);
  add_precision(top, action);
  add_bench(top, action);
  add_merge(top, action);
  add_report(top, action);
  add_completion(top, action);
  add_man(top, action);
  top.examples({"tailmass verify", "tailmass certify scores.npy --html page.html",
                "tailmass check kernel.safetensors", "tailmass list gap-bound"});
}

int run_again(const std::vector<std::string>& words, const verify::campaign::Parts& parts) {
  CLI::App app{"tailmass"};
  Action action;
  add_verbs(app, action);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend())); // CLI11 takes the last one first
  } catch (const CLI::ParseError& error) {
    throw text::UsageError(fmt::format("{}: {}", text::command_line(words), error.what()));
  }
  return action({.words = words, .parts = &parts});
}

} // namespace tailmass::reports::commands
