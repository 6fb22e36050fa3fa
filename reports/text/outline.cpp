// One walk over the options of CLI11.
#include "reports/text/outline.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

namespace tailmass::reports::text {

namespace {

OptionOutline outline_of(const CLI::Option& option) {
  const bool operand = !option.nonpositional();
  return {.name = operand ? option.get_name(true) : option.get_name(),
          .argument = option.get_items_expected_max() > 0 ? option.get_option_text() : "",
          .help = option.get_description(),
          .operand = operand};
}

VerbOutline outline_at(const CLI::App& app, std::vector<std::string> words) {
  VerbOutline verb{
      .words = std::move(words), .help = app.get_description(), .examples = {}, .options = {}, .verbs = {}};
  std::istringstream footer(app.get_footer());
  for (std::string line; std::getline(footer, line);)
    if (line.starts_with("  "))
      verb.examples.push_back(line.substr(2));
  for (const CLI::Option* option : app.get_options())
    verb.options.push_back(outline_of(*option));
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    std::vector<std::string> longer = verb.words;
    longer.push_back(below->get_name());
    verb.verbs.push_back(outline_at(*below, std::move(longer)));
  }
  return verb;
}

} // namespace

VerbOutline outline_of(const CLI::App& app) {
  return outline_at(app, {});
}

std::string name_of(const VerbOutline& verb) {
  std::string name = "tailmass";
  for (const std::string& word : verb.words)
    name += " " + word;
  return name;
}

} // namespace tailmass::reports::text
