// One row as a summary, and how summaries merge.
#include "verify/record/sections.hpp"

#include <cmath>

namespace tailmass::verify::record {

template <>
inline constexpr auto members<Spread> = list_of<Spread>("spread", needed("log_ratio", &Spread::log_ratio),
                                                        needed("doublings", &Spread::doublings));

template <>
inline constexpr auto members<BoundSummary> =
    list_of<BoundSummary>("bound_summary", needed("id", &BoundSummary::id),
                          needed("certifying", &BoundSummary::certifying).merged(Merging::sum),
                          needed("over_truth", &BoundSummary::over_truth).merged(Merging::all));

template <>
inline constexpr auto members<SearchSummary> =
    list_of<SearchSummary>("search_summary", needed("id", &SearchSummary::id),
                           needed("rows", &SearchSummary::rows).merged(Merging::sum),
                           needed("scored", &SearchSummary::scored).merged(Merging::sum),
                           needed("finite", &SearchSummary::finite).merged(Merging::sum),
                           if_set("cost", &SearchSummary::cost).merged(Merging::all),
                           if_set("ratio", &SearchSummary::ratio).merged(Merging::all));

template <>
inline constexpr auto members<OutputSummary> =
    list_of<OutputSummary>("output_summary", needed("id", &OutputSummary::id),
                           needed("active", &OutputSummary::active).merged(Merging::sum),
                           needed("looseness", &OutputSummary::looseness).merged(Merging::all));

template <>
inline constexpr auto members<EpsilonSummary> = list_of<EpsilonSummary>(
    "epsilon_summary", needed("epsilon", &EpsilonSummary::epsilon),
    needed("rows", &EpsilonSummary::rows).merged(Merging::sum),
    needed("n_f", &EpsilonSummary::finite).merged(Merging::all),
    needed("k_epsilon", &EpsilonSummary::k_epsilon).merged(Merging::all),
    by_key("bounds", &EpsilonSummary::bounds, Presence::written, &BoundSummary::id),
    needed("gaussian", &EpsilonSummary::gaussian).merged(Merging::all),
    needed("gaussian_too_small", &EpsilonSummary::gaussian_too_small).merged(Merging::sum),
    by_key("searches", &EpsilonSummary::searches, Presence::if_set, &SearchSummary::id),
    needed("rows_with_tail", &EpsilonSummary::rows_with_tail).merged(Merging::sum),
    needed("log_error", &EpsilonSummary::log_error).merged(Merging::all),
    if_set("diameters_enclosed", &EpsilonSummary::diameters_enclosed).merged(Merging::sum),
    by_key("outputs", &EpsilonSummary::outputs, Presence::if_set, &OutputSummary::id));

template <>
inline constexpr auto members<FileSummary> = list_of<FileSummary>(
    "file_summary", needed("file", &FileSummary::file),
    by_key("epsilons", &FileSummary::epsilons, Presence::written, &EpsilonSummary::epsilon));

template <>
inline constexpr auto members<TensorSummary> =
    list_of<TensorSummary>("tensor_summary", needed("tensor", &TensorSummary::tensor),
                           needed("truncations", &TensorSummary::truncations).merged(Merging::sum),
                           needed("undecided", &TensorSummary::undecided).merged(Merging::sum));

template <>
inline constexpr auto members<CertifiedSummary> = list_of<CertifiedSummary>(
    "certified_summary", by_key("files", &CertifiedSummary::files, Presence::written, &FileSummary::file),
    by_key("tensors", &CertifiedSummary::tensors, Presence::written, &TensorSummary::tensor));

namespace {

constexpr auto members_of_record =
    list_of<Record>("certified", if_set("rows_left_out", &Record::rows_left_out).merged(Merging::sum),
                    if_set("certified_summary", &Record::certified_summary)
                        .merged(Merging::all)
                        .when([](const Record& record) { return record.rows_left_out > 0; }),
                    kept("summary_so_far", &Record::certified_summary));

double log_ratio(std::size_t numerator, std::size_t denominator) {
  return std::log(static_cast<double>(numerator)) - std::log(static_cast<double>(denominator));
}

std::vector<OutputSummary> outputs_of(const OutputRecord& output) {
  std::vector<OutputSummary> outputs;
  for (const auto& [id, bound] : output.bounds) {
    OutputSummary& of =
        outputs.emplace_back(OutputSummary{.id = id, .active = output.active == id ? 1U : 0U});
    if (std::isfinite(bound.log)) // 0 over 0 says nothing
      of.looseness.add(bound.log - output.error.log);
  }
  return outputs;
}

EpsilonSummary summary_of(const RowRecord& row) {
  EpsilonSummary summary{.epsilon = row.epsilon, .rows = 1};
  summary.finite.add(static_cast<double>(row.finite));
  summary.k_epsilon.add(static_cast<double>(row.k_epsilon));
  for (const auto& [id, k] : row.bounds)
    summary.bounds.push_back({.id = id, .certifying = k < row.finite ? 1U : 0U});
  for (std::size_t i = 0; i < row.bounds.size(); ++i)
    summary.bounds[i].over_truth.add(log_ratio(row.bounds[i].second, row.k_epsilon));
  summary.gaussian.add(log_ratio(row.gaussian_k, row.k_epsilon));
  summary.gaussian_too_small = row.gaussian_k < row.k_epsilon ? 1 : 0;
  for (const auto& [id, scored] : row.scored_keys)
    summary.searches.push_back({.id = id, .rows = 1, .scored = scored, .finite = row.finite});
  for (SearchSummary& search : summary.searches)
    for (const auto& [id, cost] : row.search_costs)
      if (id == search.id) {
        search.cost.add(cost);
        search.ratio.add(static_cast<double>(row.finite) / cost);
      }
  if (row.output && row.k_epsilon < row.finite) {
    summary.rows_with_tail = 1;
    summary.log_error.add(row.output->error.log);
    summary.diameters_enclosed = row.output->diameter_bound_at_least ? 1 : 0;
    summary.outputs = outputs_of(*row.output);
  }
  return summary;
}

} // namespace

const Section certified_summary_section = section<members_of_record>();

void Spread::add(double log) {
  log_ratio.add(log);
  std::size_t bin = 0;
  // Logarithms of ratios that are powers of two are rounded.
  while (bin + 1 < bins && log > (static_cast<double>(bin) + 1e-9) * std::log(2.0))
    ++bin;
  ++doublings[bin];
}

void Spread::merge(const Spread& other) {
  log_ratio.merge(other.log_ratio);
  doublings.resize(std::max(doublings.size(), other.doublings.size()));
  for (std::size_t bin = 0; bin < other.doublings.size(); ++bin)
    doublings[bin] += other.doublings[bin];
}

void CertifiedSummary::merge(CertifiedSummary later) {
  members<CertifiedSummary>.merge(*this, later);
}

void keep_first_rows(Record& record) {
  if (!record.certified || record.certified->size() <= most_certified_rows)
    return;
  record.rows_left_out += record.certified->size() - most_certified_rows;
  record.certified->resize(most_certified_rows);
}

CertifiedSummary certified_summary_of(const Record& record) {
  if (record.rows_left_out > 0)
    return record.certified_summary;
  return summary_of(*record.certified);
}

CertifiedSummary summary_of(std::span<const RowRecord> rows) {
  CertifiedSummary summary;
  for (const RowRecord& row : rows)
    summary.merge(
        {.files = {{.file = row.file, .epsilons = {summary_of(row)}}},
         .tensors = {
             {.tensor = row.tensor, .truncations = 1, .undecided = row.k_epsilon_at_least ? 1U : 0U}}});
  return summary;
}

} // namespace tailmass::verify::record
