// The checksum of a whole record.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tailmass::verify::record {

/// Returns what to_json() writes as `checksum` and read_record() holds a record to: the CRC-64/XZ of its
/// other members as compact JSON with the names of each object in order, so that neither spaces nor the order
/// of members matter.
[[nodiscard]] std::string checksum_of(const nlohmann::ordered_json& document);

} // namespace tailmass::verify::record
