// Numbers of files that were held to their bounds, stored ones and a kernel's: what held, what changed, in
// words.
#include "reports/sections/consistency.hpp"

#include "reports/sections/run_summary.hpp"
#include "reports/sections/section.hpp"
#include "reports/text/list.hpp"

#include <algorithm>

namespace tailmass::reports::sections {

namespace {

using verify::record::ConsistencyRecord;
using verify::record::Record;

/// The numbers of a failure, for tables; `numbered` where some failure of its check has one.
std::vector<std::pair<std::string, std::string>> figures_of(const verify::record::NumberFailure& failure,
                                                            bool numbered) {
  std::vector<std::pair<std::string, std::string>> figures{
      {"tensor", verify::input::printable(failure.tensor)}, {"row", verify::input::printable(failure.row)}};
  if (numbered) {
    const std::optional<verify::record::WrongNumber>& number = failure.number;
    const auto add = [&](const char* name, auto text) {
      figures.emplace_back(name, number ? text(*number) : std::string());
    };
    add("axis", [](const auto& x) { return x.axis ? std::to_string(*x.axis) : ""; });
    add("stored", [](const auto& x) { return fmt::format("{:.9g}", x.stored); });
    add("truth", [](const auto& x) { return fmt::format("{:.9g}", x.truth); });
    add("bound", [](const auto& x) { return fmt::format("{:.3g}", x.bound); });
    add("error/bound", [](const auto& x) { return fmt::format("{:.3g}", x.ratio); });
  }
  figures.emplace_back("cause", failure.cause.empty() ? "unknown" : verify::input::printable(failure.cause));
  return figures;
}

std::size_t numbers_of(const ConsistencyRecord& check) {
  return check.held + check.exceeded + check.unbounded;
}

Outcome outcome_of(const ConsistencyRecord& check, std::string group, std::string kind, const Record& record,
                   const text::Places& places) {
  const bool kernel = group == "kernel";
  Outcome outcome{.group = std::move(group), .name = check.check, .kind = std::move(kind)};
  outcome.figures = {{"held", std::to_string(check.held)},
                     {"exceeded", std::to_string(check.exceeded)},
                     {"unbounded", std::to_string(check.unbounded)},
                     {"worst_ratio", figure(check.worst_ratio)}};
  const bool numbered =
      std::ranges::any_of(check.failures, [](const auto& failure) { return failure.number.has_value(); });
  for (const verify::record::NumberFailure& failure :
       check.failures) // each message is written by the check as one clean line
    outcome.problems.push_back({.message = failure.message,
                                .detail = {},
                                .replay = record.command,
                                .figures = figures_of(failure, numbered)});
  const std::string name = verify::input::printable(check.check);
  if (check.exceeded == 0) {
    if (numbers_of(check) == 0) {
      outcome.status = Outcome::Status::skipped;
      outcome.fault = name + ": no number was checked";
    } else if (check.unbounded > 0) {
      outcome.status = Outcome::Status::undecided;
      outcome.fault = fmt::format("{}: {} without a bound", name, text::counted(check.unbounded, "number"));
      outcome.problems.push_back({.message = outcome.fault,
                                  .detail = {verify::input::printable(check.bound, 2000)},
                                  .replay = record.command});
    }
    return outcome;
  }
  outcome.status = Outcome::Status::failed;
  outcome.fault = kernel ? fmt::format("{}: {} wrong", name, text::grouped(check.exceeded))
                         : fmt::format("{}: bound exceeded {}", name, text::counted(check.exceeded, "time"));
  if (outcome.problems.empty())
    outcome.problems.push_back(
        {.message = fmt::format("{} exceeded {}, at most {} times its bound{}", name,
                                text::counted(check.exceeded, "time"), figure(check.worst_ratio),
                                check.worst ? ", at " + places.name(*check.worst, {}) : ""),
         .detail = {verify::input::printable(check.bound, 2000)},
         .replay = record.command});
  return outcome;
}

/// "0.25 % by balls": which share of the numbers enclosures in doubles left open.
std::string share_of_balls(const ConsistencyRecord& check) {
  return fmt::format("{:.2g} % by balls",
                     100 * static_cast<double>(check.by_balls) / static_cast<double>(numbers_of(check)));
}

std::string words_of(const ConsistencyRecord& check) {
  return fmt::format("{} held, {} exceeded, largest error {:.3g} of its bound", text::grouped(check.held),
                     text::grouped(check.exceeded), check.worst_ratio);
}

void compare_checks(const Compared& both, std::vector<ConsistencyRecord> Record::*checks,
                    const std::string& group, std::vector<Change>& changes) {
  constexpr double noticed = 0.1; // ratios below it are far from their bound, whatever they do
  const auto grew = [&](double ratio, double from) { return ratio > noticed && ratio > both.factor * from; };
  pair_up(
      both.now.*checks, both.base.*checks, [](const ConsistencyRecord& check) { return check.check; },
      [&](const ConsistencyRecord& check, const ConsistencyRecord& old) {
        const bool worse = check.exceeded > old.exceeded ||
                           (check.exceeded == old.exceeded && grew(check.worst_ratio, old.worst_ratio));
        const bool better = check.exceeded < old.exceeded ||
                            (check.exceeded == old.exceeded && grew(old.worst_ratio, check.worst_ratio));
        if (worse || better)
          changes.push_back({worse ? Change::Kind::worse : Change::Kind::better, group, check.check,
                             words_of(old) + " -> " + words_of(check), both.now.command});
      },
      [&](Change::Kind kind, const ConsistencyRecord& check) {
        changes.push_back({kind, group, check.check, words_of(check)});
      });
}

std::string heads_text(const verify::record::KernelHeadsRecord& heads, const text::Places& places,
                       const text::TableStyle& style, std::size_t width) {
  return text::entry("kernel-heads", check_indent,
                     fmt::format("{}, certified tail mass {:.6g} to {:.6g}, the largest at {}",
                                 text::counted(heads.heads, "head"), heads.tail_mass.min(),
                                 heads.tail_mass.max(),
                                 heads.largest ? places.name(heads.largest->origin, style) : "?"),
                     width);
}

/// Counts the rows that were not judged, without the end of its last line.
std::string faulty_text(const Record& record, std::size_t width) {
  std::string words = text::counted(record.faulty, "row") + " not judged";
  if (!record.row_faults.empty())
    words += fmt::format("; {}{}", record.faulty > 1 ? "the first: " : "",
                         verify::input::printable(record.row_faults.front().message, 2000));
  std::string text = text::entry("faulty", check_indent, words, width);
  text.pop_back();
  return text;
}

/// The failures of a check, of one tensor and cause together: few as they are, of many the worst, the others
/// by their number. Every one is in the record.
std::string failures_text(const ConsistencyRecord& check, const text::TableStyle& style, std::size_t width) {
  constexpr std::size_t most_of_a_kind = 3;
  using Failures = std::vector<const verify::record::NumberFailure*>;
  std::vector<Failures> kinds;
  for (const verify::record::NumberFailure& failure : check.failures) {
    const auto kind = std::ranges::find_if(kinds, [&](const Failures& each) {
      return each.front()->tensor == failure.tensor && each.front()->cause == failure.cause;
    });
    (kind == kinds.end() ? kinds.emplace_back() : *kind).push_back(&failure);
  }
  std::string text;
  for (Failures& kind : kinds) {
    const std::size_t shown = kind.size() <= most_of_a_kind + 1 ? kind.size() : most_of_a_kind;
    if (shown < kind.size()) // the worst first
      std::ranges::stable_sort(kind, std::ranges::greater{},
                               [](const verify::record::NumberFailure* failure) {
                                 return failure->number ? failure->number->ratio : 0;
                               });
    for (const verify::record::NumberFailure* failure : std::span(kind).first(shown))
      text += text::tinted(style, text::Tint::bad, failure->message) + "\n";
    if (shown < kind.size())
      text += text::entry("", check_indent,
                          fmt::format("and {} more of tensor \"{}\": {}", kind.size() - shown,
                                      verify::input::printable(kind.back()->tensor),
                                      kind.back()->cause.empty()
                                          ? "cause unknown"
                                          : "as if " + verify::input::printable(kind.back()->cause)),
                          width);
  }
  return text;
}

} // namespace

std::string check_text(const ConsistencyRecord& check, const text::Places& places,
                       const text::TableStyle& style, std::size_t width) {
  std::string found =
      fmt::format("{} held, {} exceeded; ", text::grouped(check.held), text::grouped(check.exceeded));
  if (check.unbounded > 0)
    found += fmt::format("{} without a bound; ", text::grouped(check.unbounded));
  if (check.by_balls > 0)
    found += share_of_balls(check) + "; ";
  if (check.worst)
    found += fmt::format("largest error {} its bound at {}; ",
                         check.worst_ratio > 1 ? fmt::format("{:.3g} times", check.worst_ratio)
                                               : fmt::format("{:.3g} % of", 100 * check.worst_ratio),
                         places.name(*check.worst, style));
  const std::string lines = text::entry(verify::input::printable(check.check), check_indent,
                                        found + verify::input::printable(check.bound, 2000), width);
  return check.exceeded == 0 ? lines
                             : text::tinted(style, text::Tint::bad, lines.substr(0, lines.size() - 1)) + "\n";
}

std::string checks_text(const Record& record, const text::Places& places, const text::TableStyle& style,
                        std::size_t width) {
  std::string text;
  if (record.empty > 0)
    text += text::entry("empty", check_indent, text::counted(record.empty, "row") + " without a visible key",
                        width);
  if (record.faulty > 0)
    text += text::tinted(style, text::Tint::bad, faulty_text(record, width)) + "\n";
  for (const ConsistencyRecord& check : record.consistency)
    text += check_text(check, places, style, width);
  for (const ConsistencyRecord& check : record.kernel)
    text += check_text(check, places, style, width);
  if (!record.kernel_heads.empty())
    text += heads_text(record.kernel_heads, places, style, width);
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const ConsistencyRecord& check : *checks)
      text += failures_text(check, style, width);
  return text;
}

namespace {

/// Says how many of the numbers are wrong, of how many nothing could be said, and which share needed balls.
std::vector<std::string> check_answers(const Record& record) {
  ConsistencyRecord all;
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const ConsistencyRecord& check : *checks) {
      all.held += check.held;
      all.exceeded += check.exceeded;
      all.unbounded += check.unbounded;
      all.by_balls += check.by_balls;
    }
  if (numbers_of(all) == 0)
    return {};
  std::string text =
      fmt::format("{} of {} wrong", text::grouped(all.exceeded), text::counted(numbers_of(all), "number"));
  if (all.unbounded > 0)
    text += fmt::format(", {} without a bound", text::grouped(all.unbounded));
  return {all.by_balls > 0 ? text + ", " + share_of_balls(all) : text};
}

/// Draws how many numbers are wrong, how many rows were checked, each check, a line for each failure, and the
/// conclusion.
std::string check_table(const Record& record, const text::TableStyle& style) {
  const std::size_t width = std::max(style.width, text::narrowest);
  std::string rows = rows_text(record);
  return answers_text(check_answers(record), style, width) +
         text::entry("checked", check_indent, rows, width) +
         checks_text(record, text::Places(record), style, width) + run_text(record, width) +
         conclusion_text(outcomes_of(record), style, width);
}

} // namespace

const Section numbers_section{
    .name = "checks of stored numbers",
    .comparable = [](const Record& record) { return !record.consistency.empty(); },
    .outcomes =
        [](const Record& record) {
          std::vector<Outcome> all;
          for (const ConsistencyRecord& check : record.consistency)
            all.push_back(outcome_of(check, "numbers", "stored check", record, text::Places(record)));
          return all;
        },
    .compare =
        [](const Compared& both, std::vector<Change>& changes) {
          compare_checks(both, &Record::consistency, "numbers", changes);
        }};

const Section kernel_section{
    .name = "checks of a kernel",
    .comparable = [](const Record& record) { return !record.kernel.empty(); },
    .outcomes =
        [](const Record& record) {
          std::vector<Outcome> all;
          for (const ConsistencyRecord& check : record.kernel)
            all.push_back(outcome_of(check, "kernel", "kernel check", record, text::Places(record)));
          return all;
        },
    .compare = [](const Compared& both,
                  std::vector<Change>& changes) { compare_checks(both, &Record::kernel, "kernel", changes); },
    .leads =
        [](const Record& record) {
          return record.theorems.empty() &&
                 (!record.kernel.empty() || !record.consistency.empty() || record.faulty > 0);
        },
    .table = check_table,
    .answers = check_answers};

} // namespace tailmass::reports::sections
