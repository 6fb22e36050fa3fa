// Aligned columns of the study of the Gaussian model.
#include "reports/sections/gaussian_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::reports::sections {

namespace {

using TextRow = std::vector<std::string>;

std::string heading(std::string_view text, const text::TableStyle& style) {
  std::string lines;
  for (const std::string& line : text::wrapped(text, std::max<std::size_t>(style.width, 72)))
    lines += text::tinted(style, text::Tint::strong, line) + "\n";
  return lines;
}

/// Right-aligned columns under their names; a blank line where the first column changes.
std::string aligned(const TextRow& names, const std::vector<TextRow>& rows, bool groups,
                    const text::TableStyle& style) {
  std::vector<std::size_t> widths(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    widths[i] = text::length(names[i]);
    for (const TextRow& row : rows)
      widths[i] = std::max(widths[i], text::length(row[i]));
  }
  const auto line_of = [&](const TextRow& cells, text::Tint tint) {
    text::Line line(style);
    for (std::size_t i = 0; i < cells.size(); ++i)
      line.right(cells[i], widths[i], tint);
    return line.str();
  };
  std::string text = line_of(names, text::Tint::dim);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (groups && r > 0 && rows[r][0] != rows[r - 1][0])
      text += "\n";
    text += line_of(rows[r], text::Tint::plain);
  }
  return text;
}

/// A number of keys, which need not be whole.
std::string keys(double count) {
  return count < 999.95 ? fmt::format("{:.1f}", count)
                        : text::grouped(static_cast<std::size_t>(std::llround(count)));
}

std::string percent(double share, double error) {
  return fmt::format("{:+.1f} +- {:.1f} %", 100 * share, 100 * error);
}

} // namespace

std::string gaussian_tables(const verify::studies::GaussianStudy& study, const text::TableStyle& style) {
  std::vector<TextRow> rows;
  for (const verify::studies::KEpsilonFinding& f : study.k_epsilon)
    rows.push_back({fmt::format("{}", f.sigma), text::grouped(f.n), fmt::format("{}", f.epsilon),
                    text::grouped(f.rows), keys(f.k.mean) + " +- " + keys(f.k.error), keys(f.k.deviation),
                    keys(f.rule), percent(f.excess, f.excess_error),
                    fmt::format("{:.0f} %", 100 * f.enough)});
  std::string text =
      heading("k_epsilon of rows of n scores N(0, sigma^2), and the rule n Phi_c(sigma + "
              "Phi^{-1}(epsilon)): an asymptotic one, no certificate",
              style) +
      aligned({"sigma", "n", "epsilon", "rows", "mean k_epsilon", "spread", "rule", "excess", "enough in"},
              rows, true, style);
  rows.clear();
  for (const verify::studies::TailMassFinding& f : study.tail_mass)
    rows.push_back({fmt::format("{}", f.sigma), text::grouped(f.n), text::grouped(f.k), text::grouped(f.rows),
                    fmt::format("{:.5f} +- {:.5f}", f.tau.mean, f.tau.error), fmt::format("{:.5f}", f.limit),
                    fmt::format("{:.5f}", f.tau.deviation), fmt::format("{:.5f}", f.limit_deviation)});
  text +=
      "\n" + heading("tail mass tau_k and its limit Phi(z - sigma), spread and its limit sqrt(V/n)", style) +
      aligned({"sigma", "n", "k", "rows", "mean tau_k", "limit", "spread", "sqrt(V/n)"}, rows, true, style);
  rows.clear();
  for (const verify::studies::GapFinding& f : study.gap)
    rows.push_back({text::grouped(f.n), text::grouped(f.k), text::grouped(f.rows),
                    fmt::format("{:.3g} +- {:.1g}", f.gap.mean, f.gap.error),
                    fmt::format("{:.5g}", f.expected), fmt::format("{:.5g}", f.about),
                    fmt::format("{:+.2f} %", 100 * (f.about / f.expected - 1))});
  text += "\n" + heading("boundary gap Delta_k over sigma, its exact mean and 1/(n phi(z))", style) +
          aligned({"n", "k", "rows", "mean gap", "expected", "1/(n phi(z))", "off by"}, rows, false, style);
  return text +
         "\n+-: standard error of the mean; spread: standard deviation of a row; enough in: rows where the "
         "rule's keys leave no more than epsilon\n";
}

} // namespace tailmass::reports::sections
