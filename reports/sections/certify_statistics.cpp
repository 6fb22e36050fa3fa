// Quartiles, histograms and means.
#include "reports/sections/certify_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::reports::sections {

namespace {

using Rows = std::vector<const verify::record::RowRecord*>;

double real(std::size_t n) {
  return static_cast<double>(n);
}

/// What a part of a row holds under an id; null where it does not.
template <class T>
const T* find(const verify::record::ById<T>& entries, const std::string& id) {
  const auto found = std::ranges::find(entries, id, &std::pair<std::string, T>::first);
  return found == entries.end() ? nullptr : &found->second;
}

/// The ids of a part over all rows, in the order in which they first come.
template <class Part>
std::vector<std::string> ids_of(const Rows& rows, const Part& part) {
  std::vector<std::string> ids;
  for (const verify::record::RowRecord* row : rows)
    for (const auto& entry : part(*row))
      if (std::ranges::find(ids, entry.first) == ids.end())
        ids.push_back(entry.first);
  return ids;
}

/// A number of each row.
template <class Number>
std::vector<double> each(const Rows& rows, const Number& number) {
  std::vector<double> numbers;
  numbers.reserve(rows.size());
  for (const verify::record::RowRecord* row : rows)
    numbers.push_back(number(*row));
  return numbers;
}

double log_ratio(double numerator, double denominator) {
  return std::log(numerator) - std::log(denominator);
}

void add_bounds(EpsilonSummary& summary, const Rows& rows) {
  for (const std::string& id :
       ids_of(rows, [](const verify::record::RowRecord& row) { return row.bounds; })) {
    BoundSummary bound{.id = id, .certifying = 0, .over_truth = {}};
    std::vector<double> ratios;
    for (const verify::record::RowRecord* row : rows)
      if (const std::size_t* k = find(row->bounds, id)) {
        bound.certifying += *k < row->finite ? 1U : 0U;
        ratios.push_back(log_ratio(real(*k), real(row->k_epsilon)));
      }
    bound.over_truth = spread_of(ratios);
    summary.bounds.push_back(std::move(bound));
  }
}

void add_gaussian(EpsilonSummary& summary, const Rows& rows) {
  summary.gaussian = spread_of(each(rows, [](const verify::record::RowRecord& row) {
    return log_ratio(real(row.gaussian_k), real(row.k_epsilon));
  }));
  for (const verify::record::RowRecord* row : rows)
    summary.gaussian_too_small += row->gaussian_k < row->k_epsilon ? 1U : 0U;
}

void add_searches(EpsilonSummary& summary, const Rows& rows) {
  for (const std::string& id :
       ids_of(rows, [](const verify::record::RowRecord& row) { return row.scored_keys; })) {
    SearchSummary search{.id = id, .rows = 0, .mean_scored = 0, .reduction = 0};
    double scored = 0;
    double finite = 0;
    for (const verify::record::RowRecord* row : rows)
      if (const std::size_t* count = find(row->scored_keys, id)) {
        ++search.rows;
        scored += real(*count);
        finite += real(row->finite);
      }
    search.mean_scored = scored / real(search.rows);
    search.reduction = finite / scored;
    summary.searches.push_back(std::move(search));
  }
}

void add_outputs(EpsilonSummary& summary, Rows rows) {
  std::erase_if(rows, [](const verify::record::RowRecord* row) {
    return !row->output || row->k_epsilon >= row->finite;
  });
  summary.rows_with_tail = rows.size();
  if (rows.empty())
    return;
  summary.log_error =
      quartiles(each(rows, [](const verify::record::RowRecord& row) { return row.output->error.log; }));
  for (const std::string& id :
       ids_of(rows, [](const verify::record::RowRecord& row) { return row.output->bounds; })) {
    OutputSummary output{.id = id, .active = 0, .looseness = {}};
    std::vector<double> ratios;
    for (const verify::record::RowRecord* row : rows) {
      output.active += row->output->active == id ? 1U : 0U;
      const verify::record::Magnitude* bound = find(row->output->bounds, id);
      if (bound && std::isfinite(bound->log)) // 0 over 0 says nothing
        ratios.push_back(bound->log - row->output->error.log);
    }
    if (!ratios.empty())
      output.looseness = spread_of(ratios);
    summary.outputs.push_back(std::move(output));
  }
}

EpsilonSummary summary_of(double epsilon, const Rows& rows) {
  EpsilonSummary summary;
  summary.epsilon = epsilon;
  summary.rows = rows.size();
  summary.finite =
      quartiles(each(rows, [](const verify::record::RowRecord& row) { return real(row.finite); }));
  summary.k_epsilon =
      quartiles(each(rows, [](const verify::record::RowRecord& row) { return real(row.k_epsilon); }));
  add_bounds(summary, rows);
  add_gaussian(summary, rows);
  add_searches(summary, rows);
  add_outputs(summary, rows);
  return summary;
}

} // namespace

Quartiles quartiles(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  const auto at = [&](std::size_t quarters) { return numbers[(quarters * numbers.size() + 3) / 4 - 1]; };
  return {at(1), at(2), at(3)};
}

Spread spread_of(const std::vector<double>& log_ratios) {
  Spread spread;
  spread.rows = log_ratios.size();
  spread.log_ratio = quartiles(log_ratios);
  for (const double log_ratio : log_ratios) {
    std::size_t bin = 0;
    // Logarithms of ratios that are powers of two are rounded.
    while (bin + 1 < Spread::bins && log_ratio > (real(bin) + 1e-9) * std::log(2.0))
      ++bin;
    ++spread.histogram[bin];
  }
  return spread;
}

std::vector<EpsilonSummary> summarise(std::span<const verify::record::RowRecord> rows) {
  std::vector<double> epsilons;
  for (const verify::record::RowRecord& row : rows)
    if (std::ranges::find(epsilons, row.epsilon) == epsilons.end())
      epsilons.push_back(row.epsilon);
  std::vector<EpsilonSummary> summaries;
  for (const double epsilon : epsilons) {
    Rows chosen;
    for (const verify::record::RowRecord& row : rows)
      if (row.epsilon == epsilon)
        chosen.push_back(&row);
    summaries.push_back(summary_of(epsilon, chosen));
  }
  return summaries;
}

} // namespace tailmass::reports::sections
