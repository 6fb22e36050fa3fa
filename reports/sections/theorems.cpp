// The theorems of a record: what held, and what changed.
#include "reports/sections/run_summary.hpp"
#include "reports/sections/section.hpp"
#include "reports/sections/theorem_table.hpp"
#include "reports/text/list.hpp"
#include "reports/text/places.hpp"

#include <algorithm>
#include <array>

namespace tailmass::reports::sections {

namespace {

using verify::input::printable;
using verify::judge::Verdict;
using verify::record::Record;
using verify::record::Tally;
using verify::record::TheoremRecord;
using Status = Outcome::Status;

Status status_of(const Tally& tally) {
  if (tally.of(Verdict::refuted) > 0)
    return Status::failed;
  if (tally.of(Verdict::undecided) > 0)
    return Status::undecided;
  return unjudged(tally) ? Status::skipped : Status::passed;
}

Problem problem_of(const verify::record::Failure& failure, const text::Places& places) {
  Problem problem;
  problem.message = fmt::format("{} {} at {}", printable(failure.theorem), name_of(failure.verdict),
                                places.name(failure.origin, {}));
  if (!failure.origin.file.empty())
    problem.message += " of " + printable(failure.origin.file);
  for (const std::string& line : {failure.claim, failure.reason})
    if (!line.empty())
      problem.detail.push_back(printable(line, 2000));
  if (!failure.case_file.empty())
    problem.replay = replay_command(failure.case_file);
  return problem;
}

Outcome outcome_of(const TheoremRecord& theorem, const Record& record, const text::Places& places) {
  const Tally& tally = theorem.all.tally;
  Outcome outcome{.group = "theorems", .name = theorem.id, .kind = "theorem", .status = status_of(tally)};
  for (const Verdict verdict : verify::judge::all_verdicts)
    outcome.figures.emplace_back(name_of(verdict), std::to_string(tally.of(verdict)));
  outcome.figures.emplace_back("bits", std::to_string(theorem.bits_max));
  if (theorem.all.worst_slack && theorem.all.worst) {
    outcome.figures.emplace_back("slack", figure(*theorem.all.worst_slack));
    outcome.figures.emplace_back("slack_at", places.name(*theorem.all.worst, {}));
  }
  if (theorem.all.log_looseness)
    outcome.figures.emplace_back("looseness", text::factor(theorem.all.log_looseness->median, {}));
  if (outcome.status == Status::skipped && record.require_all && !record.interrupted)
    outcome.status = Status::undecided;
  outcome.refuted = tally.of(Verdict::refuted);
  outcome.undecided = tally.of(Verdict::undecided);
  for (const verify::record::Failure& failure : record.failures)
    if (failure.theorem == theorem.id)
      outcome.problems.push_back(problem_of(failure, places));
  if (unjudged(tally)) {
    if (outcome.status == Status::undecided)
      outcome.fault = "no case to judge " + printable(theorem.id);
    outcome.problems.push_back(
        {.message = "no case meets the hypotheses of " + printable(theorem.id), .detail = {}, .replay = {}});
  }
  return outcome;
}

std::vector<Outcome> outcomes(const Record& record) {
  const text::Places places(record);
  std::vector<Outcome> all;
  for (const TheoremRecord& theorem : record.theorems)
    all.push_back(outcome_of(theorem, record, places));
  return all;
}

std::string counts_text(const Tally& tally) {
  std::string text;
  for (const Verdict verdict : {Verdict::refuted, Verdict::undecided})
    if (tally.of(verdict) > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text::grouped(tally.of(verdict)),
                          name_of(verdict));
  if (!text.empty())
    return text;
  return unjudged(tally) ? "no case to judge" : fmt::format("{} held", text::grouped(tally.held()));
}

/// Larger is worse.
std::array<std::size_t, 3> badness(const Tally& tally) {
  return {tally.of(Verdict::refuted), tally.of(Verdict::undecided), unjudged(tally) ? 1U : 0U};
}

void compare(const Compared& both, std::vector<Change>& changes) {
  pair_up(
      both.now.theorems, both.base.theorems, [](const TheoremRecord& theorem) { return theorem.id; },
      [&](const TheoremRecord& theorem, const TheoremRecord& old) {
        const auto bad = badness(theorem.all.tally);
        const auto was = badness(old.all.tally);
        if (bad == was)
          return;
        const auto& failures = both.now.failures;
        const auto failure = std::ranges::find(failures, theorem.id, &verify::record::Failure::theorem);
        const bool stored = bad > was && failure != failures.end() && !failure->case_file.empty();
        changes.push_back({bad > was ? Change::Kind::worse : Change::Kind::better, "theorems", theorem.id,
                           counts_text(old.all.tally) + " -> " + counts_text(theorem.all.tally),
                           stored ? replay_command(failure->case_file) : both.now.command});
      },
      [&](Change::Kind kind, const TheoremRecord& theorem) {
        changes.push_back({kind, "theorems", theorem.id, counts_text(theorem.all.tally)});
      });
}

/// Says how many of the claims that a case met are refuted, and undecided where any is.
std::vector<std::string> verify_answers(const Record& record) {
  const Tally all = record.summary();
  const std::size_t refuted = all.of(Verdict::refuted), undecided = all.of(Verdict::undecided),
                    claims = all.held() + refuted + undecided;
  if (claims == 0)
    return {};
  return {fmt::format("{} of {} refuted{}", text::grouped(refuted), text::counted(claims, "claim"),
                      undecided > 0 ? fmt::format(", {} undecided", text::grouped(undecided)) : "")};
}

/// Draws a run of `verify`: its answer, a row for each theorem under its section, then what failed, each
/// failure with the command that replays it, then the totals. Columns: number of claims by verdict (a vacuous
/// theorem counts once a case); the median of rhs/lhs over the proved bounds, "=" for identities; the least
/// slack ln(rhs/lhs) and where it is; the highest precision that was needed. Narrow terminals leave columns
/// out, those with verdicts never. Only names and commands that are meant to be copied may exceed the width.
std::string verify_table(const Record& record, const text::TableStyle& style) {
  const std::size_t width = std::max(style.width, text::narrowest);
  const text::Places places(record);
  return answers_text(verify_answers(record), style, width) + theorems_text(record, places, style, width) +
         failures_text(record, places, style, width) + "\n" + summary_text(record, places, style, width) +
         conclusion_text(outcomes_of(record), style, width);
}

} // namespace

const Section theorems_section{.name = "theorems",
                               .comparable = [](const Record& record) { return !record.theorems.empty(); },
                               .outcomes = outcomes,
                               .compare = compare,
                               .leads = [](const Record&) { return true; },
                               .table = verify_table};

} // namespace tailmass::reports::sections
