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
  std::size_t worst_axis = 0; ///< of an output, as it was found to be
};

// Each tries named faults, the plainest first, and returns those that reproduce what is stored within the
// bound of that faulty computation. A cause is a hint and no verdict: all of it is computed in doubles, and
// no more is computed than a few times what checking the result by balls would cost, nor than `effort`
// allows. Faults come in families; the next one is not tried where one explains what is stored. Families in
// which causes of other rows were found come first.

/// How much may be computed for one failure, and what is known of others.
struct Effort {
  double operations; ///< the caller's share of what all causes of a run may cost
  const Known& known;
};

/// Explains indices that are no Top-k set of their row.
[[nodiscard]] Found causes_of_indices(const cases::AttentionRow& row, const Effort& effort);
/// Explains a finite number that is no log-sum-exp of its row.
[[nodiscard]] Found causes_of_lse(const KernelRow& row, const Effort& effort);
/// Explains finite coordinates that are no mean over their head, which the row must have.
[[nodiscard]] Found causes_of_truncated(const KernelRow& row, const Effort& effort);
/// Explains finite coordinates that are no mean over all keys.
[[nodiscard]] Found causes_of_outputs(const KernelRow& row, const Effort& effort);

} // namespace tailmass::verify::causes
