// The mutants of a record: which died, and what changed.
#include "reports/sections/section.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>

namespace tailmass::reports::sections {

using verify::input::printable;
using verify::judge::Verdict;
using verify::record::MutantRecord;
using verify::record::Record;

namespace {

/// A hunt that went to its end has done what it could: what it tried and did not refute survives.
bool withstood_hunt(const MutantRecord& mutant, const Record& record) {
  return record.hunt && !record.interrupted &&
         std::ranges::any_of(record.hunt->mutants, [&](const verify::record::HuntedMutant& hunted) {
           return hunted.theorem == mutant.theorem && hunted.name == mutant.name && hunted.survives();
         });
}

Outcome outcome_of(const MutantRecord& mutant, const Record& record) {
  Outcome outcome{
      .group = "mutants", .name = mutant.theorem + "/" + mutant.name, .kind = "mutant", .good = "died"};
  outcome.figures = {{"verdict", std::string(name_of(mutant.verdict))}};
  if (mutant.verdict == Verdict::refuted)
    return outcome;
  const bool open = mutant.verdict == Verdict::undecided && !withstood_hunt(mutant, record);
  outcome.status = open ? Outcome::Status::undecided : Outcome::Status::failed;
  outcome.problems = {
      {.message = fmt::format("mutant {} of {} {}: {}", printable(mutant.name), printable(mutant.theorem),
                              open ? "is undecided" : "survives", name_of(mutant.verdict)),
       .detail = {printable(mutant.change, 2000)},
       .replay = record.command}};
  return outcome;
}

/// A row of the mutants' table; what is wrong stands below where there is no room beside.
std::string mutant_text(const MutantRecord& mutant, bool named, std::span<const std::size_t> widths,
                        const text::TableStyle& style, std::size_t width) {
  constexpr std::size_t least_change = 20;
  const std::size_t taken = widths[0] + widths[1] + widths[2] + 3 * text::column_gap;
  const bool beside = taken + least_change <= width;
  const std::size_t indent = beside ? taken : 2 * text::column_gap;
  const std::vector<std::string> changes = text::wrapped(printable(mutant.change), width - indent);
  text::Line line(style);
  line.left(named ? printable(mutant.theorem) : "", widths[0]);
  line.left(printable(mutant.name), widths[1]);
  line.left(std::string(name_of(mutant.verdict)), widths[2],
            mutant.verdict == Verdict::refuted ? text::Tint::plain : text::Tint::bad);
  if (beside)
    line.left(changes.front(), 0);
  std::string text = line.str();
  for (std::size_t i = beside ? 1 : 0; i < changes.size(); ++i)
    text += text::spaces(indent) + changes[i] + "\n";
  return text;
}

/// A row for each mutant with what is wrong with it and whether it was refuted, then the totals.
std::string mutants_table(const Record& record, const text::TableStyle& style) {
  const std::size_t width = std::max(style.width, text::narrowest);
  std::array<std::size_t, 3> widths{7, 6, 9}; // of the headings, and of the longest verdict
  for (const MutantRecord& mutant : record.mutants) {
    widths[0] = std::max(widths[0], text::length(printable(mutant.theorem)));
    widths[1] = std::max(widths[1], text::length(printable(mutant.name)));
  }
  text::Line header(style);
  for (std::size_t i = 0; i < widths.size(); ++i)
    header.left(std::array{"theorem", "mutant", "verdict"}[i], widths[i], text::Tint::dim);
  header.left("what is wrong", 0, text::Tint::dim);
  std::string text = header.str();
  std::string last;
  std::string alive;
  std::size_t dead = 0;
  for (const MutantRecord& mutant : record.mutants) {
    text += mutant_text(mutant, mutant.theorem != last, widths, style, width);
    last = mutant.theorem;
    if (mutant.verdict == Verdict::refuted)
      ++dead;
    else
      alive += fmt::format("{}{} {}", alive.empty() ? ": " : ", ", printable(mutant.theorem),
                           printable(mutant.name));
  }
  text += "\n";
  const std::string total =
      fmt::format("{}: {} refuted, {} not", text::counted(record.mutants.size(), "mutant"),
                  text::grouped(dead), text::grouped(record.mutants.size() - dead));
  const std::string_view end = record.interrupted ? "; interrupted." : "";
  const bool good = alive.empty() && !record.interrupted;
  for (const std::string& line : text::wrapped(fmt::format("{}{}{}", total, alive, end), width))
    text += text::tinted(style, good ? text::Tint::good : text::Tint::bad, line) + "\n";
  return text;
}

} // namespace

const Section mutants_section{
    .name = "mutants",
    .comparable = [](const Record& record) { return !record.mutants.empty(); },
    .outcomes =
        [](const Record& record) {
          std::vector<Outcome> all;
          for (const MutantRecord& mutant : record.mutants)
            all.push_back(outcome_of(mutant, record));
          return all;
        },
    .compare =
        [](const Compared& both, std::vector<Change>& changes) {
          compare_verdicts(
              both.now.mutants, both.base.mutants, Verdict::refuted, "mutants", both.now.command,
              [](const MutantRecord& mutant) { return mutant.theorem + "/" + mutant.name; }, changes);
        },
    .leads = [](const Record& record) { return !record.mutants.empty(); },
    .table = mutants_table};

} // namespace tailmass::reports::sections
