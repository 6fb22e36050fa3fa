// What is wrong with a kernel's result, as one line.
#pragma once

#include "verify/cases/attention_row.hpp"
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

/// Returns nine digits of a number, or "NaN", "+inf", "-inf".
[[nodiscard]] std::string number_text(double x);

} // namespace tailmass::verify::kernel
