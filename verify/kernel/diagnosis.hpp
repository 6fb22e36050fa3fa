// The likely cause of a kernel's wrong result: what reproduces it.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/kernel/error.hpp"

#include <optional>
#include <string>

namespace tailmass::verify::kernel {

/// One row of a kernel's results, and the arithmetic of the one in question.
struct KernelRow {
  const cases::AttentionRow& row;
  const std::optional<Head>& head; ///< absent where there are no indices, or they name no head
  const KernelArithmetic& arithmetic;
};

// Each tries named faults, the plainest first, and gives the first that reproduces what is stored within the
// bound of that faulty computation; empty where none does. The words read on from "as if". A cause is a
// hint and no verdict: all of it is computed in doubles, and no more is computed than what checking the
// result by balls would cost, nor than `operations`, the caller's share of what all causes of a run may cost.

/// Explains indices that are no Top-k set of their row, where the row itself tells nothing: another row of
/// the same matrix, or this one without its mask.
[[nodiscard]] std::string cause_of_indices(const cases::AttentionRow& row, const Head& head,
                                           double operations);
/// Explains a log-sum-exp: another base, the maximum or the sum left out, each of the whole row or of the
/// sums of log_sum_exp_suspects(); that of another row.
[[nodiscard]] std::string cause_of_lse(const KernelRow& at, double operations);
/// Explains a truncated output: the division or the maximum left out, the sums of truncated_suspects(), a
/// swapped key, that of another row. Needs a head.
[[nodiscard]] std::string cause_of_truncated(const KernelRow& at, double operations);

} // namespace tailmass::verify::kernel
