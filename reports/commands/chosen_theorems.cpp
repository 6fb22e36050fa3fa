// Looking theorems up.
#include "reports/commands/chosen_theorems.hpp"

#include "reports/text/nearest.hpp"
#include "reports/text/output.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>

namespace tailmass::reports::commands {

std::vector<std::string> theorem_ids() {
  std::vector<std::string> ids;
  for (const Theorem* theorem : catalogue())
    ids.emplace_back(theorem->id);
  return ids;
}

const Theorem& theorem_called(const std::string& id) {
  if (const Theorem* theorem = find_theorem(id))
    return *theorem;
  throw text::UsageError(text::unknown_name("theorem", id, theorem_ids()) + "; `tailmass list` names them");
}

std::vector<const Theorem*> chosen_theorems(const std::vector<std::string>& ids) {
  if (ids.empty())
    return {catalogue().begin(), catalogue().end()};
  std::vector<const Theorem*> theorems;
  for (const std::string& id : ids) {
    const Theorem* theorem = &theorem_called(id);
    if (std::ranges::find(theorems, theorem) == theorems.end())
      theorems.push_back(theorem);
  }
  return theorems;
}

} // namespace tailmass::reports::commands
