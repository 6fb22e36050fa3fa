// What a mask and positions say of one row.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tailmass::verify::attention {

/// Returns the elements of a group's mask for each key of a row: of BOOL and U8, the bytes, 0 for false.
[[nodiscard]] std::vector<double> mask_row(const AttentionGroup& group, const RowPlace& place);

/// Throws InputError (naming `file`) unless each position is that of a key of its row, or -1, of a query that
/// sees none; that of a row without keys may be any. The group has positions and its geometry.
void require_positions(const AttentionGroup& group, const std::string& file);

/// Returns the position of a row's query, of a group that has positions; -1 where the row has no keys.
[[nodiscard]] std::int64_t position_of(const AttentionGroup& group, const RowPlace& place);

} // namespace tailmass::verify::attention
