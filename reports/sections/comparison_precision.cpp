// Errors of implementations, then and now.
#include "reports/sections/comparison_parts.hpp"

#include "reports/text/output.hpp"
#include "reports/text/text.hpp"

#include <fmt/format.h>
#include <tuple>

namespace tailmass::reports::sections {

namespace {

/// Of what it is the error: all cases, those of a regime, a size or a decade of tail mass.
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
                   double factor, Changes& changes) {
  constexpr double least_of_max = 0.5;
  constexpr double least_of_mean = 0.1;
  const auto add = [&](Kind kind, std::string_view what, double was, double is) {
    changes.push_back({kind, "precision", text_of(line.name) + subset_of(line),
                       fmt::format("{} {:.3g} -> {:.3g} ulp, x{:.3g}", what, was, is, is / was),
                       precision_command(line.name, line.worst)});
  };
  const auto grew = [&](double to, double from, double least) {
    return to > factor * from && to > from + least;
  };
  const bool whole = subset_of(line).empty();
  if (grew(line.max_ulp, old.max_ulp, least_of_max))
    add(Kind::worse, "largest error", old.max_ulp, line.max_ulp);
  else if (whole && grew(line.mean_ulp, old.mean_ulp, least_of_mean))
    add(Kind::worse, "mean error", old.mean_ulp, line.mean_ulp);
  else if (whole && grew(old.max_ulp, line.max_ulp, least_of_max))
    add(Kind::better, "largest error", old.max_ulp, line.max_ulp);
  else if (whole && grew(old.mean_ulp, line.mean_ulp, least_of_mean))
    add(Kind::better, "mean error", old.mean_ulp, line.mean_ulp);
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

} // namespace

void compare_precision(const verify::record::Record& now, const verify::record::Record& base,
                       const std::string& base_file, double factor, Changes& changes) {
  check_comparable({.seed = now.seed, .effort = now.precision->effort}, base, base_file);
  if (now.rows != base.rows)
    throw text::UsageError(fmt::format("errors cannot be compared: {} where {} has {}",
                                       text::counted(now.rows, "case"), base_file, text::grouped(base.rows)));
  check_same_cases(*now.precision, *base.precision);
  pair_up(
      now.precision->lines, base.precision->lines,
      [](const verify::record::PrecisionLine& line) { return text_of(line.name) + subset_of(line); },
      [&](const verify::record::PrecisionLine& line, const verify::record::PrecisionLine& old) {
        compare_lines(line, old, factor, changes);
      },
      [&](Kind kind, const verify::record::PrecisionLine& line) {
        if (subset_of(line).empty()) // the subsets of one that came or went say nothing more
          changes.push_back(
              {kind, "precision", text_of(line.name), fmt::format("largest error {:.3g} ulp", line.max_ulp)});
      });
}

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

} // namespace tailmass::reports::sections
