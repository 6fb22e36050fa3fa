// Walks of the command's verbs.
#include "reports/tests/commands/verb_tree.hpp"

namespace tailmass::reports::commands {

namespace {

void collect(const CLI::App& app, const VerbWords& words, std::vector<VerbWords>& found) {
  const auto below = app.get_subcommands([](const CLI::App*) { return true; });
  if (below.empty())
    found.push_back(words);
  for (const CLI::App* verb : below) {
    VerbWords longer = words;
    longer.push_back(verb->get_name());
    collect(*verb, longer, found);
  }
}

} // namespace

std::vector<VerbWords> all_verbs() {
  const VerbTree tree;
  std::vector<VerbWords> found;
  collect(tree.app, {}, found);
  return found;
}

CLI::App& verb_at(CLI::App& app, const VerbWords& words) {
  CLI::App* verb = &app;
  for (const std::string& word : words)
    verb = verb->get_subcommand(word);
  return *verb;
}

std::vector<std::string> options_with_arguments(const VerbWords& words) {
  VerbTree tree;
  std::vector<std::string> names;
  for (const CLI::Option* option : verb_at(tree.app, words).get_options())
    if (option->nonpositional() && option->get_items_expected_max() > 0)
      names.push_back(option->get_name());
  return names;
}

} // namespace tailmass::reports::commands
