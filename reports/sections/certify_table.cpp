// The tables of a `certify` run, one section an epsilon.
#include "reports/sections/certify_table.hpp"

#include "reports/sections/consistency.hpp"
#include "reports/sections/run_summary.hpp"
#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace tailmass::reports::sections {

namespace {

using verify::record::BoundSummary;
using verify::record::EpsilonSummary;
using verify::record::Histogram;
using verify::record::OutputSummary;
using verify::record::SearchSummary;
using verify::record::Spread;

constexpr std::size_t name_width = 21;
constexpr std::size_t search_width = 28;
constexpr std::size_t scored_width = 7;
constexpr std::size_t share_width = 9;
constexpr std::size_t factor_width = 6;

/// A file without its folders.
std::string name_of(const std::string& file) {
  return verify::input::printable(file.substr(file.find_last_of('/') + 1));
}

std::string percent(std::size_t count, std::size_t of) {
  return fmt::format("{:.1f} %", 100 * static_cast<double>(count) / static_cast<double>(of));
}

/// One character a bin, its height the share of the fullest bin; a bin that is not empty always shows.
std::string histogram_text(const Spread& spread, const text::TableStyle& style) {
  static constexpr std::array<std::string_view, 9> blocks{" ",      "\u2581", "\u2582", "\u2583", "\u2584",
                                                          "\u2585", "\u2586", "\u2587", "\u2588"};
  static constexpr std::array<std::string_view, 9> plain{" ", ".", ":", "-", "=", "+", "*", "#", "@"};
  const std::size_t fullest =
      spread.doublings.empty() ? 1 : std::max(std::ranges::max(spread.doublings), std::size_t{1});
  std::string text = "|";
  for (const std::size_t count : spread.doublings)
    text += (style.unicode ? blocks : plain)[(8 * count + fullest - 1) / fullest];
  return text + "|";
}

/// Bounds, those that are nearest to what they bound first: by median, then upper quartile, then how many
/// rows each is good for.
template <class Bound, class SpreadOf, class RowsOf>
std::vector<const Bound*> by_worth(const std::vector<Bound>& bounds, const SpreadOf& spread_of,
                                   const RowsOf& rows_of) {
  std::vector<const Bound*> ranked;
  for (const Bound& bound : bounds)
    ranked.push_back(&bound);
  std::ranges::stable_sort(ranked, {}, [&](const Bound* bound) {
    const Histogram& ratios = spread_of(*bound).log_ratio;
    constexpr double none = std::numeric_limits<double>::infinity();
    const double rows = -static_cast<double>(rows_of(*bound));
    return ratios.empty() ? std::array{none, none, rows}
                          : std::array{ratios.quantile(0.5), ratios.quantile(0.75), rows};
  });
  return ranked;
}

/// Those of all rows, then those that some rows lack, whose quartiles are not like the others'.
std::vector<const BoundSummary*> bounds_by_worth(const EpsilonSummary& summary) {
  std::vector<const BoundSummary*> ranked = by_worth(
      summary.bounds, [](const BoundSummary& bound) -> const Spread& { return bound.over_truth; },
      [](const BoundSummary& bound) { return bound.certifying; });
  std::ranges::stable_sort(ranked, {},
                           [&](const BoundSummary* bound) { return rows_of(*bound) < summary.rows; });
  return ranked;
}

/// "80 rows", or "8 of 80 rows" where there are more.
std::string rows_text(std::size_t rows, std::size_t all) {
  return rows == all ? text::counted(all, "row")
                     : fmt::format("{} of {}", text::grouped(rows), text::counted(all, "row"));
}

class Section {
public:
  /// `of` is the file, empty where there is one only.
  Section(std::string of, const EpsilonSummary& summary, const text::TableStyle& style, std::size_t width)
      : of_(std::move(of)), summary_(summary), style_(style), width_(width),
        bounds_(bounds_by_worth(summary)) {}

  std::string text() {
    heading();
    bounds();
    gaussian();
    of_fewer_rows();
    searches();
    of_fewer_rows();
    outputs();
    return text_;
  }

private:
  void prose(std::string_view words, text::Tint tint = text::Tint::plain) {
    for (const std::string& line : text::wrapped(words, width_))
      text_ += text::tinted(style_, tint, line) + "\n";
  }

  static std::string range(const Histogram& of) {
    return fmt::format("{:.0f} ({:.0f} .. {:.0f})", of.quantile(0.5), of.quantile(0.25), of.quantile(0.75));
  }

  void heading() {
    text_ +=
        text::tinted(style_, text::Tint::strong, fmt::format("{}epsilon = {}", of_, summary_.epsilon)) + "\n";
    prose(fmt::format("{}, n_f {}, k_epsilon {}: median (quartiles)", text::counted(summary_.rows, "row"),
                      range(summary_.finite), range(summary_.k_epsilon)));
    text_ += "\n";
  }

  void header(const std::string& name, const std::string& share, const std::string& ratio) {
    text::Line line(style_);
    line.left(name, name_width, text::Tint::dim);
    line.right(share, share_width, text::Tint::dim);
    for (const char* quartile : {"lower", "median", "upper"})
      line.right(quartile, factor_width, text::Tint::dim);
    line.left(ratio, 0, text::Tint::dim);
    text_ += line.str();
  }

  void spread(const std::string& name, const std::string& share, const Spread& spread) {
    text::Line line(style_);
    line.left(name, name_width);
    line.right(share, share_width);
    if (const Histogram& of = spread.log_ratio; !of.empty()) {
      line.right(text::factor(of.quantile(0.25), style_), factor_width);
      line.right(text::factor(of.quantile(0.5), style_), factor_width, text::Tint::strong);
      line.right(text::factor(of.quantile(0.75), style_), factor_width);
      line.left(histogram_text(spread, style_), 0);
    }
    text_ += line.str();
  }

  void bounds() {
    header("bound", "certifies", "k/k_epsilon");
    for (const BoundSummary* bound : bounds_)
      spread(name_of_line(bound->id, rows_of(*bound)), percent(bound->certifying, rows_of(*bound)),
             bound->over_truth);
  }

  /// An id, with a mark where its line is of fewer rows than others.
  std::string name_of_line(const std::string& id, std::size_t rows) {
    const std::string name = verify::input::printable(id);
    if (rows == summary_.rows)
      return name;
    fewer_[rows].push_back(name);
    return name + " *";
  }

  /// Says of how many rows the marked lines are.
  void of_fewer_rows() {
    for (const auto& [rows, names] : std::exchange(fewer_, {}))
      prose(fmt::format("* over {} only: {}", rows_text(rows, summary_.rows), fmt::join(names, ", ")));
  }

  void gaussian() {
    spread("Gaussian guess", "", summary_.gaussian);
    prose(fmt::format("The guess n_f Phi_c(sigma + Phi^-1(epsilon)) is too small on {} of the rows: it "
                      "certifies nothing.",
                      percent(summary_.gaussian_too_small, summary_.rows)));
  }

  void searches() {
    if (summary_.searches.empty())
      return;
    text_ += "\n";
    text::Line head(style_);
    head.left("search", search_width, text::Tint::dim);
    head.right("scored", scored_width, text::Tint::dim);
    for (const char* column : {"fewer", "n/cost", "median", "mean"})
      head.right(column, factor_width, text::Tint::dim);
    text_ += head.str();
    for (const SearchSummary& search : summary_.searches) {
      const auto scored = static_cast<double>(search.scored), finite = static_cast<double>(search.finite);
      text::Line line(style_);
      line.left(name_of_line(search.id, search.rows), search_width);
      line.right(fmt::format("{:.1f}", scored / static_cast<double>(search.rows)), scored_width);
      line.right(factor(finite / scored), factor_width);
      if (search.cost.empty())
        line.left("limit", 0);
      else
        for (const double of : {finite / total(search.cost), search.ratio.quantile(0.5),
                                total(search.ratio) / static_cast<double>(search.ratio.count())})
          line.right(factor(of), factor_width);
      text_ += line.str();
    }
  }

  [[nodiscard]] std::string factor(double x) const { return text::factor(std::log(x), style_); }
  static double total(const Histogram& of) {
    double sum = 0;
    for (const Histogram::Entry& entry : of.entries())
      sum += entry.number * static_cast<double>(entry.count);
    return sum;
  }

  void outputs() {
    if (summary_.outputs.empty())
      return;
    text_ += "\n";
    header("output bound", "active", "bound/|err|");
    for (const OutputSummary* output : by_worth(
             summary_.outputs, [](const OutputSummary& of) -> const Spread& { return of.looseness; },
             [](const OutputSummary& of) { return of.active; }))
      spread(verify::input::printable(output->id),
             output->active > 0 ? percent(output->active, summary_.rows_with_tail) : std::string(),
             output->looseness);
    const Histogram& of = summary_.log_error;
    if (of.empty())
      return;
    prose(fmt::format("|err| {:.3g} ({:.3g} .. {:.3g}) over {} with values and a tail",
                      std::exp(of.quantile(0.5)), std::exp(of.quantile(0.25)), std::exp(of.quantile(0.75)),
                      text::counted(summary_.rows_with_tail, "row")));
    if (summary_.diameters_enclosed > 0)
      prose(
          fmt::format("diameter-bound is an upper value on {}: its search of the farthest pair ended at its "
                      "budget.",
                      text::counted(summary_.diameters_enclosed, "row")));
  }

  std::string of_;
  const EpsilonSummary& summary_;
  const text::TableStyle& style_;
  std::size_t width_;
  std::vector<const BoundSummary*> bounds_;               // by worth
  std::map<std::size_t, std::vector<std::string>> fewer_; // marked lines, by their rows
  std::string text_;
};

constexpr std::string_view legend =
    "certifies: of the rows that have the bound, those where it certifies a tail mass of at most epsilon for "
    "fewer than n_f keys. Three quartiles and a histogram of their ratio, those that it does not certify at "
    "n_f: rows at 1, up to 2, 4, .., 256, and above; the least median first, bounds that some rows lack (*) "
    "last. scored: mean number of keys that a search scored; fewer: mean n_f over it; n/cost: over the mean "
    "of its key products, those of bounds with them, then the median and the mean of the rows' ratios; a "
    "limit is given its bounds. active: rows where the bound is the least of best-of-three.";

} // namespace

std::string undecided_text(const verify::record::RowRecord& row) {
  return fmt::format(
      "k_epsilon of {} {} at epsilon = {} is one of {}..{}: a tail mass is too close to epsilon",
      verify::input::printable(row.tensor), verify::input::shape_text(row.index), row.epsilon,
      row.k_epsilon_at_least.value_or(row.k_epsilon), row.k_epsilon);
}

std::vector<EpsilonSummary> certified_by_epsilon(const verify::record::Record& record) {
  verify::record::CertifiedSummary all; // as of one file
  for (verify::record::FileSummary& file : certified_summary_of(record).files) {
    file.file.clear();
    all.merge({.files = {std::move(file)}, .tensors = {}});
  }
  return all.empty() ? std::vector<EpsilonSummary>() : std::move(all.files.front().epsilons);
}

std::vector<std::string> certify_answers(const verify::record::Record& record) {
  std::vector<std::string> answers;
  for (const EpsilonSummary& summary : certified_by_epsilon(record)) {
    const std::vector<const BoundSummary*> bounds = bounds_by_worth(summary);
    if (bounds.empty() || 2 * bounds.front()->certifying < summary.rows)
      answers.push_back(
          fmt::format("epsilon = {}: no bound certifies as many as half of the rows", summary.epsilon));
    else
      answers.push_back(fmt::format("epsilon = {}: {} certifies {} of k_epsilon (median of {})",
                                    summary.epsilon, verify::input::printable(bounds.front()->id),
                                    text::factor(bounds.front()->over_truth.log_ratio.quantile(0.5), {}),
                                    rows_text(rows_of(*bounds.front()), summary.rows)));
  }
  return answers;
}

std::string certify_table(const verify::record::Record& record, const text::TableStyle& style) {
  const std::size_t width = std::max(style.width, text::narrowest);
  std::string text = answers_text(certify_answers(record), style, width);
  const verify::record::CertifiedSummary certified = certified_summary_of(record);
  for (const verify::record::FileSummary& file : certified.files)
    for (const EpsilonSummary& summary : file.epsilons)
      text +=
          Section(certified.files.size() > 1 ? name_of(file.file) + ", " : "", summary, style, width).text() +
          "\n";
  for (const std::string& line : text::wrapped(legend, width))
    text += text::tinted(style, text::Tint::dim, line) + "\n";
  constexpr std::size_t indent = check_indent;
  std::string rows = rows_text(record);
  rows += ", " + text::counted(record.cases, "truncation");
  if (record.rows_left_out > 0)
    rows += fmt::format(", of which the record keeps the first {}", text::grouped(record.certified->size()));
  text += "\n" + text::entry("measured", indent, rows, width);
  for (const verify::record::RowRecord& row : *record.certified)
    if (row.k_epsilon_at_least)
      text += text::entry("undecided", indent, undecided_text(row), width);
  return text + checks_text(record, text::Places(record), style, width) + run_text(record, width) +
         conclusion_text(outcomes_of(record), style, width);
}

} // namespace tailmass::reports::sections
