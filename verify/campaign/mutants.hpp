// Judges the mutants: false variants of the theorems, each on the case that must refute it.
#pragma once

#include "theory/theorems/theorem.hpp"
#include "verify/record/record.hpp"

#include <atomic>
#include <span>
#include <vector>

namespace tailmass::verify::campaign {

/// One record a mutant. A mutant is refuted when a claim of its is; `undecided` when none is and one is
/// undecided. Once `stop` is true no more are judged.
[[nodiscard]] std::vector<record::MutantRecord> judge_mutants(std::span<const Theorem* const> theorems,
                                                              const std::atomic<bool>* stop = nullptr);

} // namespace tailmass::verify::campaign
