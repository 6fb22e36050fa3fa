// What is wrong with a kernel's result, as one line.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/kernel/expected.hpp"
#include "verify/record/consistency.hpp"

#include <string>
#include <string_view>

namespace tailmass::verify::kernel {

/// What stands at the end of a failure's line until its cause is known.
inline constexpr std::string_view unknown_cause = "; cause unknown";
/// Returns what takes its place.
[[nodiscard]] std::string as_if(const std::string& cause);

/// Returns the failure of one row of a tensor.
[[nodiscard]] record::NumberFailure failure(const cases::AttentionRow& row, const std::string& tensor,
                                            const std::string& fault, const std::string& cause = {});

/// Returns a number that exceeds its bound, for a record.
[[nodiscard]] record::WrongNumber wrong_number(double stored, const Expected& expected,
                                               std::optional<std::size_t> axis = std::nullopt);
/// Returns "off by 2.47, 1.2e+05 times its bound 2.1e-05 in F32 over 64 keys".
[[nodiscard]] std::string excess(double stored, const Expected& expected, input::DType dtype,
                                 std::size_t keys);
/// Returns "2.5 outside the range of the values of its head, 0 to 1 with its roundings in F32", where nothing
/// but a range is known.
[[nodiscard]] std::string beyond(double stored, const Expected& range, input::DType dtype,
                                 std::string_view what);
/// Returns the cause of a NaN or infinity: where e^s without its maximum subtracted overflows the format,
/// that; a NaN among masked keys is likely that of -inf - (-inf). Empty for other numbers.
[[nodiscard]] std::string cause_of_overflow(double stored, const Scores& scores, double log_sum_exp,
                                            input::DType dtype);

/// Returns nine digits of a number, or "NaN", "+inf", "-inf".
[[nodiscard]] std::string number_text(double x);

} // namespace tailmass::verify::kernel
