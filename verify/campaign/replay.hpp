// Judges a stored case afresh.
#pragma once

#include "verify/cases/case_file.hpp"
#include "verify/judge/verdict.hpp"

#include <vector>

namespace tailmass::verify::campaign {

/// The judgements of the stored theorem, or of its mutant, on the stored case: hypotheses are checked again,
/// and balls alone decide. Nothing but the case enters: neither its origin nor any earlier verdict. Throws
/// InputError for a theorem or mutant that the catalogue does not have; read_case_file() lets none through.
[[nodiscard]] std::vector<judge::Judgement> replay(const cases::StoredCase& stored);

} // namespace tailmass::verify::campaign
