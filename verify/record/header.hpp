// What every record says of its run: where, when, of what, and how much of it was done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailmass::verify::record {

/// What a record's member "schema" says; its number rises only when a member goes or changes its meaning.
inline constexpr std::string_view run_schema = "tailmass.run/1";

struct Host {
  std::string processor;
  std::string simd;          ///< SIMD target of the fast path
  std::string tailmass = {}; ///< version and commit of the program
  unsigned threads = 1;
};

struct Timing {
  double seconds = 0;
  double peak_memory_mb = 0;
  double processor_seconds = 0; ///< of a hunt's search, over all threads; 0 of other runs
};

/// The run itself; a record is one.
struct Header {
  std::string command;
  std::uint64_t seed = 0;
  std::string commit;
  std::string date; ///< ISO 8601, UTC
  Host host;
  Timing timing;
  bool interrupted = false;
  bool require_all = false; ///< whether a theorem that no case met keeps the run from passing
  std::size_t rows = 0;
  std::size_t rows_total = 0;
  std::size_t generated = 0; ///< generated rows, beside those of the files
  std::size_t left_out = 0;  ///< of these, rows too wide for the judge's precision: not judged
  std::size_t cases = 0;
  std::size_t empty = 0;  ///< of the rows, queries that see no key
  std::size_t faulty = 0; ///< of the rows, those outside the domain: not judged
};

} // namespace tailmass::verify::record
