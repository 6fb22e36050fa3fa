// Conventions of empty queries, number by number.
#include "verify/kernel/empty.hpp"

#include "verify/attention/padding.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/failure.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

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
  std::size_t i = 0;
  while (i < indices.size() &&
         (padding[i] || (!indices[i].negative && indices[i].magnitude < row.keys_total)))
    ++i;
  count(record, i == indices.size());
  if (i < indices.size())
    record.failures.push_back(
        failure(row, row.indices->tensor,
                fmt::format("index {}{} at position {} is neither padding nor one of {} keys",
                            indices[i].negative ? "-" : "", indices[i].magnitude, i, row.keys_total)));
  return record;
}

bool is_declared(Empty empty, double lse) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (empty) {
  case Empty::minus_infinity:
    return lse == -infinity;
  case Empty::infinity:
    return lse == infinity;
  case Empty::nan:
    return std::isnan(lse);
  }
  return false;
}

const char* name_of(Empty empty) {
  return empty == Empty::minus_infinity ? "-inf" : empty == Empty::infinity ? "+inf" : "NaN";
}

record::ConsistencyRecord check_lse(const cases::AttentionRow& row) {
  record::ConsistencyRecord record = kernel_lse.record();
  const double stored = row.lse->numbers.front();
  count(record, is_declared(row.declared.empty, stored));
  if (record.exceeded > 0)
    record.failures.push_back(failure(row, row.lse->tensor,
                                      fmt::format("{} where the query sees no key, which gives {}",
                                                  number_text(stored), name_of(row.declared.empty))));
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
    record.failures.push_back(failure(
        row, outputs.tensor,
        fmt::format("{} on axis {} where the query sees no key, which gives 0 ({} of {} coordinates)",
                    number_text(outputs.numbers[*wrong]), *wrong, record.exceeded, outputs.numbers.size())));
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
