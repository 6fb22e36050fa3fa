// The JSON of case files.
#pragma once

#include "verify/cases/case_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::verify::cases {

/// The members but the checksum's, one a line; of an array of arrays or objects one element a line.
[[nodiscard]] std::string lines_of(const StoredCase& stored);

/// What a file says.
struct CaseDocument {
  StoredCase stored; ///< its case not yet checked, nor whether it fits its theorem
  std::optional<std::string> checksum;
};

/// Throws invalid_argument for what is no JSON, has another schema, or a member twice, unknown, missing, of a
/// wrong kind or outside its domain.
[[nodiscard]] CaseDocument parse_document(std::span<const std::byte> text);

/// 64 bits, "0x3ff0000000000000".
[[nodiscard]] std::string hexadecimal(std::uint64_t bits);

inline constexpr const char* case_schema = "tailmass.case/1";

/// Throws fail_reading()'s error where a JSON document is nested deeper than any case or record: whoever
/// walks it needs no more stack than that.
void check_depth(int depth);

/// Throws what a reader of case files throws for a fault of their content.
[[noreturn]] void fail_reading(const std::string& reason);

/// Throws so unless `is`: "place: expected what".
void expect(bool is, const std::string& place, std::string_view what);

} // namespace tailmass::verify::cases
