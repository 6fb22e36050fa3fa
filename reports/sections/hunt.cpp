// A hunt's claims and duels: what was refuted, and what changed.
#include "reports/sections/hunt_table.hpp"
#include "reports/sections/run_summary.hpp"
#include "reports/sections/section.hpp"

#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>

namespace tailmass::reports::sections {

namespace {

using Status = Outcome::Status;
using verify::record::Duel;
using verify::record::HuntedGoal;
using verify::record::HuntOutcome;
using verify::record::Record;

std::string name_of(const HuntedGoal& goal) {
  return goal.claim.empty() ? goal.objective : goal.objective + "/" + goal.claim;
}

Outcome outcome_of(const HuntedGoal& goal, const Record& record) {
  Outcome outcome{.group = "hunt", .name = name_of(goal), .kind = "hunted claim"};
  outcome.figures = {{"outcome", std::string(name_of(goal.outcome))},
                     {"measure", goal.measure ? figure(*goal.measure) : ""},
                     {"evaluations", std::to_string(goal.evaluations)}};
  switch (goal.outcome) {
  case HuntOutcome::refuted:
    outcome.status = Status::failed;
    break;
  case HuntOutcome::undecided:
    outcome.status = Status::undecided;
    break;
  case HuntOutcome::no_case:
    outcome.status = Status::skipped;
    break;
  default:
    return outcome;
  }
  Problem problem{.message =
                      fmt::format("{} {}", verify::input::printable(outcome.name), name_of(goal.outcome)),
                  .detail = {},
                  .replay = record.command};
  if (!goal.reason.empty())
    problem.detail.push_back(verify::input::printable(goal.reason, 2000));
  for (const auto& found : {goal.worst, goal.minimal})
    if (found && !found->command.empty())
      problem.replay = found->command;
  outcome.problems.push_back(std::move(problem));
  return outcome;
}

Outcome outcome_of(const Duel& duel, const Record& record) {
  Outcome outcome{.group = "duels", .name = duel.objective, .kind = "duel"};
  outcome.figures = {{"hunt", figure(verify::record::mean_of(duel.hunt))},
                     {"random", figure(verify::record::mean_of(duel.random))},
                     {"won", duel.won() ? "yes" : "no"}};
  if (duel.breaks_bound()) {
    outcome.status = Status::failed;
    outcome.problems = {
        {.message = verify::input::printable(duel.objective) + ": an error exceeded its proven bound",
         .detail = {},
         .replay = record.command}};
  }
  return outcome;
}

std::vector<Outcome> outcomes(const Record& record) {
  std::vector<Outcome> all;
  if (record.hunt) {
    for (const HuntedGoal& goal : record.hunt->sharpness)
      all.push_back(outcome_of(goal, record));
    for (const Duel& duel : record.hunt->duels)
      all.push_back(outcome_of(duel, record));
  }
  return all;
}

/// Says how many claims were refuted, and which one came nearest to it: by its slack, or by its share of its
/// proven bound.
std::vector<std::string> answers(const Record& record) {
  const std::vector<HuntedGoal>& goals = record.hunt->sharpness;
  if (goals.empty())
    return {};
  std::array<std::size_t, verify::record::all_outcomes.size()> counts{};
  const HuntedGoal* slackest = nullptr;
  const HuntedGoal* largest = nullptr;
  for (const HuntedGoal& goal : goals) {
    ++counts.at(static_cast<std::size_t>(goal.outcome));
    if (goal.outcome == HuntOutcome::slack && goal.measure &&
        (!slackest || *goal.measure < *slackest->measure))
      slackest = &goal;
    if (goal.outcome == HuntOutcome::within && goal.measure &&
        (!largest || *goal.measure > *largest->measure))
      largest = &goal;
  }
  const auto count = [&](HuntOutcome outcome) { return counts.at(static_cast<std::size_t>(outcome)); };
  std::string text = fmt::format("{} of {} refuted", text::grouped(count(HuntOutcome::refuted)),
                                 text::counted(goals.size(), "claim"));
  for (const HuntOutcome sharp : {HuntOutcome::attained, HuntOutcome::approached})
    if (count(sharp) > 0)
      text += fmt::format("; {} {}", text::grouped(count(sharp)), name_of(sharp));
  if (slackest)
    text += fmt::format("; least slack of the others {:.2g}, of {}", *slackest->measure,
                        verify::input::printable(slackest->objective));
  if (largest && *largest->measure > 0)
    text += fmt::format("; largest error {:.3g} % of its bound, of {}", 100 * *largest->measure,
                        verify::input::printable(largest->objective));
  return {text};
}

/// What a hunt said of each claim: refuted or undecided is worse than anything else.
void compare_goals(const Compared& both, std::vector<Change>& changes) {
  if (!both.now.hunt || !both.base.hunt)
    return;
  const auto badness_of = [](const HuntedGoal& goal) {
    return goal.outcome == HuntOutcome::refuted ? 2 : goal.outcome == HuntOutcome::undecided ? 1 : 0;
  };
  pair_up(
      both.now.hunt->sharpness, both.base.hunt->sharpness, name_of,
      [&](const HuntedGoal& goal, const HuntedGoal& old) {
        if (const int bad = badness_of(goal), was = badness_of(old); bad != was)
          changes.push_back({bad > was ? Change::Kind::worse : Change::Kind::better, "hunt", name_of(goal),
                             fmt::format("{} -> {}", name_of(old.outcome), name_of(goal.outcome)),
                             goal.worst ? goal.worst->command : std::string()});
      },
      [&](Change::Kind kind, const HuntedGoal& goal) {
        changes.push_back({kind, "hunt", name_of(goal), std::string(name_of(goal.outcome))});
      });
}

} // namespace

const Section hunt_section{
    .name = "hunt",
    .comparable = [](const Record& record) { return record.hunt && !record.hunt->sharpness.empty(); },
    .outcomes = outcomes,
    .compare = compare_goals,
    .leads = [](const Record& record) { return record.hunt.has_value(); },
    .table =
        [](const Record& record, const text::TableStyle& style) {
          const std::size_t width = std::max(style.width, text::narrowest);
          return answers_text(answers(record), style, width) + hunt_tables(record, style) +
                 conclusion_text(outcomes_of(record), style, width);
        },
    .answers = answers};

} // namespace tailmass::reports::sections
