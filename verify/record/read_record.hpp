// Reads back what to_json(Record) wrote.
#pragma once

#include "verify/record/record.hpp"

#include <filesystem>

namespace tailmass::verify::record {

class Field;

/// The record in a file of schema "tailmass.run/1". Members that it lacks, as older records do, keep their
/// defaults, members unknown here are passed over: a newer version of the same number only adds some. Throws
/// InputError, naming file and place, where the file is missing, no JSON, of another schema, or has a member
/// of a wrong kind or none that every record has.
[[nodiscard]] Record read_record(const std::filesystem::path& path);

/// The record of a JSON document. Throws std::invalid_argument.
[[nodiscard]] Record record_of(const Field& document);

/// A verdict by its name. Throws std::invalid_argument.
[[nodiscard]] judge::Verdict verdict_at(const Field& field);

/// Rows of `certify`. Throws std::invalid_argument.
[[nodiscard]] RowRecord row_of(const Field& field);

} // namespace tailmass::verify::record
