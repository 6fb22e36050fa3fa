// Looking implementations and regimes up.
#include "reports/commands/chosen_implementations.hpp"

#include "properties/regimes/regimes.hpp"
#include "reports/text/output.hpp"
#include "verify/input/nearest.hpp"
#include "verify/record/record.hpp"

#include <algorithm>

namespace tailmass::reports::commands {

std::vector<std::string> implementation_names() {
  std::vector<std::string> names;
  for (const Implementation& one : implementations())
    if (std::ranges::find(names, one.quantity) == names.end())
      names.emplace_back(one.quantity);
  for (const Implementation& one : implementations())
    names.push_back(text_of(verify::record::name_of(one)));
  names.emplace_back("all");
  return names;
}

std::vector<Implementation> chosen_implementations(const std::vector<std::string>& names) {
  std::vector<Implementation> chosen;
  std::vector<std::string> taken;
  for (const std::string& name : names) {
    bool known = false;
    for (const Implementation& one : implementations()) {
      const std::string own = text_of(verify::record::name_of(one));
      if (name != "all" && name != one.quantity && name != own)
        continue;
      known = true;
      if (std::ranges::find(taken, own) != taken.end())
        continue;
      taken.push_back(own);
      chosen.push_back(one);
    }
    if (!known)
      throw text::UsageError(verify::input::unknown_name("implementation", name, implementation_names()) +
                             "; `tailmass list --implementations` names them");
  }
  return chosen;
}

std::vector<std::string> regime_names() {
  std::vector<std::string> names;
  for (const properties::regimes::Regime* regime : properties::regimes::regimes())
    names.emplace_back(regime->name);
  return names;
}

} // namespace tailmass::reports::commands
