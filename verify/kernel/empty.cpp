// Conventions of empty queries, number by number.
#include "verify/kernel/empty.hpp"

#include "verify/attention/padding.hpp"
#include "verify/kernel/arithmetic.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/failure.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <set>
#include <utility>

namespace tailmass::verify::kernel {

namespace {

using Empty = attention::Declarations::Empty;

void count(record::ConsistencyRecord& record, bool held) {
  ++(held ? record.held : record.exceeded);
}

record::ConsistencyRecord check_indices(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = kernel_indices.record();
  const std::vector<input::Integer>& indices = row.indices->numbers;
  const std::vector<bool> padding =
      padding_among(indices, row.keys_total, false, row.declared.padding, row.indices->dtype);
  if (!row.indices->fault.empty()) {
    record.exceeded = 1;
    record.failures.push_back(failure(row, row.indices->tensor, row.indices->fault));
    return record;
  }
  std::set<std::uint64_t> named;
  std::size_t i = 0;
  bool twice = false;
  for (; i < indices.size() && !twice; ++i)
    if (!padding[i]) {
      if (indices[i].negative || indices[i].magnitude >= row.keys_total)
        break;
      twice = !named.insert(indices[i].magnitude).second;
    }
  count(record, i == indices.size() && !twice);
  if (twice)
    record.failures.push_back(
        failure(row, row.indices->tensor,
                fmt::format("key {} is named twice where the query sees no key", indices[i - 1].magnitude)));
  else if (i < indices.size())
    record.failures.push_back(
        failure(row, row.indices->tensor,
                fmt::format("index {}{} at position {} is neither padding nor one of {} keys",
                            indices[i].negative ? "-" : "", indices[i].magnitude, i, row.keys_total)));
  return record;
}

/// Whether a log-sum-exp is that of the sink alone, where it has one as a term. 16 roundings of the result's
/// format and of float32 are those of a change of base and of the sums with a logarithm of 1.
bool is_sink(const cases::AttentionRow& row, double lse) {
  if (!row.sink || !row.declared.lse_sink)
    return false;
  const bool base_2 = row.declared.lse_base == attention::Declarations::LseBase::two;
  const double expected = base_2 ? *row.sink * std::numbers::log2e : *row.sink;
  const double u =
      std::max(format_of(row.lse->dtype).unit_roundoff, format_of(input::DType::F32).unit_roundoff);
  return std::abs(lse - expected) <= 16 * u * std::max(1.0, std::abs(expected));
}

double number_of(Empty empty) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return empty == Empty::minus_infinity ? -infinity
         : empty == Empty::infinity     ? infinity
                                        : std::numeric_limits<double>::quiet_NaN();
}

/// A number that has a convention and no rounding.
void fail(record::ConsistencyRecord& record, record::NumberFailure failure, std::optional<std::size_t> axis,
          double stored, double truth) {
  failure.number = {.axis = axis,
                    .stored = stored,
                    .truth = truth,
                    .bound = 0,
                    .ratio = std::numeric_limits<double>::infinity()};
  record.failures.push_back(std::move(failure));
}

record::ConsistencyRecord check_lse(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = kernel_lse.record();
  const double stored = row.lse->numbers.front();
  const double truth = number_of(row.declared.empty);
  const bool declared = stored == truth || (std::isnan(stored) && std::isnan(truth));
  count(record, declared || is_sink(row, stored));
  if (record.exceeded > 0)
    fail(record,
         failure(row, row.lse->tensor,
                 fmt::format("{} where the query sees no key, which gives {}", number_text(stored),
                             number_text(truth))),
         std::nullopt, stored, truth);
  return record;
}

record::ConsistencyRecord check_zeros(const cases::AttentionRow& row, const cases::Stored<double>& outputs,
                                      const CheckWords& check) {
  record::ConsistencyRecord record = check.record();
  std::optional<std::size_t> wrong;
  for (std::size_t axis = 0; axis < outputs.numbers.size(); ++axis) {
    count(record, outputs.numbers[axis] == 0);
    if (outputs.numbers[axis] != 0 && !wrong)
      wrong = axis;
  }
  if (wrong)
    fail(record,
         failure(row, outputs.tensor,
                 fmt::format(
                     "{} on axis {} where the query sees no key, which gives 0 ({} of {} coordinates)",
                     number_text(outputs.numbers[*wrong]), *wrong, record.exceeded, outputs.numbers.size())),
         *wrong, outputs.numbers[*wrong], 0);
  return record;
}

} // namespace

KernelResult check_empty(const cases::AttentionRow& row) {
  KernelResult result;
  if (row.indices)
    result.checks.push_back(check_indices(row));
  if (row.lse)
    result.checks.push_back(check_lse(row));
  if (row.truncated)
    result.checks.push_back(check_zeros(row, *row.truncated, kernel_outputs));
  return result;
}

std::vector<record::ConsistencyRecord> check_empty_outputs(const cases::AttentionRow& row) {
  if (!row.outputs)
    return {};
  return {check_zeros(row, *row.outputs, stored_outputs)};
}

} // namespace tailmass::verify::kernel
