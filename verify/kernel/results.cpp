// Numbers against sums, and what is said of those that are wrong.
#include "verify/kernel/results.hpp"

#include "verify/kernel/checks.hpp"
#include "verify/kernel/failure.hpp"
#include "verify/kernel/kernel_sums.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::kernel {

namespace {

/// Whether a row's weights themselves were lost: then no coordinate is a number, and its log-sum-exp is none.
bool is_lost(const cases::AttentionRow& row, const cases::Stored<double>& output) {
  const auto number = [](double x) { return std::isfinite(x); };
  return std::ranges::none_of(output.numbers, number) &&
         (!row.lse || std::ranges::none_of(row.lse->numbers, number));
}

/// What is wrong with an output, told of its worst coordinate.
record::NumberFailure output_failure(const ResultRow& at, const cases::Stored<double>& output,
                                     const KernelSums& sums, std::span<const Judged> numbers,
                                     std::size_t wrong) {
  const auto ratio_of_wrong = [](const Judged& number) { return number.expected ? number.ratio : -1; };
  const auto worst =
      static_cast<std::size_t>(std::ranges::max_element(numbers, {}, ratio_of_wrong) - numbers.begin());
  const double stored = output.numbers[worst];
  const Expected& expected = *numbers[worst].expected;
  const char* keys = at.head ? "head" : "row";
  std::string fault =
      numbers[worst].by_range
          ? fmt::format("on axis {}, ", worst) +
                beyond(stored, expected, output.dtype, fmt::format("the values of its {}", keys))
          : fmt::format("{} on axis {} where the mean of its {} is {}", number_text(stored), worst, keys,
                        to_decimal(expected.value, 9));
  if (!numbers[worst].by_range && std::isfinite(stored))
    fault += ": " + excess(stored, expected, output.dtype, sums.keys());
  fault += fmt::format(" ({} of {} coordinates)", wrong, numbers.size());
  record::NumberFailure found =
      failure(at.row, output.tensor, fault,
              is_lost(at.row, output)
                  ? cause_of_overflow(stored, *at.row.scores, sums.near_log_sum_exp(), output.dtype)
                  : std::string());
  found.number = wrong_number(stored, expected, worst);
  return found;
}

/// What is wrong with a log-sum-exp.
record::NumberFailure lse_failure(const cases::AttentionRow& row, const KernelSums& sums,
                                  const Judged& number) {
  const double stored = row.lse->numbers.front();
  const Expected& expected = *number.expected;
  const bool of_head = row.declared.lse_over == attention::Declarations::LseOver::head;
  const bool base_2 = row.declared.lse_base == attention::Declarations::LseBase::two;
  std::string fault = number.by_range
                          ? beyond(stored, expected, row.lse->dtype, "the maximum plus up to ln n")
                          : fmt::format("{} where the log-sum-exp{}{} is {}", number_text(stored),
                                        of_head ? " of the head" : "", base_2 ? " in base 2" : "",
                                        to_decimal(expected.value, 9));
  if (!number.by_range && std::isfinite(stored))
    fault += ": " + excess(stored, expected, row.lse->dtype, sums.keys());
  record::NumberFailure found =
      failure(row, row.lse->tensor, fault,
              cause_of_overflow(stored, *row.scores, sums.near_log_sum_exp(), row.lse->dtype));
  found.number = wrong_number(stored, expected);
  return found;
}

record::ConsistencyRecord check_output(const CheckWords& check, const ResultRow& at,
                                       const cases::Stored<double>& output, const KernelSums& sums) {
  record::ConsistencyRecord record = check.record();
  const std::vector<Judged> numbers = sums.means(output.numbers);
  std::size_t wrong = 0;
  for (const Judged& number : numbers)
    wrong += enter(record, number, at.row.origin) ? 1 : 0;
  if (wrong > 0)
    record.failures.push_back(output_failure(at, output, sums, numbers, wrong));
  return record;
}

} // namespace

KernelArithmetic arithmetic_of_lse(const cases::AttentionRow& row) {
  return arithmetic_of(row, row.lse->dtype);
}
KernelArithmetic arithmetic_of_truncated(const cases::AttentionRow& row) {
  return arithmetic_of(row, row.truncated->dtype, row.values_dtype);
}
KernelArithmetic arithmetic_of_outputs(const cases::AttentionRow& row) {
  return arithmetic_of(row, row.outputs->dtype, row.values_dtype);
}

std::optional<KernelSums> sums_of_lse(const ResultRow& at) {
  const bool of_head = at.row.declared.lse_over == attention::Declarations::LseOver::head;
  if (of_head && !at.head)
    return std::nullopt;
  const std::vector<Key> visible = of_head ? std::vector<Key>() : finite_keys(*at.row.scores);
  return std::optional<KernelSums>(std::in_place, at.row, of_head ? *at.head : std::span<const Key>(visible),
                                   arithmetic_of_lse(at.row), true, at.row.declared.lse_sink);
}

KernelSums sums_of_truncated(const ResultRow& at) {
  const std::vector<Key> visible = at.head ? std::vector<Key>() : finite_keys(*at.row.scores);
  return {at.row, at.head ? *at.head : std::span<const Key>(visible), arithmetic_of_truncated(at.row),
          at.head.has_value()};
}

KernelSums sums_of_outputs(const cases::AttentionRow& row) {
  return {row, finite_keys(*row.scores), arithmetic_of_outputs(row)};
}

record::ConsistencyRecord check_lse(const ResultRow& at) {
  const cases::Stored<double>& lse = *at.row.lse;
  record::ConsistencyRecord record = kernel_lse.record();
  const std::optional<KernelSums> sums = sums_of_lse(at);
  if (!sums) {
    record.unbounded = lse.numbers.size(); // of an unknown head
    return record;
  }
  if (const Judged number = sums->log_sum_exp(lse.numbers.front()); enter(record, number, at.row.origin))
    record.failures.push_back(lse_failure(at.row, *sums, number));
  return record;
}

record::ConsistencyRecord check_truncated(const ResultRow& at) {
  return check_output(kernel_outputs, at, *at.row.truncated, sums_of_truncated(at));
}

record::ConsistencyRecord check_outputs(const cases::AttentionRow& row) {
  return check_output(stored_outputs, {.row = row, .head = {}}, *row.outputs, sums_of_outputs(row));
}

} // namespace tailmass::verify::kernel
