// The table of errors of implementations.
#include "reports/sections/precision_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::reports::sections {

namespace {

constexpr std::size_t error_columns = 10;
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
          fmt::format("{} n={}{}", verify::input::printable(line.worst.regime), line.worst.n,
                      line.simd.empty() ? "" : ", " + verify::input::printable(line.simd))};
}

} // namespace

std::string precision_table(const verify::record::Record& record, const text::TableStyle& style) {
  const verify::record::PrecisionRecord& precision = *record.precision;
  std::vector<ErrorCells> rows{
      {"quantity", "by", "type", "max", "p99", "mean", "relative", "bound", "limit", "at"}};
  std::vector<const verify::record::PrecisionLine*> shown{nullptr};
  for (const verify::record::PrecisionLine& line : precision.lines)
    if (whole(line) || (style.claims && !line.regime)) {
      rows.push_back(error_cells(line));
      shown.push_back(&line);
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
  std::string text;
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
  text += "\n";
  constexpr std::string_view legend =
      "max, p99, mean: error in ulps of the type at the true value; relative: largest error over the true "
      "value; bound: the proven one in ulps at the worst case, which is at";
  for (const std::string& line : text::wrapped(legend, style.width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  text += "\n";
  for (const verify::record::PrecisionFault& fault : precision.faults) {
    text += text::tinted(style, text::Tint::bad, verify::input::printable(fault.message, 2000)) + "\n";
    if (!fault.replay.empty())
      text += "  " + fault.replay + "\n";
  }
  const std::string run = fmt::format(
      "{} in {:.1f} s on {}, {:.0f} MB, seed {}, effort {:g}{}\n", text::counted(record.cases, "case"),
      record.timing.seconds, text::counted(record.host.threads, "thread"), record.timing.peak_memory_mb,
      record.seed, precision.effort, record.interrupted ? ", interrupted" : "");
  return text + run +
         (precision.faults.empty()
              ? text::tinted(style, text::Tint::good, "All errors are within their limits.")
              : text::tinted(style, text::Tint::bad,
                             fmt::format("Not all is within limits: {}.",
                                         text::counted(precision.faults.size(), "fault")))) +
         "\n";
}

} // namespace tailmass::reports::sections
