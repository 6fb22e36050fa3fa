// Errors on single cases as a part of a run keeps them.
#pragma once

#include "properties/precision/precision_lines.hpp"
#include "verify/record/field.hpp"

#include <nlohmann/json_fwd.hpp>

namespace tailmass::properties::precision {

[[nodiscard]] nlohmann::ordered_json to_part(std::span<const MeasuredCase> cases);
/// Reads them back, to the bit. Throws std::invalid_argument.
[[nodiscard]] std::vector<MeasuredCase> of_part(const verify::record::Field& part);

} // namespace tailmass::properties::precision
