// Failures and totals of a run.
#include "reports/sections/run_summary.hpp"

#include "reports/sections/consistency.hpp"
#include "reports/sections/outcome.hpp"
#include "reports/sections/theorem_table.hpp"
#include "reports/text/list.hpp"

namespace tailmass::reports::sections {

namespace {

std::string failure_text(const verify::record::Failure& failure, const text::Places& places,
                         const text::TableStyle& style, std::size_t width) {
  constexpr std::size_t indent = 11;
  const std::string where =
      verify::input::printable(failure.theorem) + " at " + places.name(failure.origin, style) +
      (failure.origin.file.empty() ? "" : " of " + verify::input::printable(failure.origin.file));
  std::string text = text::entry(name_of(failure.verdict), indent, where, width);
  text += text::entry("", indent, verify::input::printable(failure.claim), width) +
          text::entry("", indent, verify::input::printable(failure.reason, 2000), width);
  return text +
         (failure.case_file.empty() ? text::spaces(indent) + "its case could not be stored"
                                    : text::spaces(indent) + replay_command(failure.case_file)) +
         "\n";
}

/// The theorem that generated rows met least often, and what that leaves possible.
std::string generated_text(const verify::record::Record& record) {
  const verify::record::ConfidenceRecord* least = nullptr;
  for (const verify::record::ConfidenceRecord& each : record.confidence)
    if (each.regime.empty() && (!least || each.met < least->met))
      least = &each;
  std::string text;
  if (least)
    text = fmt::format("every theorem met by {} or more of them ({})", text::grouped(least->met),
                       verify::input::printable(least->theorem));
  if (const std::optional<double> bound = least ? verify::record::failure_rate_bound(*least) : std::nullopt)
    text += fmt::format(": a failure rate below {:.1e} at 95 %", *bound);
  if (record.left_out > 0)
    text += fmt::format("; {} left out, wider than 4096 bits tell", text::counted(record.left_out, "row"));
  return text;
}

} // namespace

std::string verdicts_text(const verify::record::Tally& total) {
  std::string text;
  for (const verify::judge::Verdict verdict : verify::judge::all_verdicts)
    if (verdict != verify::judge::Verdict::vacuous &&
        (verdict != verify::judge::Verdict::consistent || total.of(verdict) > 0))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text::grouped(total.of(verdict)),
                          verdict == verify::judge::Verdict::agrees ? "agree" : name_of(verdict));
  return text + fmt::format("; vacuous {}", text::counted(total.of(verify::judge::Verdict::vacuous), "time"));
}

std::string failures_text(const verify::record::Record& record, const text::Places& places,
                          const text::TableStyle& style, std::size_t width) {
  if (record.failures.empty())
    return {};
  const verify::record::Tally total = record.summary();
  const std::size_t all = std::max(record.failures.size(), total.of(verify::judge::Verdict::refuted) +
                                                               total.of(verify::judge::Verdict::undecided));
  std::string text = "\n" +
                     text::tinted(style, text::Tint::bad,
                                  record.failures.size() == all
                                      ? text::counted(all, "claim") + " did not hold"
                                      : fmt::format("{} did not hold, of which the first {}",
                                                    text::counted(all, "claim"), record.failures.size())) +
                     "\n";
  for (const verify::record::Failure& failure : record.failures)
    text += failure_text(failure, places, style, width);
  return text;
}

std::string summary_text(const verify::record::Record& record, const text::Places& places,
                         const text::TableStyle& style, std::size_t width) {
  const verify::record::Tally total = record.summary();
  const std::size_t claims =
      total.held() + total.of(verify::judge::Verdict::refuted) + total.of(verify::judge::Verdict::undecided);
  std::string rows = rows_text(record);
  if (record.generated > record.left_out)
    rows += fmt::format(" and {} generated", text::grouped(record.generated - record.left_out));
  std::string text = text::entry("judged", check_indent,
                                 fmt::format("{}, {}, {}: {}", rows, text::counted(record.cases, "case"),
                                             text::counted(claims, "claim"), verdicts_text(total)),
                                 width);
  if (record.generated > record.left_out)
    text += text::entry("generated", check_indent, generated_text(record), width);
  if (record.false_alarm() > 0)
    text += text::entry(
        "statistics", check_indent,
        fmt::format("{} consistent; a run refutes a true one with a probability of {:.0e} at most",
                    text::grouped(total.of(verify::judge::Verdict::consistent)), record.false_alarm()),
        width);
  return text + checks_text(record, places, style, width) +
         text::entry("run", check_indent,
                     fmt::format("{:.1f} s on {}, {:.0f} MB, seed {}", record.timing.seconds,
                                 text::counted(record.host.threads, "thread"), record.timing.peak_memory_mb,
                                 record.seed),
                     width);
}

std::string rows_text(const verify::record::Record& record) {
  if (record.rows >= record.rows_total)
    return text::counted(record.rows, "row");
  return fmt::format("{}{} of {}", record.interrupted ? "interrupted after " : "", text::grouped(record.rows),
                     text::counted(record.rows_total, "row"));
}

std::string answers_text(std::span<const std::string> answers, const text::TableStyle& style,
                         std::size_t width) {
  std::string text;
  for (const std::string& answer : answers)
    for (const std::string& line : text::wrapped(answer, width))
      text += text::tinted(style, text::Tint::strong, line) + "\n";
  return text.empty() ? text : text + "\n";
}

std::string conclusion_text(std::span<const Outcome> outcomes, const text::TableStyle& style,
                            std::size_t width) {
  const text::Tint tint = exit_code(outcomes) == 0 ? text::Tint::good : text::Tint::bad;
  std::string text;
  for (const std::string& line : text::wrapped(conclusion_of(outcomes), width))
    text += text::tinted(style, tint, line) + "\n";
  return text;
}

std::string run_text(const verify::record::Record& record, std::size_t width) {
  return text::entry("run", check_indent,
                     fmt::format("{:.1f} s on {}, {:.0f} MB", record.timing.seconds,
                                 text::counted(record.host.threads, "thread"), record.timing.peak_memory_mb),
                     width);
}

} // namespace tailmass::reports::sections
