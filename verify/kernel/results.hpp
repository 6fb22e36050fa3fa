// The checks of the numbers that a kernel gives for a row: its log-sum-exp and its outputs.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/kernel/error.hpp"
#include "verify/kernel/kernel_sums.hpp"
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
[[nodiscard]] KernelArithmetic arithmetic_of_outputs(const cases::AttentionRow& row);

/// Returns what the log-sum-exp of a row sums; nothing where that is a head and none is known.
[[nodiscard]] std::optional<KernelSums> sums_of_lse(const ResultRow& at);
/// Returns what its truncated output sums, and its output of full attention.
[[nodiscard]] KernelSums sums_of_truncated(const ResultRow& at);
[[nodiscard]] KernelSums sums_of_outputs(const cases::AttentionRow& row);

/// Checks the log-sum-exp, which the row must have.
[[nodiscard]] record::ConsistencyRecord check_lse(const ResultRow& at);
/// Checks the truncated output, which the row must have with its values. Without a head there is still what a
/// NaN or an infinity may be compared with, and a range that tells what is wrong and nothing of what is
/// right.
[[nodiscard]] record::ConsistencyRecord check_truncated(const ResultRow& at);
/// Checks the output of full attention, which the row must have with its values.
[[nodiscard]] record::ConsistencyRecord check_outputs(const cases::AttentionRow& row);

} // namespace tailmass::verify::kernel
