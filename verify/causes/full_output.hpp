// Full attention as the truncation that keeps all visible keys.
#pragma once

#include "verify/cases/attention_row.hpp"

namespace tailmass::verify::causes {

/// Returns the row, which must see a key and have outputs, with its outputs as truncated ones whose indices
/// name every visible key, and its neighbours likewise.
[[nodiscard]] cases::AttentionRow as_truncated(const cases::AttentionRow& row);

} // namespace tailmass::verify::causes
