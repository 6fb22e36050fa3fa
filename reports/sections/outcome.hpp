// What a run checked, one by one: the only source of its exit code, its conclusion and the pages of a CI.
#pragma once

#include "verify/record/record.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass::reports::sections {

/// Something that did not hold.
struct Problem {
  std::string message;             ///< one line that names it
  std::vector<std::string> detail; ///< further lines
  std::string replay;              ///< a command that shows it again; empty where there is none
  /// Its numbers, by name, the same names for all problems of an outcome; empty where it has none.
  std::vector<std::pair<std::string, std::string>> figures = {};
};

/// One thing that a run checked.
struct Outcome {
  enum class Status {
    passed,
    failed,    ///< refuted, exceeded, survived, worse than before
    undecided, ///< neither held nor refuted, or not all was judged
    skipped,   ///< no case met its hypotheses
    faulty     ///< outside the domain: not judged
  };
  std::string group; ///< "theorems", "numbers", "kernel", "mutants", "boxes", "hunt", "duels", "precision",
                     ///< "certified", "rows", "comparison", "run"
  std::string name;
  std::string kind = {};     ///< what it is one of, "theorem"
  std::string good = "held"; ///< what the passed ones did
  Status status = Status::passed;
  std::size_t refuted = 0;   ///< claims
  std::size_t undecided = 0; ///< claims
  std::string fault = {};    ///< what a conclusion says of it beside the number of its claims
  std::vector<std::pair<std::string, std::string>> figures = {}; ///< counts and the like, by name
  std::vector<Problem> problems = {}; ///< those stored: of many failures of one theorem the first
};

/// Returns everything that a record's run checked, in the order of the record.
[[nodiscard]] std::vector<Outcome> outcomes_of(const verify::record::Record& record);

/// Returns the exit code of what was checked: 2 where something could not be judged, whatever became of the
/// rest, 1 where something failed, 3 where something stayed undecided or
/// nothing met a case, else 0. An interrupted run is undecided at best.
[[nodiscard]] int exit_code(std::span<const Outcome> outcomes);
/// Returns that of a record's outcomes.
[[nodiscard]] int exit_code(const verify::record::Record& record);

/// Returns what was found in a sentence: "All 39 theorems held.", "35 theorems held, 4 not tested.",
/// "3 things did not hold."
[[nodiscard]] std::string headline_of(std::span<const Outcome> outcomes);
/// Returns the same with what did not hold and what was not tested in words, "Not all held: 2 claims refuted;
/// interrupted."
[[nodiscard]] std::string conclusion_of(std::span<const Outcome> outcomes);

/// Returns "passed", "failed", "undecided", "skipped" or "faulty".
[[nodiscard]] std::string_view name_of(Outcome::Status status);

/// Returns the command that judges a stored case again.
[[nodiscard]] std::string replay_command(std::string path);

/// Writes a figure of an outcome, to six digits.
[[nodiscard]] std::string figure(double x);

} // namespace tailmass::reports::sections
