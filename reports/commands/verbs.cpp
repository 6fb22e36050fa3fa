// The list of the verbs.
#include "reports/commands/commands.hpp"

namespace tailmass::reports::commands {

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
  add_report(top, action);
}

} // namespace tailmass::reports::commands
