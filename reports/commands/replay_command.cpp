// The verb `replay`: stored cases judged afresh.
#include "reports/commands/commands.hpp"
#include "reports/commands/user_code.hpp"
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
  const bool nothing = std::ranges::all_of(judgements, [](const verify::judge::Judgement& judgement) {
    return judgement.verdict == verify::judge::Verdict::vacuous;
  });
  return nothing || any(verify::judge::Verdict::undecided) ? 3 : 0;
}

using properties::kernels::KernelObjective;

/// The judgements of the case's theorem, or of a kernel's answer to the case as it takes it.
std::vector<verify::judge::Judgement> judgements_of(const verify::cases::StoredCase& stored,
                                                    const KernelObjective* kernel) {
  if (!kernel)
    return verify::campaign::replay(stored);
  const std::optional<Case> taken =
      kernel->needs().has<part::Values>() && !stored.c.values ? std::nullopt : kernel->prepared(stored.c);
  if (!taken)
    return {{.claim = "",
             .verdict = verify::judge::Verdict::vacuous,
             .reason = "the kernel takes no such case, by what it says of itself"}};
  return kernel->judgements(*taken);
}

int replay_file(const std::string& file, const KernelObjective* kernel, text::Outputs& outputs) {
  constexpr int vacuous = 3;
  try {
    const verify::cases::StoredCase stored = verify::cases::read_case_file(file);
    const std::vector<verify::judge::Judgement> judgements = judgements_of(stored, kernel);
    outputs.attempt([&] {
      text::show(sections::judgements_table(stored, judgements, {}, kernel ? kernel->name() : std::string()));
    });
    return exit_code_of(judgements);
  } catch (const verify::cases::VacuousCase& unmet) {
    outputs.attempt([&] { text::show(fmt::format("vacuous: {}\n", unmet.what())); });
    return vacuous;
  }
}

struct ReplayOptions {
  std::vector<std::string> files;
  UserCodeOptions code;
};

int run_replay(const ReplayOptions& options) {
  const auto kernel = options.code.kernel.empty() ? nullptr : loaded_kernel(options.code, 1);
  int worst = 0;
  text::Outputs outputs;
  for (const std::string& file : options.files) {
    const int code = replay_file(file, kernel.get(), outputs);
    worst = worst == 1 || code == 1 ? 1 : std::max(worst, code);
  }
  return outputs.exit_code(worst);
}

} // namespace

void add_replay(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<ReplayOptions>();
  const text::Verb verb = app.verb("replay", "Judge stored cases afresh, from their bits, with balls only");
  verb.option("cases", options->files, "Case files").require();
  add_kernel_option(verb, options->code);
  add_call_limit(verb, options->code);
  verb.examples({"tailmass replay case.json"});
  verb.callback(
      [options, &action] { action = [options](const std::string&) { return run_replay(*options); }; });
}

} // namespace tailmass::reports::commands
