// The record of a run: the only source of every table and report.
#pragma once

#include "verify/cases/origin.hpp"
#include "verify/judge/verdict.hpp"
#include "verify/record/bench.hpp"
#include "verify/record/hunt_record.hpp"
#include "verify/record/precision.hpp"
#include "verify/record/row_record.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::record {

/// Number of claims by verdict.
class Tally {
public:
  void add(judge::Verdict verdict, std::size_t count = 1) {
    counts_[static_cast<std::size_t>(verdict)] += count;
  }
  void add(const Tally& other);
  [[nodiscard]] std::size_t of(judge::Verdict verdict) const {
    return counts_[static_cast<std::size_t>(verdict)];
  }
  /// proved, agrees, tight and consistent together.
  [[nodiscard]] std::size_t held() const;

private:
  std::array<std::size_t, judge::all_verdicts.size()> counts_{};
};

/// rhs/lhs of the bounds that were proved: 1 at equality, infinite where lhs is 0. By their logarithms.
struct Looseness {
  double min = 0;
  double median = 0;
  double max = 0;
};

/// One claim of a theorem over all cases, or the theorem as a whole.
struct ClaimRecord {
  std::string label;
  Tally tally;
  std::optional<double> worst_slack = std::nullopt; ///< smallest ln(rhs/lhs); absent of identities
  std::optional<cases::Origin> worst = std::nullopt;
  std::optional<Looseness> log_looseness = std::nullopt;
  double false_alarm =
      0; ///< of statistical statements: the probability, at most, that a true one was refuted
};

/// A theorem over all cases of a run.
struct TheoremRecord {
  std::string id;
  ClaimRecord all; ///< over all its claims; label empty
  std::vector<ClaimRecord> claims;
  long bits_max = 0; ///< highest precision that a claim needed
  std::size_t by_largest_term =
      0;                    ///< identities measured against their largest term, the value being too small
  std::size_t filtered = 0; ///< decided by intervals
};

/// A refuted or undecided claim, with what replays it.
struct Failure {
  std::string theorem;
  std::string claim;
  judge::Verdict verdict = judge::Verdict::refuted;
  std::string reason;
  cases::Origin origin;
  std::string case_file; ///< empty where it could not be written
};

/// What is wrong with a kernel's result.
struct NumberFailure {
  std::string tensor;
  std::string row;     ///< leading indices, "[3, 17]"
  std::string message; ///< one line: file, tensor, row, what is wrong and against which bound, likely cause
  std::string cause;   ///< what reproduces the result, "in base 2"; empty where unknown
};

/// A file's own numbers held to the bound of their format: stored scores to q.k, stored outputs to full
/// attention, the results of the user's kernel to the truncation that they claim to be.
struct ConsistencyRecord {
  std::string check; ///< "stored-scores", "stored-outputs", "kernel-indices", "kernel-lse", "kernel-outputs"
  std::string bound; ///< in words
  std::size_t held = 0;
  std::size_t exceeded = 0;
  std::size_t unbounded = 0; ///< numbers whose format is too coarse for the bound to exist
  double worst_ratio = 0;    ///< largest error over its bound
  std::optional<cases::Origin> worst = std::nullopt;
  std::vector<NumberFailure> failures = {}; ///< of a kernel's results: the first ones
};

/// The head that a kernel chose for one row.
struct KernelHeadRecord {
  cases::Origin origin; ///< k is its size
  bool top_k = false;
  std::string tail_mass; ///< decimal, 17 digits certified by a ball; "0" where no finite score is dropped
};

/// One judged mutant.
struct MutantRecord {
  std::string theorem;
  std::string name;
  std::string change;
  judge::Verdict verdict = judge::Verdict::undecided; ///< refuted when the mutant died
};

/// A theorem or mutant proved or refuted for every s in [-half_width, half_width]^keys and every head of
/// `kept` keys that meets its hypotheses.
struct BoxRecord {
  std::string theorem;
  std::string mutant = {}; ///< empty of the theorem itself
  std::size_t keys = 0;
  std::size_t kept = 0;
  std::size_t heads = 0; ///< up to relabelling of the keys
  double half_width = 0;
  std::vector<std::string> claims = {};
  double tolerance = 0;  ///< proved is |lhs - rhs| <= tolerance; 0 of a bound, proved as it stands
  std::size_t boxes = 0; ///< settled ones, which cover the domain once all are
  std::size_t open = 0;  ///< left when a limit was reached
  int deepest = 0;       ///< most halvings of the domain's sides
  double seconds = 0;    ///< of processor time, over all threads
  judge::Verdict verdict = judge::Verdict::undecided;
  std::vector<double> counterexample = {}; ///< scores that refute it
};

/// How often generated rows of one regime met a theorem, and what that tells where none failed.
struct ConfidenceRecord {
  std::string theorem;
  std::string regime;    ///< empty of all regimes together
  std::size_t cases = 0; ///< cases that were made
  std::size_t met = 0;   ///< of these, cases that meet its hypotheses
  Tally claims;          ///< verdicts of its claims on them
};

/// What was found of one hypothesis of a theorem.
struct NecessityRecord {
  std::string theorem;
  std::string hypothesis;
  std::string finding;    ///< "necessary", "apparently unnecessary", "meaningless", "trivial" or "costly"
  std::size_t tried = 0;  ///< cases that break this hypothesis and no other
  std::string claim = {}; ///< which is false on the case below
  std::string reason = {};
  std::vector<double> scores = {}; ///< of the smallest case found that refutes the theorem without it
  std::vector<std::size_t> head = {};
  std::string sample = {}; ///< in words, where the case is a sample of random rows
};

struct Host {
  std::string processor;
  std::string simd;          ///< SIMD target of the fast path
  std::string tailmass = {}; ///< version and commit of the program
  unsigned threads = 1;
};

struct Timing {
  double seconds = 0;
  double peak_memory_mb = 0;
};

/// Everything a run found.
struct Record {
  std::string command;
  std::uint64_t seed = 0;
  std::string commit;
  std::string date; ///< ISO 8601, UTC
  Host host;
  Timing timing;
  bool interrupted = false;
  std::size_t rows = 0;
  std::size_t rows_total = 0;
  std::size_t generated = 0; ///< generated rows, beside those of the files
  std::size_t left_out = 0;  ///< of these, rows too wide for the judge's precision: not judged
  std::size_t cases = 0;
  std::vector<TheoremRecord> theorems;
  std::vector<ConsistencyRecord> consistency;
  std::vector<ConsistencyRecord> kernel; ///< the user's own kernel results
  std::vector<KernelHeadRecord> kernel_heads;
  std::vector<MutantRecord> mutants;
  std::vector<BoxRecord> boxes;
  std::vector<NecessityRecord> necessity;
  std::vector<ConfidenceRecord> confidence; ///< of generated rows: a theorem, then it by regime
  std::vector<Failure> failures;
  std::optional<std::vector<RowRecord>> certified = std::nullopt; ///< rows of `certify`, by epsilon within
  std::optional<HuntRecord> hunt = std::nullopt;                  ///< of `hunt`
  std::optional<PrecisionRecord> precision = std::nullopt;        ///< of `precision`
  std::optional<BenchRecord> bench = std::nullopt;                ///< of `bench`

  [[nodiscard]] Tally summary() const;
  /// The probability, at most, that this run refuted a true statistical statement.
  [[nodiscard]] double false_alarm() const;
};

/// The largest probability of a failure that `met` cases without one leave possible, at 95 % confidence
/// (Clopper and Pearson's upper bound for no failures); 1 of no case.
[[nodiscard]] double failure_rate_bound(std::size_t met);
/// Returns the bound of what was found; nothing where a claim was refuted or stayed undecided.
[[nodiscard]] std::optional<double> failure_rate_bound(const ConfidenceRecord& confidence);

/// What a record's member "schema" says; its number rises only when a member goes or changes its meaning.
inline constexpr std::string_view run_schema = "tailmass.run/1";

/// The record as JSON, schema "tailmass.run/1".
[[nodiscard]] nlohmann::ordered_json to_json(const Record& record);

} // namespace tailmass::verify::record
