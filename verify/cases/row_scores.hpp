// The scores of a row: stored or formed, and which keys its query sees.
#pragma once

#include "verify/attention/attention_group.hpp"
#include "verify/cases/attention_row.hpp"

#include <optional>
#include <vector>

namespace tailmass::verify::cases {

/// Returns the factor of q.k in the scores of a group: as declared, else 1 beside stored scores and 1/sqrt(c)
/// where there are none.
[[nodiscard]] double scale_of(const attention::AttentionGroup& group);

/// Whether the scores of a group are scale q.k and nothing else: neither capped nor shifted by a mask.
[[nodiscard]] bool only_products(const attention::AttentionGroup& group);

/// Makes the scores of the keys that a query does not see -inf, whatever they are: those beyond the
/// sequence's length, those that causal, window and position hide, and those that the mask does, whose
/// elements of the row are given (none where there is no mask). Throws InputError of an element of a key that
/// only the mask could hide and that is NaN or +inf, or of BOOL and U8 neither 0 nor 1.
void hide_unseen(const attention::AttentionGroup& group, const attention::RowPlace& place,
                 std::span<const double> mask, std::vector<double>& scores);

/// Scores that were formed, and how exactly.
struct Formed {
  std::vector<double> scores;
  FormedScores error;
};

/// Forms the scores of a row from its query and the vectors of its keys, scale q.k, capped and with what is
/// added, in double: of c coordinates, within (c + 24) 2^-53 of what was added up. Those of keys that
/// the query does not see are -inf; `seen` are the scores of a row of zeros after hide_unseen().
[[nodiscard]] Formed form_scores(const attention::AttentionGroup& group, std::span<const double> query,
                                 const Values& keys, std::span<const double> added,
                                 std::span<const double> seen);

} // namespace tailmass::verify::cases
