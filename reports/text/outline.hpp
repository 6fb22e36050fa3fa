// The verbs and options of the command as data, which help, completion, man page and suggestions walk.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace tailmass::reports::text {

/// An option, or what a verb takes without one.
struct OptionOutline {
  std::string name;     ///< "--json", or "files"
  std::string argument; ///< "TEXT", of a flag empty
  std::string help;
  bool operand = false;                 ///< has no dashes
  std::vector<std::string> values = {}; ///< what it may be, where it is one of a few
};

/// The command, or one of its verbs.
struct VerbOutline {
  std::vector<std::string> words; ///< {"study", "search"}; of the command none
  std::string help;
  std::vector<std::string> examples; ///< commands, as they are typed
  std::vector<OptionOutline> options;
  std::vector<VerbOutline> verbs;
};

/// Returns that of what CLI11 has parsed, or is to parse.
[[nodiscard]] VerbOutline outline_of(const CLI::App& app);

/// Returns "tailmass study search".
[[nodiscard]] std::string name_of(const VerbOutline& verb);

/// Visits a verb and all below it.
template <class Visit>
void each_verb(const VerbOutline& verb, const Visit& visit) {
  visit(verb);
  for (const VerbOutline& below : verb.verbs)
    each_verb(below, visit);
}

} // namespace tailmass::reports::text
