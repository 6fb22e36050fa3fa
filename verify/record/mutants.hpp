// Mutants of theorems that a run judged.
#pragma once

#include "verify/judge/verdict.hpp"

#include <string>

namespace tailmass::verify::record {

/// One judged mutant.
struct MutantRecord {
  std::string theorem;
  std::string name;
  std::string change;
  judge::Verdict verdict = judge::Verdict::undecided; ///< refuted when the mutant died
};

} // namespace tailmass::verify::record
