// Rows and totals of a hunt.
#include "reports/sections/hunt_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::reports::sections {

namespace {

constexpr std::size_t claim_indent = 2;
std::size_t table_width(const text::TableStyle& style) {
  return std::max(style.width, text::narrowest);
}

text::Tint tint_of(verify::record::HuntOutcome outcome) {
  switch (outcome) {
  case verify::record::HuntOutcome::refuted:
  case verify::record::HuntOutcome::undecided:
    return text::Tint::bad;
  case verify::record::HuntOutcome::attained:
  case verify::record::HuntOutcome::approached:
    return text::Tint::good;
  case verify::record::HuntOutcome::no_case:
    return text::Tint::dim;
  default:
    return text::Tint::plain;
  }
}

std::string measure_text(const verify::record::HuntedGoal& goal, const text::TableStyle& style) {
  if (!goal.measure)
    return {};
  if (goal.outcome == verify::record::HuntOutcome::agrees)
    return fmt::format("{:.2g}", *goal.measure);
  return text::slack_text(*goal.measure, style);
}

std::string size_text(const std::optional<verify::record::HuntedCase>& c) {
  return c ? fmt::format("{}/{}", c->n, c->k) : std::string();
}

std::string claim_row(const verify::record::HuntedGoal& goal, std::size_t width,
                      const text::TableStyle& style) {
  const std::vector<std::string> label = text::wrapped(
      verify::input::printable(goal.claim.empty() ? goal.objective : goal.claim, 2000), width - claim_indent);
  text::Line line(style);
  line.left("  " + label.front(), width);
  line.left(std::string(name_of(goal.outcome)), 10, tint_of(goal.outcome));
  line.right(measure_text(goal, style), 10);
  line.right(size_text(goal.worst), 7);
  line.right(size_text(goal.minimal), 7);
  line.right(goal.worst ? text::grouped(goal.found_at) : "", 9);
  line.left(goal.worst ? goal.worst->operation : "", 18);
  std::string text = line.str();
  for (std::size_t i = 1; i < label.size(); ++i)
    text += "  " + label[i] + "\n";
  return text;
}

std::string failure_lines(const verify::record::HuntedGoal& goal) {
  std::string text = fmt::format(
      "{}: {}: {}\n", name_of(goal.outcome), goal.objective,
      verify::input::printable(goal.claim.empty() ? goal.reason : goal.claim + ": " + goal.reason, 2000));
  for (const auto& c : {goal.worst, goal.minimal})
    if (c && !c->command.empty())
      text += "  " + verify::input::printable(c->command, 4096) + "\n";
  return text;
}

std::string totals(const verify::record::HuntRecord& hunt, std::size_t width) {
  std::string text;
  for (const verify::record::HuntOutcome outcome :
       {verify::record::HuntOutcome::attained, verify::record::HuntOutcome::approached,
        verify::record::HuntOutcome::slack, verify::record::HuntOutcome::agrees,
        verify::record::HuntOutcome::within, verify::record::HuntOutcome::no_case,
        verify::record::HuntOutcome::undecided, verify::record::HuntOutcome::refuted}) {
    const auto count = static_cast<std::size_t>(
        std::ranges::count(hunt.sharpness, outcome, &verify::record::HuntedGoal::outcome));
    if (count > 0 || outcome == verify::record::HuntOutcome::refuted)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text::grouped(count), name_of(outcome));
  }
  return text::entry("hunted", 10, text::counted(hunt.sharpness.size(), "goal") + ": " + text, width);
}

std::string run_lines(const verify::record::Record& record, std::size_t width) {
  const verify::record::HuntRecord& hunt = *record.hunt;
  const double seconds = record.timing.processor_seconds; // 0 where parts were merged
  const double rate = static_cast<double>(hunt.evaluations) / std::max(1e-9, seconds);
  std::string text = text::entry(
      "search", 10,
      fmt::format("{} evaluations{}; seed {}{}", text::grouped(hunt.evaluations),
                  seconds > 0 ? fmt::format(", {} a second of processor time",
                                            text::grouped(static_cast<std::size_t>(rate)))
                              : "",
                  record.seed, hunt.budget ? fmt::format(", {} each", text::grouped(*hunt.budget)) : ""),
      width);
  if (!hunt.journal.empty())
    text += text::entry(
        "journal", 10, verify::input::printable(hunt.journal, 4096) + ": every find, as it was found", width);
  return text +
         text::entry("run", 10,
                     fmt::format("{:.1f} s on {}, {:.0f} MB{}", record.timing.seconds,
                                 text::counted(record.host.threads, "thread"), record.timing.peak_memory_mb,
                                 record.interrupted ? ", interrupted" : ""),
                     width);
}

} // namespace

std::string sharpness_table(const verify::record::Record& record, const text::TableStyle& style) {
  const verify::record::HuntRecord& hunt = *record.hunt;
  const std::size_t width = table_width(style);
  const std::size_t claim_width = std::clamp<std::size_t>(width - text::narrowest, 24, 64);
  text::Line header(style);
  header.left("theorem and claim", claim_width, text::Tint::dim);
  header.left("outcome", 10, text::Tint::dim);
  header.right("slack", 10, text::Tint::dim);
  header.right("n/k", 7, text::Tint::dim);
  header.right("least", 7, text::Tint::dim);
  header.right("found at", 9, text::Tint::dim);
  header.left("by", 18, text::Tint::dim);
  std::string text = header.str();
  std::string_view last;
  for (const verify::record::HuntedGoal& goal : hunt.sharpness) {
    if (goal.objective != last && !goal.claim.empty())
      text += text::tinted(style, text::Tint::strong, goal.objective) + "\n";
    last = goal.objective;
    text += claim_row(goal, claim_width, style);
  }
  text += "\n";
  const std::string legend = fmt::format(
      "slack: least ln(rhs/lhs) found, by balls; of an identity |lhs - rhs| over what the balls leave open, "
      "of an "
      "implementation error over proven bound. attained: equality, approached: slack below 1e-9. least: size "
      "of the "
      "smallest case that keeps {:.0f} % of the score. found at: evaluations of the theorem until then",
      100 * hunt.fraction);
  for (const std::string& line : text::wrapped(legend, width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  text += "\n";
  for (const verify::record::HuntedGoal& goal : hunt.sharpness)
    if (goal.outcome == verify::record::HuntOutcome::refuted ||
        goal.outcome == verify::record::HuntOutcome::undecided)
      text += failure_lines(goal);
    else if (goal.outcome == verify::record::HuntOutcome::within && !goal.reason.empty())
      text += fmt::format("{}: {}\n", goal.objective, verify::input::printable(goal.reason, 2000));
  return text + totals(hunt, width) + run_lines(record, width);
}

std::string mutant_hunt_table(const verify::record::Record& record, const text::TableStyle& style) {
  const verify::record::HuntRecord& hunt = *record.hunt;
  std::size_t widest = 0;
  const auto name = [](const verify::record::HuntedMutant& mutant) {
    return mutant.theorem + "/" + mutant.name;
  };
  for (const verify::record::HuntedMutant& mutant : hunt.mutants)
    widest = std::max(widest, name(mutant).size());
  text::Line header(style);
  header.left("mutant", widest, text::Tint::dim);
  header.left("fate", 8, text::Tint::dim);
  header.right("regimes", 7, text::Tint::dim);
  header.left("first", 24, text::Tint::dim);
  header.right("hunt", 9, text::Tint::dim);
  std::string text = header.str(), survivors;
  std::size_t by_properties = 0, by_hunt = 0, by_sample = 0, alive = 0, open = 0;
  for (const verify::record::HuntedMutant& mutant : hunt.mutants) {
    text::Line line(style);
    line.left(name(mutant), widest);
    const bool survives = mutant.survives() && !record.interrupted; // else the hunt may not have come to it
    const std::string fate = mutant.refuted() ? "refuted" : survives ? "alive" : "open";
    line.left(fate, 8, mutant.refuted() ? text::Tint::good : text::Tint::bad);
    line.right(mutant.by_case ? "sample" : std::to_string(mutant.regimes), 7);
    line.left(mutant.first_index ? fmt::format("{} {}", mutant.first_regime, *mutant.first_index) : "", 24);
    line.right(mutant.evaluations ? text::grouped(*mutant.evaluations)
               : mutant.by_case   ? ""
                                  : "> " + text::grouped(mutant.spent),
               9);
    text += line.str();
    by_properties += mutant.regimes > 0 ? 1 : 0;
    by_hunt += mutant.evaluations ? 1 : 0;
    by_sample += mutant.by_case ? 1 : 0;
    alive += fate == "alive" ? 1 : 0;
    open += fate == "open" ? 1 : 0;
    if (!mutant.refuted())
      survivors += fmt::format("{}: {}: {}\n", fate, name(mutant), mutant.change);
  }
  text += "\n" + survivors;
  text +=
      text::entry("mutants", 10,
                  fmt::format("{}: {} survive, {} open; refuted {} by generated rows, {} by the hunt, {} by "
                              "samples",
                              hunt.mutants.size(), alive, open, by_properties, by_hunt, by_sample),
                  table_width(style));
  return text + run_lines(record, table_width(style));
}

std::string duel_table(const verify::record::Record& record, const text::TableStyle& style) {
  const verify::record::HuntRecord& hunt = *record.hunt;
  std::size_t widest = std::string_view("implementation").size();
  for (const verify::record::Duel& duel : hunt.duels)
    widest = std::max(widest, duel.objective.size());
  text::Line header(style);
  header.left("implementation", widest, text::Tint::dim);
  header.right("hunt", 10, text::Tint::dim);
  header.right("random", 10, text::Tint::dim);
  header.left("", 6, text::Tint::dim);
  std::string text = header.str();
  std::size_t won = 0, even = 0;
  for (const verify::record::Duel& duel : hunt.duels) {
    text::Line line(style);
    line.left(duel.objective, widest);
    line.right(fmt::format("{:.4f}", verify::record::mean_of(duel.hunt)), 10);
    line.right(fmt::format("{:.4f}", verify::record::mean_of(duel.random)), 10);
    const bool equal = verify::record::mean_of(duel.hunt) == verify::record::mean_of(duel.random);
    line.left(duel.won() ? "won"
              : equal    ? "even"
                         : "lost",
              6,
              duel.won() ? text::Tint::good
              : equal    ? text::Tint::dim
                         : text::Tint::bad);
    won += duel.won() ? 1 : 0;
    even += equal ? 1 : 0;
    text += line.str();
  }
  text += fmt::format(
      "\nlargest error over proven bound, mean of {}; the hunt found more for {} of {}, as much for {}\n",
      text::counted(hunt.duels.empty() ? 0 : hunt.duels[0].hunt.size(), "seed"), won, hunt.duels.size(),
      even);
  return text + run_lines(record, table_width(style));
}

std::string hunt_tables(const verify::record::Record& record, const text::TableStyle& style) {
  if (!record.hunt->mutants.empty())
    return mutant_hunt_table(record, style);
  return record.hunt->duels.empty() ? sharpness_table(record, style) : duel_table(record, style);
}

} // namespace tailmass::reports::sections
