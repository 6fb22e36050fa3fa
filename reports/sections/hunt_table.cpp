// Rows and totals of a hunt.
#include "reports/sections/hunt_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass {

namespace {

constexpr std::size_t claim_indent = 2;
constexpr std::size_t narrowest_hunt_table = 72;

std::size_t table_width(const TableStyle& style) {
  return std::max(style.width, narrowest_hunt_table);
}

Tint tint_of(HuntOutcome outcome) {
  switch (outcome) {
  case HuntOutcome::refuted:
  case HuntOutcome::undecided:
    return Tint::bad;
  case HuntOutcome::attained:
  case HuntOutcome::approached:
    return Tint::good;
  case HuntOutcome::no_case:
    return Tint::dim;
  default:
    return Tint::plain;
  }
}

std::string measure_text(const HuntedGoal& goal, const TableStyle& style) {
  if (!goal.measure)
    return {};
  if (goal.outcome == HuntOutcome::agrees)
    return fmt::format("{:.2g}", *goal.measure);
  return slack_text(*goal.measure, style);
}

std::string size_text(const std::optional<HuntedCase>& c) {
  return c ? fmt::format("{}/{}", c->n, c->k) : std::string();
}

std::string claim_row(const HuntedGoal& goal, std::size_t width, const TableStyle& style) {
  Line line(style);
  line.left("  " + shortened(printable(goal.claim.empty() ? goal.objective : goal.claim),
                             width - claim_indent, style),
            width);
  line.left(std::string(name_of(goal.outcome)), 10, tint_of(goal.outcome));
  line.right(measure_text(goal, style), 10);
  line.right(size_text(goal.worst), 7);
  line.right(size_text(goal.minimal), 7);
  line.right(goal.worst ? grouped(goal.found_at) : "", 9);
  line.left(goal.worst ? goal.worst->operation : "", 18);
  return line.str();
}

std::string failure_lines(const HuntedGoal& goal) {
  std::string text =
      fmt::format("{}: {}: {}\n", name_of(goal.outcome), goal.objective,
                  printable(goal.claim.empty() ? goal.reason : goal.claim + ": " + goal.reason, 2000));
  for (const auto& c : {goal.worst, goal.minimal})
    if (c && !c->command.empty())
      text += "  " + c->command + "\n";
  return text;
}

std::string totals(const HuntRecord& hunt, std::size_t width) {
  std::string text;
  for (const HuntOutcome outcome :
       {HuntOutcome::attained, HuntOutcome::approached, HuntOutcome::slack, HuntOutcome::agrees,
        HuntOutcome::within, HuntOutcome::no_case, HuntOutcome::undecided, HuntOutcome::refuted}) {
    const auto count =
        static_cast<std::size_t>(std::ranges::count(hunt.sharpness, outcome, &HuntedGoal::outcome));
    if (count > 0 || outcome == HuntOutcome::refuted)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), name_of(outcome));
  }
  return entry("hunted", 10, counted(hunt.sharpness.size(), "goal") + ": " + text, width);
}

std::string run_lines(const Record& record, std::size_t width) {
  const HuntRecord& hunt = *record.hunt;
  const double rate = static_cast<double>(hunt.evaluations) / std::max(1e-9, hunt.processor_seconds);
  std::string text =
      entry("search", 10,
            fmt::format("{} evaluations, {} a second of processor time; seed {}{}", grouped(hunt.evaluations),
                        grouped(static_cast<std::size_t>(rate)), record.seed,
                        hunt.budget ? fmt::format(", {} each", grouped(*hunt.budget)) : ""),
            width);
  if (!hunt.journal.empty())
    text += entry("journal", 10, hunt.journal + ": every find, as it was found", width);
  return text + entry("run", 10,
                      fmt::format("{:.1f} s on {}, {:.0f} MB{}", record.timing.seconds,
                                  counted(record.host.threads, "thread"), record.timing.peak_memory_mb,
                                  record.interrupted ? ", interrupted" : ""),
                      width);
}

} // namespace

std::string sharpness_table(const Record& record, const TableStyle& style) {
  const HuntRecord& hunt = *record.hunt;
  const std::size_t width = table_width(style);
  const std::size_t claim_width = std::clamp<std::size_t>(width - narrowest_hunt_table, 24, 64);
  Line header(style);
  header.left("theorem and claim", claim_width, Tint::dim);
  header.left("outcome", 10, Tint::dim);
  header.right("slack", 10, Tint::dim);
  header.right("n/k", 7, Tint::dim);
  header.right("least", 7, Tint::dim);
  header.right("found at", 9, Tint::dim);
  header.left("by", 18, Tint::dim);
  std::string text = header.str();
  std::string_view last;
  for (const HuntedGoal& goal : hunt.sharpness) {
    if (goal.objective != last && !goal.claim.empty())
      text += tinted(style, Tint::strong, goal.objective) + "\n";
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
  for (const std::string& line : wrapped(legend, width))
    text += tinted(style, Tint::dim, line) + "\n";
  text += "\n";
  for (const HuntedGoal& goal : hunt.sharpness)
    if (goal.outcome == HuntOutcome::refuted || goal.outcome == HuntOutcome::undecided)
      text += failure_lines(goal);
  return text + totals(hunt, width) + run_lines(record, width);
}

std::string mutant_hunt_table(const Record& record, const TableStyle& style) {
  const HuntRecord& hunt = *record.hunt;
  std::size_t widest = 0;
  const auto name = [](const HuntedMutant& mutant) { return mutant.theorem + "/" + mutant.name; };
  for (const HuntedMutant& mutant : hunt.mutants)
    widest = std::max(widest, name(mutant).size());
  Line header(style);
  header.left("mutant", widest, Tint::dim);
  header.left("fate", 8, Tint::dim);
  header.right("regimes", 7, Tint::dim);
  header.left("first", 24, Tint::dim);
  header.right("hunt", 9, Tint::dim);
  std::string text = header.str(), survivors;
  const std::string left = record.interrupted ? "open" : "alive"; // the hunt may not have come to it
  std::size_t by_properties = 0, by_hunt = 0, by_sample = 0, alive = 0;
  for (const HuntedMutant& mutant : hunt.mutants) {
    Line line(style);
    line.left(name(mutant), widest);
    line.left(mutant.survives() ? left : "refuted", 8, mutant.survives() ? Tint::bad : Tint::good);
    line.right(mutant.by_case ? "sample" : std::to_string(mutant.regimes), 7);
    line.left(mutant.first_index ? fmt::format("{} {}", mutant.first_regime, *mutant.first_index) : "", 24);
    line.right(mutant.evaluations ? grouped(*mutant.evaluations) : mutant.by_case ? "" : "-", 9);
    text += line.str();
    by_properties += mutant.regimes > 0 ? 1 : 0;
    by_hunt += mutant.evaluations ? 1 : 0;
    by_sample += mutant.by_case ? 1 : 0;
    alive += mutant.survives() ? 1 : 0;
    if (mutant.survives())
      survivors += fmt::format("{}: {}: {}\n", left, name(mutant), mutant.change);
  }
  text += "\n" + survivors;
  text += entry("mutants", 10,
                fmt::format("{}: {} {}; refuted {} by generated rows, {} by the hunt, {} by samples",
                            hunt.mutants.size(), alive, record.interrupted ? "open" : "survive",
                            by_properties, by_hunt, by_sample),
                table_width(style));
  return text + run_lines(record, table_width(style));
}

std::string duel_table(const Record& record, const TableStyle& style) {
  const HuntRecord& hunt = *record.hunt;
  std::size_t widest = std::string_view("implementation").size();
  for (const Duel& duel : hunt.duels)
    widest = std::max(widest, duel.objective.size());
  Line header(style);
  header.left("implementation", widest, Tint::dim);
  header.right("hunt", 10, Tint::dim);
  header.right("random", 10, Tint::dim);
  header.left("", 6, Tint::dim);
  std::string text = header.str();
  std::size_t won = 0, even = 0;
  for (const Duel& duel : hunt.duels) {
    Line line(style);
    line.left(duel.objective, widest);
    line.right(fmt::format("{:.4f}", mean_of(duel.hunt)), 10);
    line.right(fmt::format("{:.4f}", mean_of(duel.random)), 10);
    const bool equal = mean_of(duel.hunt) == mean_of(duel.random);
    line.left(duel.won() ? "won"
              : equal    ? "even"
                         : "lost",
              6,
              duel.won() ? Tint::good
              : equal    ? Tint::dim
                         : Tint::bad);
    won += duel.won() ? 1 : 0;
    even += equal ? 1 : 0;
    text += line.str();
  }
  text += fmt::format(
      "\nlargest error over proven bound, mean of {}; the hunt found more for {} of {}, as much for {}\n",
      counted(hunt.duels.empty() ? 0 : hunt.duels[0].hunt.size(), "seed"), won, hunt.duels.size(), even);
  return text + run_lines(record, table_width(style));
}

std::string hunt_tables(const Record& record, const TableStyle& style) {
  if (!record.hunt->mutants.empty())
    return mutant_hunt_table(record, style);
  return record.hunt->duels.empty() ? sharpness_table(record, style) : duel_table(record, style);
}

} // namespace tailmass
