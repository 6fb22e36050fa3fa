// Boxes of scores over which a run proved or refuted theorems.
#pragma once

#include "verify/judge/verdict.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::record {

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
  std::size_t boxes = 0; ///< decided ones, which cover the domain once all are
  std::size_t open = 0;  ///< left when a limit was reached
  int deepest = 0;       ///< most halvings of the domain's sides
  double seconds = 0;    ///< of processor time, over all threads
  judge::Verdict verdict = judge::Verdict::undecided;
  std::vector<double> counterexample = {}; ///< scores that refute it
};

} // namespace tailmass::verify::record
