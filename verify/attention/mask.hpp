// What a mask and positions say of one row.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <cstdint>
#include <vector>

namespace tailmass::verify::attention {

/// Returns the elements of a group's mask for each key of a row: of BOOL and U8, 0 for false.
[[nodiscard]] std::vector<double> mask_row(const AttentionGroup& group, const RowPlace& place);

/// Returns the position of a row's query, of a group that has positions; -1 for any negative one.
[[nodiscard]] std::int64_t position_of(const AttentionGroup& group, const RowPlace& place);

} // namespace tailmass::verify::attention
