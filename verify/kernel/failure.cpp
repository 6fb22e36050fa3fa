// The words of a failure.
#include "verify/kernel/failure.hpp"

#include "verify/kernel/arithmetic.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::kernel {

std::string as_if(const std::string& cause) {
  return "; as if " + cause;
}

record::NumberFailure failure(const cases::AttentionRow& row, const std::string& tensor,
                              const std::string& fault, const std::string& cause) {
  const std::string reason = fault + (cause.empty() ? std::string(unknown_cause) : as_if(cause));
  return {.tensor = tensor,
          .row = row.origin.row,
          .message = cases::row_error(row, tensor, reason).what(),
          .cause = cause};
}

record::WrongNumber wrong_number(double stored, const Expected& expected, std::optional<std::size_t> axis) {
  return {.axis = axis,
          .stored = stored,
          .truth = approximate(expected.value),
          .bound = approximate(expected.bound),
          .ratio = error_ratio(stored, expected)};
}

std::string excess(double stored, const Expected& expected, input::DType dtype, std::size_t keys) {
  return fmt::format("off by {:.3g}, {:.3g} times its bound {:.3g} in {} over {} {}",
                     approximate(abs(Ball(stored) - expected.value)), error_ratio(stored, expected),
                     approximate(expected.bound), input::dtype_name(dtype), keys, keys == 1 ? "key" : "keys");
}

std::string beyond(double stored, const Expected& range, input::DType dtype, std::string_view what) {
  return fmt::format("{} outside the range of {}, {:.9g} to {:.9g} with its roundings in {}",
                     number_text(stored), what, approximate(range.value - range.bound),
                     approximate(range.value + range.bound), input::dtype_name(dtype));
}

std::string cause_of_overflow(double stored, const Scores& scores, double log_sum_exp, input::DType dtype) {
  if (std::isfinite(stored))
    return {};
  const double largest = format_of(dtype).largest;
  if (log_sum_exp > std::log(largest))
    return fmt::format("exponentials overflowed {}, the maximum not subtracted (their sum is e^{:.3g}, its "
                       "largest number {:.6g})",
                       input::dtype_name(dtype), log_sum_exp, largest);
  if (std::isnan(stored) && scores.finite_count() < scores.size())
    return "a tile of masked keys only gave -inf - (-inf)";
  return {};
}

std::string number_text(double x) {
  return std::isnan(x) ? "NaN" : std::isinf(x) ? (x > 0 ? "+inf" : "-inf") : fmt::format("{:.9g}", x);
}

} // namespace tailmass::verify::kernel
