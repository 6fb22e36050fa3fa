// Rows of `certify` as comma-separated values.
#pragma once

#include "verify/record/certified.hpp"

#include <span>
#include <string>

namespace tailmass::verify::campaign {

/// Writes the rows as a table of comma-separated values (RFC 4180): a header, then a line for each row and
/// epsilon, with the numbers of the JSON record and empty fields for what a row does not have.
[[nodiscard]] std::string to_csv(std::span<const record::RowRecord> rows);

} // namespace tailmass::verify::campaign
