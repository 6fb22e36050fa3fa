// The number of a row that is nearest to its bound, or farthest beyond it.
#pragma once

#include "verify/cases/attention_row.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tailmass::verify::kernel {

/// A stored number, what it is expected to be and how far from it at most, near enough to be told.
struct WorstNumber {
  std::string tensor;
  std::size_t axis = 0; ///< of an output's coordinates; 0 of a log-sum-exp
  double stored = 0, value = 0, bound = 0;
  double ratio = 0; ///< |stored - value| / bound
};

/// Returns that of a check of check_kernel() or check_consistency() of the row: of its log-sum-exp, its
/// truncated output or its output. Nothing of other checks, of an empty query, and where nothing has a bound.
[[nodiscard]] std::optional<WorstNumber> worst_number(const cases::AttentionRow& row, std::string_view check);

} // namespace tailmass::verify::kernel
