// Failures, totals and conclusion of a run.
#include "reports/sections/run_summary.hpp"

#include "reports/sections/check_text.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/theorem_table.hpp"
#include "reports/text/list.hpp"

namespace tailmass {

namespace {

std::string failure_text(const Failure& failure, const Places& places, const TableStyle& style,
                         std::size_t width) {
  constexpr std::size_t indent = 11;
  const std::string where = printable(failure.theorem) + " at " + places.name(failure.origin, style) +
                            (failure.origin.file.empty() ? "" : " of " + printable(failure.origin.file));
  std::string text = entry(name_of(failure.verdict), indent, where, width);
  text += entry("", indent, printable(failure.claim), width) +
          entry("", indent, printable(failure.reason, 2000), width);
  return text +
         (failure.case_file.empty() ? spaces(indent) + "its case could not be stored"
                                    : spaces(indent) + replay_command(failure.case_file)) +
         "\n";
}

/// The theorem that generated rows met least often, and what that leaves possible.
std::string generated_text(const Record& record) {
  const ConfidenceRecord* least = nullptr;
  for (const ConfidenceRecord& each : record.confidence)
    if (each.regime.empty() && (!least || each.met < least->met))
      least = &each;
  std::string text;
  if (least)
    text = fmt::format("every theorem met by {} or more of them ({})", grouped(least->met),
                       printable(least->theorem));
  if (const std::optional<double> bound = least ? failure_rate_bound(*least) : std::nullopt)
    text += fmt::format(": a failure rate below {:.1e} at 95 %", *bound);
  if (record.left_out > 0)
    text += fmt::format("; {} left out, wider than 4096 bits tell", counted(record.left_out, "row"));
  return text;
}

} // namespace

std::string verdicts_text(const Tally& total) {
  std::string text;
  for (const Verdict verdict : all_verdicts)
    if (verdict != Verdict::vacuous && (verdict != Verdict::consistent || total.of(verdict) > 0))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(total.of(verdict)),
                          verdict == Verdict::agrees ? "agree" : name_of(verdict));
  return text + fmt::format("; vacuous {}", counted(total.of(Verdict::vacuous), "time"));
}

std::string failures_text(const Record& record, const Places& places, const TableStyle& style,
                          std::size_t width) {
  if (record.failures.empty())
    return {};
  const Tally total = record.summary();
  const std::size_t all =
      std::max(record.failures.size(), total.of(Verdict::refuted) + total.of(Verdict::undecided));
  std::string text =
      "\n" +
      tinted(style, Tint::bad,
             record.failures.size() == all ? counted(all, "claim") + " did not hold"
                                           : fmt::format("{} did not hold, of which the first {}",
                                                         counted(all, "claim"), record.failures.size())) +
      "\n";
  for (const Failure& failure : record.failures)
    text += failure_text(failure, places, style, width);
  return text;
}

std::string summary_text(const Record& record, const Places& places, const TableStyle& style,
                         std::size_t width) {
  const Tally total = record.summary();
  const std::size_t claims = total.held() + total.of(Verdict::refuted) + total.of(Verdict::undecided);
  std::string rows = counted(record.rows, "row");
  if (record.rows < record.rows_total)
    rows = fmt::format("interrupted after {} of {}", grouped(record.rows), counted(record.rows_total, "row"));
  if (record.generated > record.left_out)
    rows += fmt::format(" and {} generated", grouped(record.generated - record.left_out));
  std::string text = entry("judged", check_indent,
                           fmt::format("{}, {}, {}: {}", rows, counted(record.cases, "case"),
                                       counted(claims, "claim"), verdicts_text(total)),
                           width);
  if (record.generated > record.left_out)
    text += entry("generated", check_indent, generated_text(record), width);
  for (const ConsistencyRecord& check : record.consistency)
    text += check_text(check, places, style, width);
  if (record.false_alarm() > 0)
    text += entry("statistics", check_indent,
                  fmt::format("{} consistent; a run refutes a true one with a probability of {:.0e} at most",
                              grouped(total.of(Verdict::consistent)), record.false_alarm()),
                  width);
  return text + kernel_text(record, places, style, width) +
         entry("run", check_indent,
               fmt::format("{:.1f} s on {}, {:.0f} MB, seed {}", record.timing.seconds,
                           counted(record.host.threads, "thread"), record.timing.peak_memory_mb, record.seed),
               width);
}

std::string conclusion_text(const Record& record, const TableStyle& style, std::size_t width) {
  if (exit_code(record) == 0)
    return tinted(style, Tint::good,
                  fmt::format("All {} held.", counted(record.theorems.size(), "theorem"))) +
           "\n";
  const Tally total = record.summary();
  std::vector<std::string> faults;
  for (const Verdict verdict : {Verdict::refuted, Verdict::undecided})
    if (total.of(verdict) > 0)
      faults.push_back(fmt::format("{} {}", counted(total.of(verdict), "claim"), name_of(verdict)));
  for (const ConsistencyRecord& check : record.consistency)
    if (check.exceeded > 0)
      faults.push_back(
          fmt::format("{}: bound exceeded {}", printable(check.check), counted(check.exceeded, "time")));
  for (const ConsistencyRecord& check : record.kernel)
    if (check.exceeded > 0)
      faults.push_back(fmt::format("{}: {} wrong", printable(check.check), grouped(check.exceeded)));
  for (const TheoremRecord& theorem : record.theorems)
    if (unjudged(theorem.all.tally))
      faults.push_back("no case to judge " + printable(theorem.id));
  if (record.interrupted)
    faults.emplace_back("interrupted");
  std::string text;
  for (const std::string& fault : faults)
    text += (text.empty() ? "" : "; ") + fault;
  std::string result;
  for (const std::string& line : wrapped("Not all held: " + text + ".", width))
    result += tinted(style, Tint::bad, line) + "\n";
  return result;
}

} // namespace tailmass
