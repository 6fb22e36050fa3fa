// Stored cases: one case in a text file, exact to the bit, with the theorem or mutant that it is judged on.
#pragma once

#include "theory/nouns/case.hpp"
#include "verify/cases/origin.hpp"
#include "verify/input/input_error.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tailmass::verify::cases {

/// A case and what it is judged on.
struct StoredCase {
  std::string theorem; ///< its id
  std::optional<std::string> mutant =
      std::nullopt; ///< the false variant's name; the theorem itself without one
  Origin origin;    ///< for people: the verdict does not depend on it
  Case c;
};

/// A case file whose parts are whole but do not meet what the statements about them suppose (UnmetPremise):
/// its verdict is vacuous.
class VacuousCase : public input::InputError {
public:
  using input::InputError::InputError;
};

/// Writes JSON of schema "tailmass.case/1": every double as its 64-bit pattern beside the shortest decimal
/// that reads back to it, ["0x3ff0000000000000","1"], one key a line, and last a checksum: CRC-64/XZ of the
/// text from the second line to the comma before it. The file appears under `path` complete or not at all.
/// `stored.c` must be one that check() accepts. Throws InputError when the file cannot be written.
void write_case_file(const std::filesystem::path& path, const StoredCase& stored);

/// Returns the name of a file for the case, by its theorem and its content: another case has another one.
[[nodiscard]] std::string case_file_name(const StoredCase& stored);

/// Reads it back; writing that again gives the same bytes. Spaces, line breaks and the order of the members
/// are free: the checksum guards what the file says. Throws InputError, naming file and reason, when the file
/// is missing or no JSON, has another schema, names an unknown theorem or mutant, has a member twice, too
/// many, too few or of a wrong kind, lacks a part that the theorem speaks of, gives bits and decimal that
/// disagree, breaks the domain of Scores, Head, Values, Blocks or check(), or does not match its checksum;
/// VacuousCase where it only leaves a premise unmet.
[[nodiscard]] StoredCase read_case_file(const std::filesystem::path& path);

/// The text of that file, for a case that is kept among others.
[[nodiscard]] std::string case_text(const StoredCase& stored);

/// Reads it back. Throws std::invalid_argument for what read_case_file() refuses.
[[nodiscard]] StoredCase read_case_text(const std::string& text);

} // namespace tailmass::verify::cases
