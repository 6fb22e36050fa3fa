// Looking theorems up.
#include "reports/commands/chosen_theorems.hpp"

#include "reports/text/output.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>

namespace tailmass::reports::commands {

std::vector<const Theorem*> chosen_theorems(const std::vector<std::string>& ids) {
  if (ids.empty())
    return {catalogue().begin(), catalogue().end()};
  std::vector<const Theorem*> theorems;
  for (const std::string& id : ids) {
    const Theorem* theorem = find_theorem(id);
    if (!theorem)
      throw text::UsageError("no theorem is called \"" + id + "\"; `tailmass list` names them");
    if (std::ranges::find(theorems, theorem) == theorems.end())
      theorems.push_back(theorem);
  }
  return theorems;
}

} // namespace tailmass::reports::commands
