// Conventions of empty queries, number by number.
#include "verify/kernel/empty.hpp"

#include "verify/kernel/failure.hpp"
#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

using Empty = input::Declarations::Empty;

void count(record::ConsistencyRecord& record, bool held) {
  ++(held ? record.held : record.exceeded);
}

record::ConsistencyRecord check_indices(const cases::AttentionRow& row) {
  record::ConsistencyRecord record{.check = "kernel-indices", .bound = "no dropped score exceeds a kept one"};
  const auto wrong = std::ranges::find_if(row.indices->numbers, [&](const input::Integer& index) {
    return (index.negative || index.magnitude >= row.keys_total) &&
           !is_padding(index, row.keys_total, row.declared.padding, row.indices->dtype, false);
  });
  count(record, wrong == row.indices->numbers.end());
  if (record.exceeded > 0)
    record.failures.push_back(
        failure(row, row.indices->tensor,
                fmt::format("index {}{} is neither padding nor a key of 0..{}", wrong->negative ? "-" : "",
                            wrong->magnitude, row.keys_total - 1)));
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
  record::ConsistencyRecord record{
      .check = "kernel-lse",
      .bound = "|lse - LSE| <= E of the format, n and range, or max <= lse <= max + ln n"};
  const double stored = row.lse->numbers.front();
  count(record, is_declared(row.declared.empty, stored));
  if (record.exceeded > 0)
    record.failures.push_back(failure(row, row.lse->tensor,
                                      fmt::format("{} where the query sees no key, which gives {}",
                                                  number_text(stored), name_of(row.declared.empty))));
  return record;
}

record::ConsistencyRecord check_zeros(const cases::AttentionRow& row, const cases::Stored<double>& outputs,
                                      std::string check, std::string bound) {
  record::ConsistencyRecord record{.check = std::move(check), .bound = std::move(bound)};
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
    result.checks.push_back(
        check_zeros(row, *row.truncated, "kernel-outputs",
                    "|o - mu_H| <= sum p^ G |v|, G of the format and k, or o within the values of H"));
  return result;
}

std::vector<record::ConsistencyRecord> check_empty_outputs(const cases::AttentionRow& row) {
  if (!row.outputs)
    return {};
  return {
      check_zeros(row, *row.outputs, "stored-outputs", "|o - Attn| <= sum p G |v|, G of the format and n")};
}

} // namespace tailmass::verify::kernel
