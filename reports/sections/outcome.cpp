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
  return one.status == Status::undecided || (one.status == Status::skipped && one.group == "theorems");
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
  return std::ranges::any_of(outcomes, failed) ? 1 : std::ranges::any_of(outcomes, open) ? 3 : 0;
}

int exit_code(const verify::record::Record& record) {
  return exit_code(outcomes_of(record));
}

std::string headline_of(std::span<const Outcome> outcomes) {
  if (const auto count = static_cast<std::size_t>(std::ranges::count_if(outcomes, failed)); count > 0)
    return text::counted(count, "thing") + " did not hold.";
  if (std::ranges::find(outcomes, "run", &Outcome::group) != outcomes.end())
    return "The run was interrupted.";
  if (std::ranges::any_of(outcomes, open))
    return "Not all was decided.";
  const auto first = std::ranges::find(outcomes, Status::passed, &Outcome::status);
  if (first == outcomes.end())
    return "Nothing was judged.";
  const auto count = static_cast<std::size_t>(std::ranges::count_if(outcomes, [&](const Outcome& one) {
    return one.status == Status::passed && one.group == first->group;
  }));
  return count == 1 ? fmt::format("The {} {}.", first->kind, first->good)
                    : fmt::format("All {} {}.", text::counted(count, first->kind), first->good);
}

std::string conclusion_of(std::span<const Outcome> outcomes) {
  const int code = exit_code(outcomes);
  if (code == 0)
    return headline_of(outcomes);
  return fmt::format("{}: {}.", code == 1 ? "Not all held" : "Not all was decided",
                     fmt::join(faults_of(outcomes), "; "));
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
  }
  return {};
}

std::string replay_command(std::string path) {
  std::string name = "tailmass";
  std::string verb = "replay";
  const std::array words{name.data(), verb.data(), path.data()};
  return text::command_line(words);
}

std::string figure(double x) {
  return fmt::format("{:.6g}", x);
}

} // namespace tailmass::reports::sections
