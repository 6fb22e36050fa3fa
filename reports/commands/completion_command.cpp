// The verbs `completion` and `man`: what the options say of themselves, for shells and for man.
#include "reports/commands/chosen_implementations.hpp"
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"
#include "reports/text/completion.hpp"
#include "reports/text/man_page.hpp"
#include "reports/text/output.hpp"
#include "reports/text/version.hpp"
#include "verify/input/nearest.hpp"

#include <memory>
#include <utility>

namespace tailmass::reports::commands {

namespace {

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const text::Shell& shell : text::shells)
    names.emplace_back(shell.name);
  return names;
}

/// Tells options and operands that take one of a few names which these are.
void add_values(text::VerbOutline& verb,
                const std::vector<std::pair<std::string, std::vector<std::string>>>& values) {
  for (text::OptionOutline& option : verb.options)
    for (const auto& [name, its] : values)
      if (option.name == name)
        option.values = its;
  for (text::VerbOutline& below : verb.verbs)
    add_values(below, values);
}

int complete(const text::Verb& app, const std::string& name) {
  for (const text::Shell& shell : text::shells)
    if (shell.name == name) {
      text::VerbOutline outline = app.outline();
      add_values(outline, {{"id", explained_ids()},
                           {"theorems", theorem_ids()},
                           {"--theorem", theorem_ids()},
                           {"--regime", regime_names()},
                           {"--implementation", implementation_names()},
                           {"shell", shell_names()}});
      text::show(shell.script(outline));
      return 0;
    }
  throw text::UsageError(verify::input::unknown_name("shell", name, shell_names()) +
                         "; there are bash, zsh and fish");
}

} // namespace

void add_completion(const text::Verb& app, Action& action) {
  const auto shell = std::make_shared<std::string>();
  const text::Verb verb = app.verb("completion", "Write what completes the command's words in a shell");
  verb.option("shell", *shell, "bash, zsh or fish").require();
  verb.examples({"tailmass completion bash > tailmass.bash", "tailmass completion zsh > _tailmass",
                 "tailmass completion fish > tailmass.fish"});
  verb.callback(
      [app, shell, &action] { action = [app, shell](const Command&) { return complete(app, *shell); }; });
}

void add_man(const text::Verb& app, Action& action) {
  const text::Verb verb = app.verb("man", "Write the command's page for man");
  verb.examples({"tailmass man > tailmass.1"});
  verb.callback([app, &action] {
    action = [app](const Command&) {
      text::show(text::man_page(app.outline(), text::build_name()));
      return 0;
    };
  });
}

} // namespace tailmass::reports::commands
