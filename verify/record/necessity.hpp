// What a study found of hypotheses.
#pragma once

#include <string>
#include <vector>

namespace tailmass::verify::record {

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

} // namespace tailmass::verify::record
