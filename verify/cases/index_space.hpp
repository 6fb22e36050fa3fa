// Indices that count something else than the keys of their row.
#pragma once

#include "verify/attention/attention_group.hpp"
#include "verify/cases/attention_row.hpp"

namespace tailmass::verify::cases {

/// Replaces the indices of a row by indices of its keys, as the group's index space says: a page by its keys,
/// a slot of the tensor of keys by the key that lies there, padding, which counts there what indices count,
/// by -1. One that leads to no key of the row goes, with what is wrong of the first of them in `fault`.
void to_row_space(const attention::AttentionGroup& group, const attention::RowPlace& place,
                  Stored<input::Integer>& indices);

} // namespace tailmass::verify::cases
