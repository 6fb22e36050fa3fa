// The words of a failure.
#include "verify/kernel/failure.hpp"

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

std::string number_text(double x) {
  return std::isnan(x) ? "NaN" : std::isinf(x) ? (x > 0 ? "+inf" : "-inf") : fmt::format("{:.9g}", x);
}

} // namespace tailmass::verify::kernel
