// Looking theorems up.
#include "reports/commands/chosen_theorems.hpp"

#include "reports/text/output.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"
#include "verify/input/nearest.hpp"

#include <algorithm>

namespace tailmass::reports::commands {

std::vector<std::string> theorem_ids() {
  std::vector<std::string> ids;
  for (const Theorem* theorem : catalogue())
    ids.emplace_back(theorem->id);
  return ids;
}

std::vector<std::string> explained_ids() {
  std::vector<std::string> ids = theorem_ids();
  for (const NegativeFact& fact : negative_facts())
    ids.emplace_back(fact.id);
  return ids;
}

std::vector<const Theorem*> chosen_theorems(const std::vector<std::string>& ids) {
  if (ids.empty())
    return {catalogue().begin(), catalogue().end()};
  std::vector<const Theorem*> theorems;
  for (const std::string& id : ids) {
    const Theorem* theorem = find_theorem(id);
    if (!theorem)
      throw text::UsageError(verify::input::unknown_name("theorem", id, theorem_ids()) +
                             "; `tailmass list` names them");
    if (std::ranges::find(theorems, theorem) == theorems.end())
      theorems.push_back(theorem);
  }
  return theorems;
}

} // namespace tailmass::reports::commands
