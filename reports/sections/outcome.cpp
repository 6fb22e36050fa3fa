// Exit code and conclusion of what was checked.
#include "reports/sections/outcome.hpp"

#include "reports/text/output.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tailmass::reports::sections {

namespace {

using Status = Outcome::Status;

bool failed(const Outcome& one) {
  return one.status == Status::failed;
}

/// Whether it keeps a run from having decided all.
bool open(const Outcome& one) {
  return one.status == Status::undecided;
}

bool passed(const Outcome& one) {
  return one.status == Status::passed;
}

bool skipped(const Outcome& one) {
  return one.status == Status::skipped;
}

bool faulty(const Outcome& one) {
  return one.status == Status::faulty;
}

/// Whether there was something to check and nothing was.
bool nothing_checked(std::span<const Outcome> outcomes) {
  return std::ranges::any_of(outcomes, skipped) && std::ranges::none_of(outcomes, passed);
}

std::size_t count(std::span<const Outcome> outcomes, bool (*is)(const Outcome&)) {
  return static_cast<std::size_t>(std::ranges::count_if(outcomes, is));
}

std::vector<std::string> faults_of(std::span<const Outcome> outcomes) {
  std::size_t refuted = 0;
  std::size_t undecided = 0;
  std::vector<std::string> faults;
  for (const Outcome& one : outcomes) {
    refuted += one.refuted;
    undecided += one.undecided;
    if (!one.fault.empty())
      faults.push_back(one.fault);
    else if ((failed(one) || open(one)) && one.refuted + one.undecided == 0)
      faults.push_back(fmt::format("{} {}", verify::input::printable(one.name), name_of(one.status)));
  }
  if (undecided > 0)
    faults.insert(faults.begin(), text::counted(undecided, "claim") + " undecided");
  if (refuted > 0)
    faults.insert(faults.begin(), text::counted(refuted, "claim") + " refuted");
  return faults;
}

} // namespace

int exit_code(std::span<const Outcome> outcomes) {
  if (std::ranges::any_of(outcomes, faulty))
    return 2;
  if (std::ranges::any_of(outcomes, failed))
    return 1;
  return std::ranges::any_of(outcomes, open) || nothing_checked(outcomes) ? 3 : 0;
}

int exit_code(const verify::record::Record& record) {
  return exit_code(outcomes_of(record));
}

std::string headline_of(std::span<const Outcome> outcomes) {
  if (const std::size_t bad = count(outcomes, failed); bad > 0)
    return text::counted(bad, "thing") + " did not hold.";
  if (std::ranges::any_of(outcomes, faulty))
    return "Not all could be judged.";
  if (std::ranges::find(outcomes, "run", &Outcome::group) != outcomes.end())
    return "The run was interrupted.";
  if (std::ranges::any_of(outcomes, open))
    return "Not all was decided.";
  // The files' own numbers are checked beside what was asked for.
  auto first = std::ranges::find_if(outcomes,
                                    [](const Outcome& one) { return passed(one) && one.group != "numbers"; });
  if (first == outcomes.end())
    first = std::ranges::find_if(outcomes, passed);
  if (first == outcomes.end())
    return "Nothing was judged.";
  std::size_t good = 0;
  std::size_t left = 0;
  for (const Outcome& one : outcomes)
    if (one.group == first->group)
      ++(passed(one) ? good : left);
  if (left > 0)
    return fmt::format("{} {}, {} not tested.", text::counted(good, first->kind), first->good,
                       text::grouped(left));
  return good == 1 ? fmt::format("The {} {}.", first->kind, first->good)
                   : fmt::format("All {} {}.", text::counted(good, first->kind), first->good);
}

std::string conclusion_of(std::span<const Outcome> outcomes) {
  const int code = exit_code(outcomes);
  const std::vector<std::string> faults = faults_of(outcomes);
  std::string text = code == 0 || faults.empty()
                         ? headline_of(outcomes)
                         : fmt::format("{}: {}.",
                                       std::ranges::any_of(outcomes, failed) ? "Not all held"
                                       : code == 2                           ? "Not all could be judged"
                                                                             : "Not all was decided",
                                       fmt::join(faults, "; "));
  std::vector<std::string> untested;
  for (const Outcome& one : outcomes)
    if (skipped(one) && one.fault.empty())
      untested.push_back(verify::input::printable(one.name));
  if (!untested.empty())
    text += fmt::format(" No case met the hypotheses of {}.", fmt::join(untested, ", "));
  return text;
}

std::string_view name_of(Outcome::Status status) {
  switch (status) {
  case Status::passed:
    return "passed";
  case Status::failed:
    return "failed";
  case Status::undecided:
    return "undecided";
  case Status::skipped:
    return "skipped";
  case Status::faulty:
    return "faulty";
  }
  return {};
}

std::string replay_command(std::string path) {
  return text::command_line(std::array<std::string, 2>{"replay", std::move(path)});
}

std::string figure(double x) {
  return fmt::format("{:.6g}", x);
}

} // namespace tailmass::reports::sections
