// Sizes, scores and verdicts of a kernel's cases.
#include "properties/kernels/kernel_objective.hpp"

#include "properties/kernels/kernel_case.hpp"
#include "properties/regimes/regime.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tailmass::properties::kernels {

namespace {

/// Entries of the values of a case at most, unless one column has more.
constexpr std::size_t most_entries = std::size_t{1} << 17U;
constexpr std::array<std::size_t, 4> usual_ranks{256, 512, 1024, 2048};
constexpr std::size_t shortest_usual_row = 128;

/// Any number from `least` to `most`, every doubling as likely.
std::size_t by_magnitude(std::size_t least, std::size_t most, RandomStream& random) {
  const regimes::Parameter sizes{"size", static_cast<double>(least), static_cast<double>(most) + 1, true};
  return std::min(most, static_cast<std::size_t>(regimes::value_at(sizes, random.unit())));
}

} // namespace

KernelObjective::KernelObjective(const KernelPlace& place)
    : kernel_(place), questions_(questions_of(kernel_.info())) {
  for (const Question question : questions_)
    goals_.push_back({std::string(claim_of(question)), hunt::Measure::result});
}

PartSet KernelObjective::needs() const {
  return kernel_.info().output ? parts<part::Values> : PartSet();
}

std::optional<Case> KernelObjective::prepared(Case c) const {
  return kernel_case(kernel_.info(), std::move(c));
}

hunt::Scored KernelObjective::guide(const Case& c) const {
  hunt::Scored scores;
  for (const Finding& finding : check_kernel(kernel_, c))
    scores.push_back(finding.share);
  return scores;
}

std::vector<verify::judge::Judgement> KernelObjective::judgements(const Case& c) const {
  using verify::judge::Verdict;
  const std::vector<Finding> findings = check_kernel(kernel_, c, true);
  std::vector<verify::judge::Judgement> all;
  for (std::size_t goal = 0; goal < findings.size(); ++goal) {
    const auto& [share, fault] = findings[goal];
    all.push_back({.claim = goals_[goal].label,
                   .verdict = share > 1                 ? Verdict::refuted
                              : share == hunt::no_score ? Verdict::vacuous
                                                        : Verdict::proved,
                   .reason = fault});
  }
  return all;
}

bool KernelObjective::finished(const std::vector<bool>& reached) const {
  return reached.front() || std::ranges::all_of(reached, [](bool is) { return is; });
}

std::size_t KernelObjective::draw_length(RandomStream& random) const {
  const KernelInfo& info = kernel_.info();
  if (random.below(2) == 0)
    return by_magnitude(1, info.most_keys, random); // a short one is padded
  std::vector<std::size_t> usual;
  for (std::size_t n = shortest_usual_row; n <= info.most_keys; n *= 2)
    usual.push_back(n);
  if (usual.empty())
    return info.most_keys;
  const std::size_t n = usual[random.below(usual.size())], beside = random.below(8);
  return std::min(info.most_keys, beside == 0 ? n - 1 : beside == 1 ? n + 1 : n);
}

std::size_t KernelObjective::draw_rank(std::size_t n, RandomStream& random) const {
  const std::size_t most = std::min(n, kernel_.info().most_k);
  const std::size_t usual = usual_ranks[random.below(usual_ranks.size())];
  return random.below(2) == 0 && usual <= most ? usual : by_magnitude(1, most, random);
}

std::size_t KernelObjective::draw_dimension(std::size_t n, std::size_t /*most*/, RandomStream& random) const {
  constexpr std::size_t most_free = 8;
  const std::size_t room = std::max<std::size_t>(1, most_entries / n), fixed = kernel_.info().dimension;
  return fixed > 0 ? std::min(fixed, room) : 1 + random.below(std::min(most_free, room));
}

std::size_t KernelObjective::shrink_budget(const verify::judge::Judgement& judgement,
                                           std::size_t usual) const {
  constexpr std::size_t of_hangs = 12;
  if (judgement.verdict != verify::judge::Verdict::refuted)
    return 0;
  return judgement.reason.starts_with("gave no answer") ? std::min(usual, of_hangs) : usual;
}

std::string KernelObjective::replay_command(const std::string& case_file) const {
  return fmt::format("tailmass replay {} --kernel {}", verify::cases::shell_quoted(case_file),
                     verify::cases::shell_quoted(kernel_.place().library));
}

std::string KernelObjective::theorem() const {
  return kernel_.info().output ? "head-tail-identity" : "tv-is-tail-mass";
}

} // namespace tailmass::properties::kernels
