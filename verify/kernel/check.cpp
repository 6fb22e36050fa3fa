// A row of a kernel's results: counts and messages.
#include "verify/kernel/check.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/diagnosis.hpp"
#include "verify/kernel/empty.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/kernel/failure.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/hull.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace tailmass::verify::kernel {

namespace {

/// "off by 2.47, 1.2e+05 times its bound 2.1e-05 in F32 over 64 keys".
std::string excess(double stored, const Expected& expected, input::DType dtype, std::size_t keys) {
  return fmt::format("off by {:.3g}, {:.3g} times its bound {:.3g} in {} over {} {}",
                     approximate(abs(Ball(stored) - expected.value)), error_ratio(stored, expected),
                     approximate(expected.bound), input::dtype_name(dtype), keys, keys == 1 ? "key" : "keys");
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

KernelHead head_of(const cases::AttentionRow& row) {
  return kernel_head(row);
}

/// The head of the indices, its record and its check.
std::optional<Head> check_indices(KernelResult& result, const cases::AttentionRow& row) {
  KernelHead found = head_of(row);
  record::ConsistencyRecord record = kernel_indices.record();
  if (found.fault.empty()) {
    record.held = 1;
  } else {
    record.exceeded = 1;
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

/// "2.5 outside the range of the values of its head, 0 to 1 with its roundings in F32", where nothing but a
/// range is known.
std::string beyond(double stored, const Expected& range, input::DType dtype, std::string_view what) {
  return fmt::format("{} outside the range of {}, {:.9g} to {:.9g} with its roundings in {}",
                     number_text(stored), what, approximate(range.value - range.bound),
                     approximate(range.value + range.bound), input::dtype_name(dtype));
}

/// The log-sum-exp of a base, of the natural one: a kernel that scales by log2 e where it would not have to
/// rounds no more often than the bound allows for, relative to each term.
Expected in_base(input::Declarations::LseBase base, Expected natural) {
  if (base == input::Declarations::LseBase::e)
    return natural;
  const Ball ln2 = log(Precision<Ball>{128}(2.0));
  return {natural.value / ln2, natural.bound / ln2};
}

record::ConsistencyRecord check_lse(const KernelRow& at) {
  const cases::Stored<double>& lse = *at.row.lse;
  const double stored = lse.numbers.front();
  record::ConsistencyRecord record = kernel_lse.record();
  const bool of_head = at.row.declared.lse_over == input::Declarations::LseOver::head;
  if (of_head && !at.head) {
    record.unbounded = lse.numbers.size(); // of an unknown head
    return record;
  }
  const std::vector<double> scores =
      scores_of(*at.row.scores, of_head ? at.head->finite_head() : at.row.scores->finite());
  const KernelAttention attention(scores, at.arithmetic);
  const input::Declarations::LseBase base = at.row.declared.lse_base;
  const Expected expected = in_base(base, attention.log_sum_exp());
  if (std::isfinite(stored) && !attention.bounded()) {
    const std::optional<Expected> range = KernelHull(scores, at.arithmetic).log_sum_exp();
    if (!range)
      record.unbounded = 1;
    else if (!enter(record, stored, in_base(base, *range), at.row.origin))
      record.failures.push_back(
          failure(at.row, lse.tensor,
                  beyond(stored, in_base(base, *range), lse.dtype, "the maximum plus up to ln n")));
    return record;
  }
  if (enter(record, stored, expected, at.row.origin))
    return record;
  const std::string fault = fmt::format(
      "{} where the log-sum-exp{}{} is {}", number_text(stored), of_head ? " of the head" : "",
      base == input::Declarations::LseBase::two ? " in base 2" : "", to_decimal(expected.value, 9));
  record.failures.push_back(
      std::isfinite(stored)
          ? failure(at.row, lse.tensor, fault + ": " + excess(stored, expected, lse.dtype, scores.size()))
          : failure(at.row, lse.tensor, fault,
                    cause_of_overflow(stored, *at.row.scores, attention.log_sum_exp().value, lse.dtype)));
  return record;
}

/// A kernel's output beside what it should be, coordinate by coordinate.
struct TruncatedCheck {
  const KernelRow& at;
  KernelAttention attention;
  std::vector<Expected> expected; ///< where nothing is bounded, the range of the values
  std::vector<bool> is_range;
  std::vector<std::size_t> wrong; ///< axes
};

/// What is wrong with a truncated output, told of its worst coordinate.
record::NumberFailure truncated_failure(const TruncatedCheck& check) {
  const KernelRow& at = check.at;
  const cases::Stored<double>& truncated = *at.row.truncated;
  const std::vector<double>& stored = truncated.numbers;
  const std::size_t worst = *std::ranges::max_element(
      check.wrong, {}, [&](std::size_t axis) { return error_ratio(stored[axis], check.expected[axis]); });
  const Expected& expected = check.expected[worst];
  const std::string spread = fmt::format(" ({} of {} coordinates)", check.wrong.size(), stored.size());
  const char* keys = at.head ? "head" : "row";
  if (check.is_range[worst])
    return failure(
        at.row, truncated.tensor,
        fmt::format("on axis {}, ", worst) +
            beyond(stored[worst], expected, truncated.dtype, fmt::format("the values of its {}", keys)) +
            spread);
  const std::string fault =
      fmt::format("{} on axis {} where the mean of its {} is {}", number_text(stored[worst]), worst, keys,
                  to_decimal(expected.value, 9));
  if (!std::isfinite(stored[worst]))
    return failure(at.row, truncated.tensor, fault + spread,
                   cause_of_overflow(stored[worst], *at.row.scores, check.attention.log_sum_exp().value,
                                     truncated.dtype));
  return failure(at.row, truncated.tensor,
                 fault + ": " +
                     excess(stored[worst], expected, truncated.dtype, at.head->finite_head().size()) +
                     spread);
}

record::ConsistencyRecord check_truncated(const KernelRow& at) {
  record::ConsistencyRecord record = kernel_outputs.record();
  const std::vector<double>& stored = at.row.truncated->numbers;
  // Without a head there is still what a NaN or an infinity may be compared with, and a range.
  const std::span<const Key> keys = at.head ? at.head->finite_head() : at.row.scores->finite();
  const std::vector<double> scores = scores_of(*at.row.scores, keys);
  TruncatedCheck check{
      .at = at, .attention = {scores, at.arithmetic}, .expected = {}, .is_range = {}, .wrong = {}};
  const bool bounded = at.head && check.attention.bounded();
  std::optional<KernelHull> hull;
  if (!bounded)
    hull.emplace(scores, at.arithmetic);
  for (std::size_t axis = 0; axis < stored.size(); ++axis) {
    const std::vector<double> values = values_of(*at.row.values, keys, axis);
    Expected expected = check.attention.mean(values);
    std::optional<Expected> range;
    if (!bounded && std::isfinite(stored[axis]))
      range = hull->mean(values);
    // Of an unknown head the range of all values tells what is wrong, and nothing of what is right.
    const bool decides = range && (at.head || !within(stored[axis], *range));
    check.expected.push_back(range ? *range : std::move(expected));
    check.is_range.push_back(range.has_value());
    if (!bounded && !decides && std::isfinite(stored[axis]))
      ++record.unbounded;
    else if (!enter(record, stored[axis], check.expected.back(), at.row.origin))
      check.wrong.push_back(axis);
  }
  if (!check.wrong.empty())
    record.failures.push_back(truncated_failure(check));
  return record;
}

KernelArithmetic arithmetic_of_lse(const cases::AttentionRow& row) {
  return kernel_arithmetic(row.lse->dtype, row.dtype, row.scores->size());
}
KernelArithmetic arithmetic_of_truncated(const cases::AttentionRow& row) {
  return kernel_arithmetic(row.truncated->dtype, row.dtype, row.scores->size(), row.values_dtype);
}

/// The cause of what was found by a check; empty where it is not known.
std::string cause_of(const cases::AttentionRow& row, std::string_view check) {
  const auto finite = [](const std::vector<double>& stored) {
    return std::ranges::all_of(stored, [](double x) { return std::isfinite(x); });
  };
  const std::optional<Head> head = row.indices ? head_of(row).head : std::nullopt;
  // A head that padding made short is that of no other row.
  if (check == kernel_indices.name && head && head->size() == row.indices->numbers.size())
    return cause_of_indices(row, *head);
  if (check == kernel_lse.name && finite(row.lse->numbers))
    return cause_of_lse({row, head, arithmetic_of_lse(row)});
  if (check == kernel_outputs.name && head && finite(row.truncated->numbers))
    return cause_of_truncated({row, head, arithmetic_of_truncated(row)});
  return {};
}

} // namespace

void name_cause(const cases::AttentionRow& row, std::string_view check, record::NumberFailure& failure) {
  const AssumedArithmetic assumed;
  if (!failure.cause.empty() || !row.scores)
    return;
  failure.cause = cause_of(row, check);
  if (!failure.cause.empty() && failure.message.ends_with(unknown_cause))
    failure.message.replace(failure.message.size() - unknown_cause.size(), unknown_cause.size(),
                            as_if(failure.cause));
}

void merge(record::Record& into, KernelResult later) {
  record::Record found;
  found.kernel = std::move(later.checks);
  found.kernel_heads = std::move(later.heads);
  record::merge(into, std::move(found));
}

KernelResult check_kernel(const cases::AttentionRow& row) {
  const AssumedArithmetic assumed;
  if (!row.scores)
    return check_empty(row);
  KernelResult result;
  const std::optional<Head> head = row.indices ? check_indices(result, row) : std::nullopt;
  if (row.lse)
    result.checks.push_back(check_lse({row, head, arithmetic_of_lse(row)}));
  if (row.truncated)
    result.checks.push_back(check_truncated({row, head, arithmetic_of_truncated(row)}));
  return result;
}

} // namespace tailmass::verify::kernel
