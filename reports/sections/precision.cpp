// Errors of implementations in a record: which kept their limits, what changed, and their table.
#include "reports/sections/precision.hpp"

#include "reports/sections/run_summary.hpp"
#include "reports/sections/section.hpp"
#include "reports/text/list.hpp"
#include "reports/text/output.hpp"
#include "reports/text/rounding.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <tuple>

namespace tailmass::reports::sections {

namespace {

std::vector<Outcome> outcomes(const verify::record::Record& record) {
  std::vector<Outcome> all;
  if (!record.precision)
    return all;
  const verify::record::PrecisionRecord& precision = *record.precision;
  for (const verify::record::PrecisionLine& line : precision.lines)
    if (!line.regime && !line.n && !line.tail_decade)
      all.push_back({.group = "precision",
                     .name = text_of(line.name),
                     .kind = "implementation",
                     .good = "stayed within bounds",
                     .figures = {{"max_ulp", figure(line.max_ulp)},
                                 {"p99_ulp", figure(line.p99_ulp)},
                                 {"mean_ulp", figure(line.mean_ulp)},
                                 {"bound_ulp", figure(line.bound_ulp)},
                                 {"limit_ulp", line.limit_ulp ? figure(*line.limit_ulp) : "none"},
                                 {"cases", std::to_string(line.cases)}},
                     .problems = {}});
  for (const verify::record::PrecisionFault& fault : precision.faults) {
    const auto known = std::ranges::find(all, text_of(fault.name), &Outcome::name);
    Outcome& outcome = known != all.end() ? *known
                                          : all.emplace_back(Outcome{.group = "precision",
                                                                     .name = text_of(fault.name),
                                                                     .kind = "implementation",
                                                                     .good = "stayed within bounds"});
    outcome.status = Outcome::Status::failed;
    outcome.problems.push_back(
        {.message = verify::input::printable(fault.message, 2000), .detail = {}, .replay = fault.replay});
  }
  return all;
}

/// Names what it is the error of: all cases, those of a regime, a size or a decade of tail mass.
std::string subset_of(const verify::record::PrecisionLine& line) {
  std::string text;
  if (line.regime)
    text += " " + *line.regime;
  if (line.n)
    text += fmt::format(" n={}", *line.n);
  if (line.tail_decade)
    text += fmt::format(" tail=1e{}", *line.tail_decade);
  return text;
}

void compare_lines(const verify::record::PrecisionLine& line, const verify::record::PrecisionLine& old,
                   double factor, std::vector<Change>& changes) {
  constexpr double least_of_max = 0.5;
  constexpr double least_of_mean = 0.1;
  const auto add = [&](Change::Kind kind, std::string_view what, double was, double is) {
    changes.push_back({kind, "precision", text_of(line.name) + subset_of(line),
                       fmt::format("{} {:.3g} -> {:.3g} ulp, x{:.3g}", what, was, is, is / was),
                       precision_command(line.name, line.worst)});
  };
  const auto grew = [&](double to, double from, double least) {
    return to > factor * from && to > from + least;
  };
  const bool whole = subset_of(line).empty();
  if (grew(line.max_ulp, old.max_ulp, least_of_max))
    add(Change::Kind::worse, "largest error", old.max_ulp, line.max_ulp);
  else if (whole && grew(line.mean_ulp, old.mean_ulp, least_of_mean))
    add(Change::Kind::worse, "mean error", old.mean_ulp, line.mean_ulp);
  else if (whole && grew(old.max_ulp, line.max_ulp, least_of_max))
    add(Change::Kind::better, "largest error", old.max_ulp, line.max_ulp);
  else if (whole && grew(old.mean_ulp, line.mean_ulp, least_of_mean))
    add(Change::Kind::better, "mean error", old.mean_ulp, line.mean_ulp);
}

/// A place that has another case than before means that rows are generated in another way.
void check_same_cases(const verify::record::PrecisionRecord& now,
                      const verify::record::PrecisionRecord& base) {
  const auto place_of = [](const verify::record::GeneratedPlace& place) {
    return std::tuple(place.regime, place.seed, place.n, place.index);
  };
  std::map<decltype(place_of(verify::record::GeneratedPlace{})), std::string> checksums;
  for (const verify::record::PrecisionLine& line : base.lines)
    checksums.emplace(place_of(line.worst), line.worst.checksum);
  for (const verify::record::PrecisionLine& line : now.lines)
    if (const auto found = checksums.find(place_of(line.worst));
        found != checksums.end() && found->second != line.worst.checksum)
      throw text::UsageError(
          fmt::format("errors cannot be compared: case {} of regime {} and {} is another than "
                      "before, {} where it was {}",
                      line.worst.index, line.worst.regime, text::counted(line.worst.n, "key"),
                      line.worst.checksum, found->second));
}

void compare(const Compared& both, std::vector<Change>& changes) {
  const auto& [now, base, base_file, factor] = both;
  if (!base.precision)
    return;
  if (!now.precision) {
    changes.push_back({Change::Kind::lost, "precision", "precision", "errors of implementations"});
    return;
  }
  check_comparable({.seed = now.seed, .effort = now.precision->effort}, base, base_file);
  if (now.rows != base.rows)
    throw text::UsageError(fmt::format("errors cannot be compared: {} where {} has {}",
                                       text::counted(now.rows, "case"), base_file, text::grouped(base.rows)));
  check_same_cases(*now.precision, *base.precision);
  pair_up(
      now.precision->lines, base.precision->lines,
      [](const verify::record::PrecisionLine& line) { return text_of(line.name) + subset_of(line); },
      [&](const verify::record::PrecisionLine& line, const verify::record::PrecisionLine& old) {
        compare_lines(line, old, both.factor, changes);
      },
      [&](Change::Kind kind, const verify::record::PrecisionLine& line) {
        if (subset_of(line).empty()) // the subsets of one that came or went say nothing more
          changes.push_back(
              {kind, "precision", text_of(line.name), fmt::format("largest error {:.3g} ulp", line.max_ulp)});
      });
}

constexpr std::size_t error_columns = 11;
constexpr std::size_t most_lines = 10; // that are shown unless all are asked for
using ErrorCells = std::array<std::string, error_columns>;

std::string ulps(double x) {
  return std::isfinite(x) && x < 1e5 ? fmt::format("{:.2f}", x) : fmt::format("{:.1e}", x);
}

std::string subset_label(const verify::record::PrecisionLine& line) {
  if (line.regime)
    return *line.regime;
  if (line.n)
    return fmt::format("n = {}", text::grouped(*line.n));
  return line.tail_decade ? fmt::format("tail 1e{}", *line.tail_decade) : "";
}

bool whole(const verify::record::PrecisionLine& line) {
  return !line.regime && !line.n && !line.tail_decade;
}

/// What of its limit the largest error takes; a limit that is the proven bound is one at each case.
std::optional<double> share_of_limit(const verify::record::PrecisionLine& line) {
  if (!line.limit_ulp)
    return std::nullopt;
  if (*line.limit_ulp == line.bound_ulp)
    return line.bound_share;
  return line.max_ulp == 0 ? 0 : line.max_ulp / *line.limit_ulp;
}

std::string share_text(const verify::record::PrecisionLine& line) {
  const std::optional<double> share = share_of_limit(line);
  return share ? fmt::format("{:.3g} %", 100 * *share) : "";
}

ErrorCells error_cells(const verify::record::PrecisionLine& line) {
  const bool all = whole(line);
  return {all ? verify::input::printable(line.name.quantity)
              : "  " + verify::input::printable(subset_label(line)),
          all ? verify::input::printable(line.name.implementation) : "",
          all ? verify::input::printable(line.name.type) : "",
          ulps(line.max_ulp),
          ulps(line.p99_ulp),
          ulps(line.mean_ulp),
          fmt::format("{:.1e}", line.max_relative),
          ulps(line.bound_ulp),
          line.limit_ulp ? ulps(*line.limit_ulp) : "",
          share_text(line),
          fmt::format("{} n={}{}", verify::input::printable(line.worst.regime), line.worst.n,
                      line.simd.empty() ? "" : ", " + verify::input::printable(line.simd))};
}

/// Implementations over all cases: those with a fault, then those nearest to their limits.
std::vector<const verify::record::PrecisionLine*> ranked(const verify::record::PrecisionRecord& precision) {
  std::vector<const verify::record::PrecisionLine*> lines;
  for (const verify::record::PrecisionLine& line : precision.lines)
    if (whole(line))
      lines.push_back(&line);
  std::ranges::stable_sort(lines, std::greater{}, [&](const verify::record::PrecisionLine* line) {
    const bool faulty = std::ranges::find(precision.faults, line->name,
                                          &verify::record::PrecisionFault::name) != precision.faults.end();
    return std::pair(faulty, share_of_limit(*line).value_or(-1));
  });
  return lines;
}

/// Says which implementation is nearest to its limit, and how near.
std::vector<std::string> answers(const verify::record::Record& record) {
  const verify::record::PrecisionLine* nearest = nullptr;
  for (const verify::record::PrecisionLine& line : record.precision->lines)
    if (whole(line) && share_of_limit(line) && (!nearest || share_of_limit(line) > share_of_limit(*nearest)))
      nearest = &line;
  if (!nearest)
    return {};
  return {fmt::format("nearest to its limit: {}, at {}", verify::input::printable(text_of(nearest->name)),
                      share_text(*nearest))};
}

/// Whether all was measured and is within its limit.
std::string conclusion(const verify::record::PrecisionRecord& precision, bool interrupted,
                       const text::TableStyle& style) {
  if (const std::size_t faults = precision.faults.size(); faults > 0)
    return text::tinted(style, text::Tint::bad,
                        fmt::format("Not all is within limits: {}.", text::counted(faults, "fault")));
  return interrupted ? text::tinted(style, text::Tint::bad, "Not all was decided: interrupted.")
                     : text::tinted(style, text::Tint::good, "All errors are within their limits.");
}

/// The implementation that is nearest to its limit; then ten of them, or all with `style.all`, nearest first:
/// largest, 99th percentile and mean error in ulps, largest relative error, the proven bound at the worst
/// case, the limit; then what is wrong, with its replay command. With `style.claims` all of them, with the
/// curves against n and tail mass too.
std::string precision_table(const verify::record::Record& record, const text::TableStyle& style) {
  const verify::record::PrecisionRecord& precision = *record.precision;
  std::vector<ErrorCells> rows{
      {"quantity", "by", "type", "max", "p99", "mean", "relative", "bound", "limit", "of limit", "at"}};
  std::vector<const verify::record::PrecisionLine*> shown{nullptr};
  const std::vector<const verify::record::PrecisionLine*> lines = ranked(precision);
  for (const verify::record::PrecisionLine* each : lines) {
    if (shown.size() > most_lines && !style.all && !style.claims)
      break;
    for (const verify::record::PrecisionLine& line : precision.lines)
      if (line.name == each->name && (whole(line) || (style.claims && !line.regime))) {
        rows.push_back(error_cells(line));
        shown.push_back(&line);
      }
  }
  std::array<std::size_t, error_columns> widths{};
  for (const ErrorCells& row : rows)
    for (std::size_t i = 0; i < error_columns; ++i)
      widths[i] = std::max(widths[i], text::length(row[i]));
  const auto faulty = [&](const verify::record::PrecisionLine* line) {
    return line && whole(*line) &&
           std::ranges::find(precision.faults, line->name, &verify::record::PrecisionFault::name) !=
               precision.faults.end();
  };
  std::string text = answers_text(answers(record), style, std::max(style.width, text::narrowest));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    text::Line line(style);
    const text::Tint tint = r == 0 ? text::Tint::dim : faulty(shown[r]) ? text::Tint::bad : text::Tint::plain;
    for (std::size_t i = 0; i < error_columns; ++i)
      if (i < 3 || i + 1 == error_columns)
        line.left(rows[r][i], widths[i], tint);
      else
        line.right(rows[r][i], widths[i], tint);
    text += line.str();
  }
  if (rows.size() - 1 < lines.size())
    text += fmt::format("{} of {} implementations, the nearest to their limits; --all shows all\n",
                        rows.size() - 1, lines.size());
  text += "\n";
  const std::string legend = fmt::format(
      "max, p99, mean: error in ulps of the type at the true value; relative: largest error over the true "
      "value; bound: the proven one in ulps at the worst case, which is at: by hand, of kernels whose "
      "rounding a machine has proved (make prove) where they are {}; of limit: the most that an error takes "
      "of its limit, at whichever case where that is the bound of each",
      text::proved_kernels());
  for (const std::string& line : text::wrapped(legend, style.width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  text += "\n";
  for (const verify::record::PrecisionFault& fault : precision.faults) {
    text += text::tinted(style, text::Tint::bad, verify::input::printable(fault.message, 2000)) + "\n";
    if (!fault.replay.empty())
      text += "  " + verify::input::printable(fault.replay, 4096) + "\n";
  }
  const std::string run = fmt::format(
      "{} in {:.1f} s on {}, {:.0f} MB, seed {}, effort {:g}{}\n", text::counted(record.cases, "case"),
      record.timing.seconds, text::counted(record.host.threads, "thread"), record.timing.peak_memory_mb,
      record.seed, precision.effort, record.interrupted ? ", interrupted" : "");
  return text + run + conclusion(precision, record.interrupted, style) + "\n";
}

} // namespace

const Section precision_section{
    .name = "precision",
    .comparable = [](const verify::record::Record& record) { return record.precision.has_value(); },
    .outcomes = outcomes,
    .compare = compare,
    .leads = [](const verify::record::Record& record) { return record.precision.has_value(); },
    .table = precision_table,
    .answers = answers};

void check_comparable(const PrecisionCases& now, const verify::record::Record& base,
                      const std::string& base_file) {
  if (!base.precision)
    throw text::UsageError(base_file + " has no errors of implementations to compare with");
  if (now.seed != base.seed || now.effort != base.precision->effort)
    throw text::UsageError(
        fmt::format("errors cannot be compared: the cases are others, of seed {} and effort {:g} "
                    "where those of {} are of seed {} and effort {:g}",
                    now.seed, now.effort, base_file, base.seed, base.precision->effort));
}

std::string precision_command(const verify::record::ImplementationName& name,
                              const verify::record::GeneratedPlace& place) {
  const std::vector<std::string> words{"precision",
                                       "--implementation",
                                       text_of(name),
                                       "--regime",
                                       place.regime,
                                       "--n",
                                       std::to_string(place.n),
                                       "--index",
                                       std::to_string(place.index),
                                       "--seed",
                                       std::to_string(place.seed)};
  return text::command_line(words);
}

} // namespace tailmass::reports::sections
