// Values that are columns of the keys' tensor.
#pragma once

#include "verify/attention/attention_group.hpp"
#include "verify/attention/declared_text.hpp"

#include <optional>
#include <string>

namespace tailmass::verify::attention {

/// Makes the first columns of a group's keys its values, as many as value_columns declares, as of multi-head
/// latent attention: a view of the same bytes. Factors of the keys that lie beside them are the values' too,
/// unless these have their own. `declared` is what declares it, a number, or nothing. Throws InputError
/// (naming `file`) where there are no keys or too few columns, where there is a tensor of values, and where
/// the columns end within a block of one factor.
void take_value_columns(AttentionGroup& group, const std::optional<DeclaredText>& declared,
                        const std::string& file);

} // namespace tailmass::verify::attention
