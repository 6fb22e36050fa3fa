// One row's figures, and the rows shared out.
#include "verify/campaign/certify_campaign.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "verify/campaign/certificates.hpp"
#include "verify/campaign/certified_outputs.hpp"
#include "verify/campaign/certified_searches.hpp"
#include "verify/campaign/check_campaign.hpp"
#include "verify/campaign/row_weights.hpp"
#include "verify/cases/file_neighbours.hpp"
#include "verify/judge/decided_k_epsilon.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::verify::campaign {

namespace {

constexpr long mass_bits = 128; // tail masses are sums of one sign: all but a few of them are right

/// By double words, or by balls where these do not settle it.
record::Magnitude tail_mass_of(const Case& c, const RowWeights& weights) {
  const std::span<const Key> head = c.head.finite_head(), tail = c.head.finite_tail();
  if (tail.empty())
    return {};
  if (const auto settled = record::settled_magnitude(tail_mass(weights.sum(head), weights.sum(tail))))
    return *settled;
  Evaluator<Ball> row(c, Precision<Ball>{mass_bits});
  return record::magnitude_of(exact::tail_mass(row));
}

/// The standard deviation of the finite scores, in double: it enters a guess only.
double deviation(const Scores& scores) {
  const double count = static_cast<double>(scores.finite_count());
  double mean = 0;
  for (const Key key : scores.finite())
    mean += scores[key] / count;
  const double farthest = std::max(scores.ranked(1) - mean, mean - scores.ranked(scores.finite_count()));
  if (!(farthest > 0))
    return 0;
  double squares = 0; // in units of the farthest, so that they do not overflow
  for (const Key key : scores.finite()) {
    const double distance = (scores[key] - mean) / farthest;
    squares += distance * distance / count;
  }
  return farthest * std::sqrt(squares);
}

using SizesByEpsilon = std::vector<record::ById<std::size_t>>;

void append(SizesByEpsilon& sizes, const SizesByEpsilon& more) {
  for (std::size_t i = 0; i < sizes.size(); ++i)
    sizes[i].insert(sizes[i].end(), more[i].begin(), more[i].end());
}

/// What a row's group gets is `of_group`, nothing where it stands alone.
std::vector<record::RowRecord> certify_row(const cases::AttentionRow& row, std::span<const double> epsilons,
                                           const SizesByEpsilon& of_group) {
  const AssumedArithmetic assumed;
  const Scores& scores = *row.scores;
  const auto weights = std::make_shared<const RowWeights>(scores);
  std::optional<OutputMeter> outputs;
  if (row.values) {
    Case whole{row.scores, Head::top_k(scores, scores.size())};
    whole.values = row.values;
    outputs.emplace(std::move(whole), weights);
  }
  const std::shared_ptr<const QueryKeys> query_keys = cases::query_keys(row);
  const double sigma = deviation(scores);
  SizesByEpsilon sizes = certified_sizes(scores, epsilons);
  if (query_keys)
    append(sizes, key_certified_sizes(*query_keys, epsilons));
  append(sizes, of_group);
  std::vector<record::RowRecord> records;
  for (std::size_t i = 0; i < epsilons.size(); ++i) {
    const exact::KEpsilonRange k_epsilon = judge::decided_k_epsilon(scores, epsilons[i]);
    record::RowRecord record{.file = row.origin.file,
                             .tensor = row.origin.tensor,
                             .index = row.index,
                             .n = scores.size(),
                             .finite = scores.finite_count(),
                             .epsilon = epsilons[i],
                             .k_epsilon = k_epsilon.at_most,
                             .tail_mass = {},
                             .bounds = sizes[i],
                             .deviation = sigma,
                             .gaussian_k =
                                 stable::gaussian_k_epsilon(scores.finite_count(), sigma, epsilons[i]),
                             .scored_keys = {},
                             .search_costs = {},
                             .output = {}};
    if (!k_epsilon.certain())
      record.k_epsilon_at_least = k_epsilon.at_least;
    const Head head = Head::top_k(scores, record.k_epsilon);
    record.tail_mass = tail_mass_of({row.scores, head}, *weights);
    if (query_keys) {
      SearchedRow searched = search_row(*query_keys, record.k_epsilon, epsilons[i]);
      record.scored_keys = std::move(searched.scored);
      record.search_costs = std::move(searched.costs);
    }
    if (outputs)
      record.output = outputs->measure(head);
    records.push_back(std::move(record));
  }
  return records;
}

} // namespace

std::vector<record::RowRecord> certify_row(const cases::AttentionRow& row, std::span<const double> epsilons) {
  return certify_row(row, epsilons,
                     row.neighbours ? group_certified_sizes(row.neighbours->heads_together(), epsilons)
                                    : SizesByEpsilon(epsilons.size()));
}

record::Record run_certify(cases::Dataset& dataset, const CertifyOptions& options) {
  GroupSizes groups(options.epsilons);
  const auto sizes_of_group = [&](const cases::AttentionRow& row, std::size_t index) {
    return cases::heads_together(*dataset.place(index).group) > 1
               ? groups.of(cases::first_together(dataset, index),
                           [&] { return row.neighbours->heads_together(); })
               : SizesByEpsilon(options.epsilons.size());
  };
  record::Record record = run_check(
      dataset, options,
      [&](const cases::AttentionRow& row, std::size_t index, record::Record& found) {
        found.certified = certify_row(row, options.epsilons, sizes_of_group(row, index));
        found.certified_summary = record::summary_of(*found.certified);
        found.cases = found.certified->size();
      },
      [&](const record::Record& found) {
        if (options.rows_done && found.certified)
          options.rows_done(*found.certified);
      });
  if (!record.certified)
    record.certified.emplace(); // of empty queries only, or interrupted at once
  return record;
}

} // namespace tailmass::verify::campaign
