// A row of a kernel's results: counts and messages.
#include "verify/kernel/check.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "verify/kernel/diagnosis.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace tailmass::verify::kernel {

namespace {

/// The failure of one row of a tensor, as one line.
record::NumberFailure failure(const cases::AttentionRow& row, const std::string& tensor,
                              const std::string& fault, const std::string& cause) {
  const std::string reason = fault + (cause.empty() ? "; cause unknown" : "; as if " + cause);
  return {.tensor = tensor,
          .row = row.origin.row,
          .message = cases::row_error(row, tensor, reason).what(),
          .cause = cause};
}

/// "off by 2.47, 1.2e+05 times its bound 2.1e-05 in F32 over 64 keys".
std::string excess(double stored, const Expected& expected, input::DType dtype, std::size_t keys) {
  return fmt::format("off by {:.3g}, {:.3g} times its bound {:.3g} in {} over {} {}",
                     approximate(abs(Ball(stored) - expected.value)), error_ratio(stored, expected),
                     approximate(expected.bound), input::dtype_name(dtype), keys, keys == 1 ? "key" : "keys");
}

std::string number_text(double x) {
  return std::isnan(x) ? "NaN" : std::isinf(x) ? (x > 0 ? "+inf" : "-inf") : fmt::format("{:.9g}", x);
}

double largest_of(input::DType dtype) {
  switch (dtype) {
  case input::DType::F16:
    return 65504;
  case input::DType::BF16:
    return 0x1.FEp127;
  case input::DType::F32:
    return 0x1.FFFFFEp127;
  default:
    return 0x1.FFFFFFFFFFFFFp1023;
  }
}

/// Of a NaN or infinity: where e^s without its maximum subtracted overflows the format, that; a NaN among
/// masked keys is likely that of -inf - (-inf).
std::string cause_of_overflow(double stored, const Scores& scores, const Ball& lse, input::DType dtype) {
  const double log_sum = approximate(lse);
  if (log_sum > std::log(largest_of(dtype)))
    return fmt::format("exponentials overflowed {}, the maximum not subtracted (their sum is e^{:.3g}, its "
                       "largest number {:.6g})",
                       input::dtype_name(dtype), log_sum, largest_of(dtype));
  if (std::isnan(stored) && scores.finite_count() < scores.size())
    return "a tile of masked keys only gave -inf - (-inf)";
  return {};
}

/// The head of the indices, its record and its check.
std::optional<Head> check_indices(KernelResult& result, const cases::AttentionRow& row) {
  KernelHead found = kernel_head(row.indices->numbers, *row.scores);
  record::ConsistencyRecord record{.check = "kernel-indices", .bound = "no dropped score exceeds a kept one"};
  if (found.fault.empty()) {
    record.held = 1;
  } else {
    record.exceeded = 1;
    if (found.cause.empty() && found.head)
      found.cause = cause_of_indices(row, *found.head);
    record.failures.push_back(failure(row, row.indices->tensor, found.fault, found.cause));
  }
  result.checks.push_back(std::move(record));
  if (found.head) {
    Evaluator<Ball> evaluator(Case{row.scores, *found.head}, Precision<Ball>{128});
    record::KernelHeadRecord head{.origin = row.origin, .top_k = found.head->is_top_k(), .tail_mass = "0"};
    head.origin.k = found.head->size();
    if (!found.head->finite_tail().empty())
      head.tail_mass = to_decimal(exact::tail_mass(evaluator), 17);
    result.heads.push_back(std::move(head));
  }
  return found.head;
}

record::ConsistencyRecord check_lse(const KernelRow& at) {
  const cases::Stored<double>& lse = *at.row.lse;
  const double stored = lse.numbers.front();
  const std::span<const Key> keys = at.row.scores->finite();
  const KernelAttention attention(scores_of(*at.row.scores, keys), at.arithmetic);
  record::ConsistencyRecord record{.check = "kernel-lse",
                                   .bound = "|lse - LSE| <= E of the format, n and range"};
  const Expected expected = attention.log_sum_exp();
  if (attention.bounded() || !std::isfinite(stored)) {
    if (enter(record, stored, expected, at.row.origin))
      return record;
    const std::string fault =
        fmt::format("{} where the log-sum-exp is {}", number_text(stored), to_decimal(expected.value, 9));
    record.failures.push_back(
        std::isfinite(stored)
            ? failure(at.row, lse.tensor, fault + ": " + excess(stored, expected, lse.dtype, keys.size()),
                      cause_of_lse(at, stored))
            : failure(at.row, lse.tensor, fault,
                      cause_of_overflow(stored, *at.row.scores, expected.value, lse.dtype)));
  } else {
    record.unbounded = 1;
  }
  return record;
}

/// What is wrong with a truncated output, told of its worst coordinate.
record::NumberFailure truncated_failure(const KernelRow& at, std::span<const double> stored,
                                        std::span<const Expected> expected, std::size_t exceeded,
                                        const KernelAttention& attention) {
  const cases::Stored<double>& truncated = *at.row.truncated;
  std::size_t worst = 0;
  for (std::size_t axis = 1; axis < stored.size(); ++axis)
    if (error_ratio(stored[axis], expected[axis]) > error_ratio(stored[worst], expected[worst]))
      worst = axis;
  const std::string fault =
      fmt::format("{} on axis {} where the mean of its {} is {}", number_text(stored[worst]), worst,
                  at.head ? "head" : "row", to_decimal(expected[worst].value, 9));
  const std::string spread = fmt::format(" ({} of {} coordinates)", exceeded, stored.size());
  if (!std::isfinite(stored[worst]))
    return failure(
        at.row, truncated.tensor, fault + spread,
        cause_of_overflow(stored[worst], *at.row.scores, attention.log_sum_exp().value, truncated.dtype));
  return failure(at.row, truncated.tensor,
                 fault + ": " +
                     excess(stored[worst], expected[worst], truncated.dtype, at.head->finite_head().size()) +
                     spread,
                 cause_of_truncated(at, stored, expected));
}

record::ConsistencyRecord check_truncated(const KernelRow& at) {
  record::ConsistencyRecord record{.check = "kernel-outputs",
                                   .bound = "|o - mu_H| <= sum p^ G |v|, G of the format and k"};
  const std::vector<double>& stored = at.row.truncated->numbers;
  // Without a head there is still what a NaN or an infinity may be compared with.
  const std::span<const Key> keys = at.head ? at.head->finite_head() : at.row.scores->finite();
  const KernelAttention attention(scores_of(*at.row.scores, keys), at.arithmetic);
  std::vector<Expected> expected;
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    expected.push_back(attention.mean(values_of(*at.row.values, keys, axis)));
    if (std::isfinite(stored[axis]) && !(at.head && attention.bounded()))
      ++record.unbounded;
    else
      enter(record, stored[axis], expected.back(), at.row.origin);
  }
  if (record.exceeded > 0)
    record.failures.push_back(truncated_failure(at, stored, expected, record.exceeded, attention));
  return record;
}

} // namespace

void merge(record::Record& into, KernelResult later) {
  record::Record found;
  found.kernel = std::move(later.checks);
  found.kernel_heads = std::move(later.heads);
  record::merge(into, std::move(found));
}

KernelResult check_kernel(const cases::AttentionRow& row) {
  KernelResult result;
  const std::size_t n = row.scores->size();
  const std::optional<Head> head = row.indices ? check_indices(result, row) : std::nullopt;
  if (row.lse)
    result.checks.push_back(check_lse({row, head, kernel_arithmetic(row.lse->dtype, row.dtype, n)}));
  if (row.truncated)
    result.checks.push_back(check_truncated(
        {row, head, kernel_arithmetic(row.truncated->dtype, row.dtype, n, row.values_dtype)}));
  return result;
}

} // namespace tailmass::verify::kernel
