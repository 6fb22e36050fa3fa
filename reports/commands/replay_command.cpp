// The verb `replay`: stored cases judged afresh.
#include "reports/commands/commands.hpp"
#include "reports/sections/case_table.hpp"
#include "reports/text/output.hpp"
#include "verify/campaign/replay.hpp"
#include "verify/cases/case_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

/// 1 when a claim is refuted, else 3 when one is undecided or nothing but vacuous, else 0.
int exit_code_of(const std::vector<verify::judge::Judgement>& judgements) {
  const auto any = [&](verify::judge::Verdict verdict) {
    return std::ranges::count(judgements, verdict, &verify::judge::Judgement::verdict) > 0;
  };
  if (any(verify::judge::Verdict::refuted))
    return 1;
  return any(verify::judge::Verdict::undecided) || any(verify::judge::Verdict::vacuous) ? 3 : 0;
}

int replay_file(const std::string& file, text::Outputs& outputs) {
  constexpr int vacuous = 3;
  try {
    const verify::cases::StoredCase stored = verify::cases::read_case_file(file);
    const std::vector<verify::judge::Judgement> judgements = verify::campaign::replay(stored);
    outputs.attempt([&] { text::show(sections::judgements_table(stored, judgements)); });
    return exit_code_of(judgements);
  } catch (const verify::cases::VacuousCase& unmet) {
    outputs.attempt([&] { text::show(fmt::format("vacuous: {}\n", unmet.what())); });
    return vacuous;
  }
}

int run_replay(const std::vector<std::string>& files) {
  int worst = 0;
  text::Outputs outputs;
  for (const std::string& file : files) {
    const int code = replay_file(file, outputs);
    worst = worst == 1 || code == 1 ? 1 : std::max(worst, code);
  }
  return outputs.exit_code(worst);
}

} // namespace

void add_replay(const text::Verb& app, Action& action) {
  const auto files = std::make_shared<std::vector<std::string>>();
  const text::Verb verb = app.verb("replay", "Judge stored cases afresh, from their bits, with balls only");
  verb.option("cases", *files, "Case files").require();
  verb.callback([files, &action] { action = [files](const std::string&) { return run_replay(*files); }; });
}

} // namespace tailmass::reports::commands
