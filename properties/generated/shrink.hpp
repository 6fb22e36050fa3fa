// Makes a case that fails smaller and rounder, as long as it still fails.
#pragma once

#include "theory/nouns/case.hpp"

#include <functional>

namespace tailmass::properties::generated {

struct Shrunk {
  Case c;
  std::size_t evaluations = 0; ///< how often `fails` was asked
};

/// Tries, from the coarsest step to the finest and again while one succeeds: fewer keys, values of fewer
/// axes or none, scores in falling order, less a common offset, rounded to fewer digits, tied, values
/// rounded. The parts of the case follow its keys; what it lacks is for `fails` to derive anew. `fails` must
/// hold of the case itself and is asked at most `budget` times.
[[nodiscard]] Shrunk shrunk(const Case& c, const std::function<bool(const Case&)>& fails, std::size_t budget);

} // namespace tailmass::properties::generated
