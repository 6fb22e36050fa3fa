// What a faulty kernel may have selected in place of a Top-k set.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/causes/budget.hpp"
#include "verify/causes/candidate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// A name of a fault and what differs from row to row; empty where there is none.
struct IndexFault {
  std::string cause, detail;
};

/// Tries named faults of the indices of a row that names no Top-k set.
[[nodiscard]] std::vector<Candidate> try_indices(const cases::AttentionRow& row, Budget& budget);

/// Returns what made these integers of a Top-k set of the scores: words or bytes that were lost, an offset, a
/// tail that was not written.
[[nodiscard]] IndexFault fault_of_integers(const cases::AttentionRow& row, const Scores& scores);
/// Returns which ranks were taken where the best ones were left out and all that follow are there.
[[nodiscard]] IndexFault fault_of_ranks(const cases::AttentionRow& row, const Scores& scores);
/// Returns how many indices of a Top-k set are missing, where padding or other ones stand in their places,
/// and all that is there are of it: one, or so many that the others would hardly be by accident.
[[nodiscard]] IndexFault fault_of_missing(const cases::AttentionRow& row, const Scores& scores);
/// Returns the chunk of the keys of which these are a Top-k set, counted from its first key.
[[nodiscard]] IndexFault fault_of_chunk(const cases::AttentionRow& row, const Scores& scores);
/// Returns which part of the keys these are a Top-k set of: a range, where it makes a difference that is no
/// accident, or all but some of nearly the least rank that were kept.
[[nodiscard]] IndexFault fault_of_part(const Scores& scores, const std::vector<Key>& keys);

} // namespace tailmass::verify::causes
