// A kernel's results of a query that sees no key.
#pragma once

#include "verify/kernel/check.hpp"

namespace tailmass::verify::kernel {

/// Checks the results of an empty query, which are conventions and exact: its log-sum-exp is what is declared
/// of empty queries, its outputs, truncated or not, are 0, its indices padding or any keys of the row.
[[nodiscard]] KernelResult check_empty(const cases::AttentionRow& row);
/// Checks the stored outputs of full attention of such a query likewise, where the row has them.
[[nodiscard]] std::vector<record::ConsistencyRecord> check_empty_outputs(const cases::AttentionRow& row);

} // namespace tailmass::verify::kernel
