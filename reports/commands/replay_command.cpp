// The verb `replay`: stored cases judged afresh.
#include "reports/commands/commands.hpp"
#include "reports/text/output.hpp"
#include "verify/campaign/replay.hpp"
#include "verify/cases/case_file.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace tailmass {

namespace {

/// 1 when a claim is refuted, else 3 when one is undecided or nothing but vacuous, else 0.
int exit_code_of(const std::vector<Judgement>& judgements) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::count(judgements, verdict, &Judgement::verdict) > 0;
  };
  if (any(Verdict::refuted))
    return 1;
  return any(Verdict::undecided) || any(Verdict::vacuous) ? 3 : 0;
}

int run_replay(const std::vector<std::string>& files) {
  int worst = 0;
  for (const std::string& file : files) {
    const StoredCase stored = read_case_file(file);
    const std::vector<Judgement> judgements = replay(stored);
    fmt::print("{}", judgements_table(stored, judgements));
    const int code = exit_code_of(judgements);
    worst = worst == 1 || code == 1 ? 1 : std::max(worst, code);
  }
  return worst;
}

} // namespace

void add_replay(CLI::App& app, Action& action) {
  const auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* verb =
      app.add_subcommand("replay", "Judge stored cases afresh, from their bits, with balls only");
  verb->add_option("cases", *files, "Case files")->required();
  verb->callback([files, &action] { action = [files](const std::string&) { return run_replay(*files); }; });
}

} // namespace tailmass
