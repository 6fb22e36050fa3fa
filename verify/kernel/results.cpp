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

/// What is wrong with a truncated output, told of its worst coordinate.
record::NumberFailure truncated_failure(const ResultRow& at, const KernelSums& sums,
                                        std::span<const Judged> numbers, std::size_t wrong) {
  const cases::Stored<double>& truncated = *at.row.truncated;
  const auto ratio_of_wrong = [](const Judged& number) { return number.expected ? number.ratio : -1; };
  const auto worst =
      static_cast<std::size_t>(std::ranges::max_element(numbers, {}, ratio_of_wrong) - numbers.begin());
  const double stored = truncated.numbers[worst];
  const Judged& number = numbers[worst];
  const std::string spread = fmt::format(" ({} of {} coordinates)", wrong, numbers.size());
  const char* keys = at.head ? "head" : "row";
  if (number.by_range)
    return failure(
        at.row, truncated.tensor,
        fmt::format("on axis {}, ", worst) +
            beyond(stored, *number.expected, truncated.dtype, fmt::format("the values of its {}", keys)) +
            spread);
  const std::string fault = fmt::format("{} on axis {} where the mean of its {} is {}", number_text(stored),
                                        worst, keys, to_decimal(number.expected->value, 9));
  if (!std::isfinite(stored))
    return failure(at.row, truncated.tensor, fault + spread,
                   cause_of_overflow(stored, *at.row.scores, sums.near_log_sum_exp(), truncated.dtype));
  return failure(at.row, truncated.tensor,
                 fault + ": " + excess(stored, *number.expected, truncated.dtype, sums.keys()) + spread);
}

} // namespace

KernelArithmetic arithmetic_of_lse(const cases::AttentionRow& row) {
  return arithmetic_of(row, row.lse->dtype);
}
KernelArithmetic arithmetic_of_truncated(const cases::AttentionRow& row) {
  return arithmetic_of(row, row.truncated->dtype, row.values_dtype);
}

record::ConsistencyRecord check_lse(const ResultRow& at) {
  const cases::Stored<double>& lse = *at.row.lse;
  const double stored = lse.numbers.front();
  record::ConsistencyRecord record = kernel_lse.record();
  const bool of_head = at.row.declared.lse_over == attention::Declarations::LseOver::head;
  if (of_head && !at.head) {
    record.unbounded = lse.numbers.size(); // of an unknown head
    return record;
  }
  const std::vector<Key> visible = of_head ? std::vector<Key>() : finite_keys(*at.row.scores);
  const KernelSums sums(at.row, of_head ? *at.head : std::span<const Key>(visible),
                        arithmetic_of_lse(at.row));
  const Judged number = sums.log_sum_exp(stored);
  if (!enter(record, number, at.row.origin))
    return record;
  if (number.by_range) {
    record.failures.push_back(failure(
        at.row, lse.tensor, beyond(stored, *number.expected, lse.dtype, "the maximum plus up to ln n")));
    return record;
  }
  const bool base_2 = at.row.declared.lse_base == attention::Declarations::LseBase::two;
  std::string fault =
      fmt::format("{} where the log-sum-exp{}{} is {}", number_text(stored), of_head ? " of the head" : "",
                  base_2 ? " in base 2" : "", to_decimal(number.expected->value, 9));
  if (std::isfinite(stored))
    fault += ": " + excess(stored, *number.expected, lse.dtype, sums.keys());
  record.failures.push_back(
      failure(at.row, lse.tensor, fault,
              cause_of_overflow(stored, *at.row.scores, sums.near_log_sum_exp(), lse.dtype)));
  return record;
}

record::ConsistencyRecord check_truncated(const ResultRow& at) {
  record::ConsistencyRecord record = kernel_outputs.record();
  const std::vector<Key> visible = at.head ? std::vector<Key>() : finite_keys(*at.row.scores);
  const KernelSums sums(at.row, at.head ? *at.head : std::span<const Key>(visible),
                        arithmetic_of_truncated(at.row), at.head.has_value());
  const std::vector<Judged> numbers = sums.means(at.row.truncated->numbers);
  std::size_t wrong = 0;
  for (const Judged& number : numbers)
    wrong += enter(record, number, at.row.origin) ? 1 : 0;
  if (wrong > 0)
    record.failures.push_back(truncated_failure(at, sums, numbers, wrong));
  return record;
}

} // namespace tailmass::verify::kernel
