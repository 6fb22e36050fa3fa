// The record of a run, header and sections: the only source of every table and report.
#pragma once

#include "verify/record/bench.hpp"
#include "verify/record/boxes.hpp"
#include "verify/record/certified.hpp"
#include "verify/record/certified_summary.hpp"
#include "verify/record/confidence.hpp"
#include "verify/record/consistency.hpp"
#include "verify/record/failures.hpp"
#include "verify/record/header.hpp"
#include "verify/record/hunt.hpp"
#include "verify/record/mutants.hpp"
#include "verify/record/necessity.hpp"
#include "verify/record/precision.hpp"
#include "verify/record/row_faults.hpp"
#include "verify/record/theorems.hpp"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace tailmass::verify::record {

class Field;

/// Everything a run found.
struct Record : Header {
  std::vector<RowFault> row_faults; ///< the first `most_row_faults`
  std::vector<TheoremRecord> theorems;
  std::vector<ConsistencyRecord> consistency;
  std::vector<ConsistencyRecord> kernel; ///< the user's own kernel results
  KernelHeadsRecord kernel_heads;
  std::vector<MutantRecord> mutants;
  std::vector<BoxRecord> boxes;
  std::vector<NecessityRecord> necessity;
  std::vector<ConfidenceRecord> confidence; ///< of generated rows: a theorem, then it by regime
  std::vector<Failure> failures;
  std::optional<std::vector<RowRecord>> certified = std::nullopt; ///< rows of `certify`, by epsilon within:
                                                                  ///< the first `most_certified_rows`
  std::size_t rows_left_out = 0;                                  ///< of these rows
  CertifiedSummary certified_summary = {};                 ///< of all of them; read where some are left out
  std::optional<HuntRecord> hunt = std::nullopt;           ///< of `hunt`
  std::optional<PrecisionRecord> precision = std::nullopt; ///< of `precision`
  std::optional<BenchRecord> bench = std::nullopt;         ///< of `bench`

  [[nodiscard]] Tally summary() const { return sum_of(theorems); }
  /// Returns the probability, at most, that this run refuted a true statistical statement.
  [[nodiscard]] double false_alarm() const { return false_alarm_of(theorems); }
};

/// Leaves out the rows of `certify` beyond the first `most_certified_rows`, and counts them.
void keep_first_rows(Record& record);

/// Returns what the rows of `certify` say together, of an older record too.
[[nodiscard]] CertifiedSummary certified_summary_of(const Record& record);

/// Returns the record as JSON, schema "tailmass.run/1".
[[nodiscard]] nlohmann::ordered_json to_json(const Record& record);

/// Returns the record of a JSON document. Throws std::invalid_argument.
[[nodiscard]] Record record_of(const Field& document);

/// Returns what some rows of a run gave, with all that merging needs beside what a record shows, and reads it
/// back: merging what was read gives the same record, bit for bit. Reading throws std::invalid_argument.
[[nodiscard]] nlohmann::ordered_json to_part(const Record& record);
[[nodiscard]] Record of_part(const Field& document);

/// Reads the JSON document in a file. Throws InputError, naming it, where it is missing, no regular file, no
/// JSON or nested too deep.
[[nodiscard]] nlohmann::ordered_json read_document(const std::filesystem::path& path);

/// Reads the record in a file of schema "tailmass.run/1". Members that it lacks, as older records do, keep
/// their defaults, members unknown here are passed over: a newer version of the same number only adds some.
/// Throws InputError, naming file and place, where the file is missing, no JSON, of another schema, or has a
/// member of a wrong kind or none that every record has, or contradicts itself: failures beyond its counts,
/// counts that do not add up.
[[nodiscard]] Record read_record(const std::filesystem::path& path);

/// Merges what later rows of a run gave into what earlier ones did: counts add up, lists follow each other,
/// the worse of two cases stays.
void merge(Record& into, Record later);

/// Returns the JSON Schema of records, made from the lists that write and read them.
[[nodiscard]] nlohmann::ordered_json record_schema();

} // namespace tailmass::verify::record
