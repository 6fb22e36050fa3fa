// From a case to a call, and from its answer to rows that the kernel's checks take.
#include "properties/kernels/kernel_check.hpp"

#include "verify/causes/causes.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/checks.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace tailmass::properties::kernels {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t most_rows = 4, most_scores = 65536; // of a batch

/// The rows of a call, and the values that they share: the case's row, and turned copies of it, of which the
/// one in place r has its largest score r times more at the end. So rows differ in their answers, but of
/// cases whose ends have the largest score already.
struct Batch {
  CallShape shape;
  std::vector<double> scores;
  std::shared_ptr<const Values> values; ///< null where none are read
};

std::shared_ptr<const Values> widened(const Values& values, std::size_t dimension) {
  std::vector<double> entries;
  entries.reserve(values.keys() * dimension);
  for (std::size_t key = 0; key < values.keys(); ++key)
    for (std::size_t axis = 0; axis < dimension; ++axis)
      entries.push_back(values.at(key, axis % values.dimension()));
  return std::make_shared<const Values>(values.keys(), dimension, std::move(entries));
}

Batch batch_of(const KernelInfo& info, const Case& c) {
  const std::size_t n = c.scores->size();
  Batch batch{
      .shape = {.rows = std::clamp<std::size_t>(most_scores / n, 1, std::min(most_rows, info.most_rows)),
                .keys = n,
                .k = c.head.size(),
                .dimension = 0},
      .scores = {},
      .values = info.output ? c.values : nullptr};
  batch.scores.reserve(batch.shape.rows * n);
  const std::span<const double> row = c.scores->all();
  const double largest = *std::ranges::max_element(row);
  for (std::size_t r = 0; r < batch.shape.rows; ++r) {
    const std::size_t turn = r * n / batch.shape.rows;
    batch.scores.insert(batch.scores.end(), row.begin() + static_cast<std::ptrdiff_t>(turn), row.end());
    batch.scores.insert(batch.scores.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(turn));
    std::fill_n(batch.scores.rbegin(), std::min(r, n), largest);
  }
  if (batch.values && info.dimension != 0 && info.dimension != batch.values->dimension())
    batch.values = widened(*batch.values, info.dimension);
  batch.shape.dimension = batch.values ? batch.values->dimension() : 0;
  return batch;
}

std::vector<double> entries_of(const Values* values) {
  std::vector<double> entries;
  if (values)
    for (std::size_t key = 0; key < values->keys(); ++key)
      entries.insert(entries.end(), values->of(key).begin(), values->of(key).end());
  return entries;
}

/// The part of a row in what is written of all rows.
template <class Number>
std::vector<Number> part(const std::vector<Number>& all, std::size_t row, std::size_t rows) {
  const std::size_t each = all.size() / rows;
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(row * each);
  return {first, first + static_cast<std::ptrdiff_t>(each)};
}

/// Of a kernel that gives no indices: its output is over all keys.
std::vector<verify::input::Integer> every_key(std::size_t n) {
  std::vector<verify::input::Integer> keys(n);
  for (std::size_t key = 0; key < n; ++key)
    keys[key].magnitude = key;
  return keys;
}

verify::cases::AttentionRow attention_row(const KernelInfo& info, const Batch& batch,
                                          const KernelAnswer& answer, std::size_t row) {
  const std::size_t rows = batch.shape.rows, n = batch.shape.keys;
  verify::cases::AttentionRow result;
  result.origin = {.file = info.name, .tensor = "scores", .row = fmt::format("[{}]", row)};
  result.index = {row};
  result.dtype = info.scores;
  result.scores = std::make_shared<const Scores>(part(batch.scores, row, rows));
  result.keys_total = n;
  if (info.base_two)
    result.declared.lse_base = verify::attention::Declarations::LseBase::two;
  result.values = batch.values;
  result.values_dtype = info.values;
  using verify::input::DType;
  if (info.indices)
    result.indices = {"indices", DType::I32, part(answer.indices, row, rows)};
  else if (info.output)
    result.indices = {"indices", DType::I64, every_key(n)};
  if (info.lse)
    result.lse = {"lse", info.lse_dtype, part(answer.lse, row, rows)};
  if (info.output)
    result.truncated = {"output", info.output_dtype, part(answer.output, row, rows)};
  return result;
}

std::string_view check_name(Question question) {
  namespace kernel = verify::kernel;
  return question == Question::indices ? kernel::kernel_indices.name
         : question == Question::lse   ? kernel::kernel_lse.name
                                       : kernel::kernel_outputs.name;
}

/// Takes in what a check of one row found.
void enter(Finding& finding, const verify::cases::AttentionRow& row, verify::record::ConsistencyRecord& found,
           bool told) {
  if (found.held + found.exceeded == 0)
    return; // no bound speaks of it
  double share = found.worst_ratio;
  if (found.exceeded == 0)
    share = std::min(share, 1.0);
  else if (!(share > 1)) // indices, which are right or wrong, and what is no number
    share = infinity;
  if (share > 1 && finding.fault.empty() && told && !found.failures.empty()) {
    verify::causes::name_cause(row, found.check, found.failures.front());
    finding.fault = found.failures.front().message;
  }
  finding.share = std::max(finding.share, share);
}

} // namespace

std::string_view claim_of(Question question) {
  switch (question) {
  case Question::returns:
    return "the call returns, and writes its results only";
  case Question::indices:
    return "the indices are a Top-k set";
  case Question::lse:
    return "the log-sum-exp is within its bound";
  case Question::output:
    return "the output is within its bound";
  case Question::repeats:
    return "a second call gives the same bits";
  }
  return {};
}

std::vector<Question> questions_of(const KernelInfo& info) {
  std::vector<Question> questions{Question::returns};
  if (info.indices)
    questions.push_back(Question::indices);
  if (info.lse)
    questions.push_back(Question::lse);
  if (info.output)
    questions.push_back(Question::output);
  questions.push_back(Question::repeats);
  return questions;
}

std::vector<Finding> check_kernel(const Kernel& kernel, const Case& c, bool told) {
  const KernelInfo& info = kernel.info();
  const std::vector<Question> questions = questions_of(info);
  std::vector<Finding> findings(questions.size(), {-infinity, {}});
  const Batch batch = batch_of(info, c);
  const KernelAnswer answer = kernel.run(batch.shape, batch.scores, entries_of(batch.values.get()));
  if (answer.unsupported)
    return findings;
  const auto decide = [](Finding& finding, const std::string& fault) {
    finding = {fault.empty() ? 0 : infinity, fault};
  };
  decide(findings.front(), answer.fault);
  if (!answer.fault.empty())
    return findings;
  decide(findings.back(), answer.difference.empty() ? "" : "a second call wrote other " + answer.difference);
  for (std::size_t r = 0; r < batch.shape.rows; ++r) {
    const verify::cases::AttentionRow row = attention_row(info, batch, answer, r);
    for (verify::record::ConsistencyRecord& found : verify::kernel::check_kernel(row, told).checks)
      for (std::size_t i = 1; i + 1 < questions.size(); ++i)
        if (check_name(questions[i]) == found.check)
          enter(findings[i], row, found, told);
  }
  return findings;
}

} // namespace tailmass::properties::kernels
