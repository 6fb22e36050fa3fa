// What a run checked, one by one, as the pages of a CI show it.
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
};

/// One thing that a run checked.
struct Outcome {
  enum class Status {
    passed,
    failed,    ///< refuted, exceeded, survived, worse than before
    undecided, ///< neither held nor refuted, or not all was judged
    skipped    ///< no case met its hypotheses
  };
  std::string group; ///< "theorems", "numbers", "kernel", "mutants", "boxes", "hunt", "duels", "precision",
                     ///< "comparison", "run"
  std::string name;
  Status status = Status::passed;
  std::vector<std::pair<std::string, std::string>> figures = {}; ///< counts and the like, by name
  std::vector<Problem> problems = {}; ///< those stored: of many failures of one theorem the first
};

/// Returns everything that a record's run checked, in the order of the record.
[[nodiscard]] std::vector<Outcome> outcomes_of(const verify::record::Record& record);

/// Returns the exit code of what was checked: 1 where something failed, 3 where something stayed undecided or
/// a theorem had no case that meets its hypotheses, else 0. An interrupted run is undecided at best.
[[nodiscard]] int exit_code(std::span<const Outcome> outcomes);
/// Returns that of a record's outcomes.
[[nodiscard]] int exit_code(const verify::record::Record& record);

/// "passed", "failed", "undecided", "skipped".
[[nodiscard]] std::string_view name_of(Outcome::Status status);

/// The command that judges a stored case again.
[[nodiscard]] std::string replay_command(std::string path);

} // namespace tailmass::reports::sections
