// The checks of the numbers that a kernel gives for a row: its log-sum-exp and its truncated output.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/kernel/error.hpp"
#include "verify/record/consistency.hpp"

#include <optional>
#include <span>

namespace tailmass::verify::kernel {

/// One row, with the keys of finite score that the kernel's indices name, where they name a head.
struct ResultRow {
  const cases::AttentionRow& row;
  std::optional<std::span<const Key>> head;
};

[[nodiscard]] KernelArithmetic arithmetic_of_lse(const cases::AttentionRow& row);
[[nodiscard]] KernelArithmetic arithmetic_of_truncated(const cases::AttentionRow& row);

/// Checks the log-sum-exp, which the row must have.
[[nodiscard]] record::ConsistencyRecord check_lse(const ResultRow& at);
/// Checks the truncated output, which the row must have with its values. Without a head there is still what a
/// NaN or an infinity may be compared with, and a range that tells what is wrong and nothing of what is
/// right.
[[nodiscard]] record::ConsistencyRecord check_truncated(const ResultRow& at);

} // namespace tailmass::verify::kernel
