// The likely causes of a kernel's wrong result: what reproduces it.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/causes/candidate.hpp"
#include "verify/kernel/error.hpp"

#include <optional>
#include <vector>

namespace tailmass::verify::causes {

/// One row of a kernel's results, and the arithmetic of the one in question.
struct KernelRow {
  const cases::AttentionRow& row;
  const std::optional<Head>& head; ///< absent where there are no indices, or they name no head
  const kernel::KernelArithmetic& arithmetic;
};

// Each tries named faults, the plainest first, and returns those that reproduce what is stored within the
// bound of that faulty computation. A cause is a hint and no verdict: all of it is computed in doubles, and
// no more is computed than a few times what checking the result by balls would cost, nor than `operations`,
// the caller's share of what all causes of a run may cost.

/// Explains indices that are no Top-k set of their row.
[[nodiscard]] std::vector<Candidate> causes_of_indices(const cases::AttentionRow& row, double operations);
/// Explains a finite number that is no log-sum-exp of its row.
[[nodiscard]] std::vector<Candidate> causes_of_lse(const KernelRow& row, double operations);
/// Explains finite coordinates that are no mean over their head, which the row must have.
[[nodiscard]] std::vector<Candidate> causes_of_truncated(const KernelRow& row, double operations);
/// Explains finite coordinates that are no mean over all keys.
[[nodiscard]] std::vector<Candidate> causes_of_outputs(const KernelRow& row, double operations);

} // namespace tailmass::verify::causes
