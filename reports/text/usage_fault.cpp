// Words that CLI11 left over.
#include "reports/text/usage_fault.hpp"

#include "verify/input/nearest.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::text {

namespace {

/// The verb that the words before the fault chose.
const CLI::App& chosen_verb(const CLI::App& app) {
  const auto below = app.get_subcommands();
  return below.empty() ? app : chosen_verb(*below.front());
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    if (option->nonpositional())
      names.push_back(option->get_name());
  return names;
}

} // namespace

std::string usage_fault(const CLI::App& app, const CLI::Error& error) {
  const CLI::App& verb = chosen_verb(app);
  const std::vector<std::string> verbs = verbs_of(verb);
  const std::vector<std::string> rest = app.remaining(true);
  if (rest.empty())
    return verbs.empty() ? error.what() : fmt::format("name a verb: {}", fmt::join(verbs, ", "));
  const std::string word = rest.front().substr(0, rest.front().find('='));
  if (word.starts_with("-"))
    return verify::input::unknown_name("option", word, options_of(verb));
  return verbs.empty() ? error.what() : verify::input::unknown_name("verb", word, verbs);
}

} // namespace tailmass::reports::text
