// Holds the results of the user's own Top-k attention kernel to the theory.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/record/record.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace tailmass::verify::kernel {

/// What the kernel's results of one row gave.
struct KernelResult {
  std::vector<record::ConsistencyRecord> checks;
  std::optional<record::KernelHeadRecord> head; ///< where the indices name one
};

/// Checks one row, as far as it has such results (none: no check). A pure function of the row:
/// - "kernel-indices", one number a row: the k indices are a Top-k set of the scores, any valid one under
/// ties
///   (masked keys only after all finite ones). The tail mass of that head, Top-k set or not, is enclosed, in
///   doubles where these leave 12 digits and else in a ball of 128 bits, and told to what digits are certain.
/// - "kernel-lse", one number a row: |lse - LSE| <= the bound of KernelAttention::log_sum_exp() over the n_f
///   finite scores of the whole row.
/// - "kernel-outputs", d numbers a row: |o_x - mu_H,x| <= the bound of KernelAttention::mean() over the
/// finite
///   scores of the kernel's own head.
/// The arithmetic is the one that kernel_arithmetic() reads off the tensors' formats. Where these bounds do
/// not exist, the ranges of KernelHull decide; where they do not either, or the indices name no head to hold
/// an output to, numbers count as `unbounded`, not as held. NaN and infinity are wrong results. Each failure
/// says what is wrong on one line, and its cause only where the row tells at once. What the row declares of
/// padding, base and so on is held to; an empty query to what check_empty() says. Enclosures in doubles
/// decide what they can, right or wrong, and balls the rest.
///
/// `told`: whether the words of wrong indices are wanted, which take an order of the row; else their failure
/// is an empty one.
[[nodiscard]] KernelResult check_kernel(const cases::AttentionRow& row, bool told = true);

/// Returns about how many operations check_kernel() and check_consistency() take for a row's results.
[[nodiscard]] double operations_of(const cases::AttentionRow& row);

/// Puts what a row gave into the record of that row, which has no results of a kernel yet.
void merge(record::Record& into, KernelResult found);

} // namespace tailmass::verify::kernel
