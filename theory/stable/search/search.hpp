// The certified searches in double, with certificates that hold in spite of rounding.
#pragma once

#include "theory/nouns/cells.hpp"
#include "theory/nouns/search_result.hpp"

namespace tailmass::stable {

class KeyScores;

/// The paper's Algorithm 2. Opens cells by descending bound; the head is the Top-k set of the keys scored
/// (all of them while they are fewer). After every cell, with O the sum of e^s over the scored keys outside
/// the head, S over all scored ones and N the sum of n_j e^{U_j} over the unopened cells, the head's tail
/// mass is at most (O + N)/(S + N). Ends at the first step where some size of at least k keeps that within
/// epsilon, with the least such size: k never shrinks, and all scored keys as head leave N/(S + N), which is
/// 0 once every cell is open. So it always ends `certified`; at exhaustion with k_epsilon keys or k,
/// whichever is more.
///
/// `tail_mass` is an upper bound in spite of rounding. Relative error of O, S and N: of each e^x, 3 u and
/// e^delta
/// - 1, delta the error of the score and of its difference to a common reference (4 u^2 of their magnitudes);
/// one_sign_error(n) of the sums, 6 u for each time that the reference moves; N a recurrence from the last
/// cell, 5 u a cell; a few u of the quotient. Weights that underflow lose less than 2 smallest_subnormal
/// each. Where scores are so large that delta is not small, the certificate is 1 until every key is in the
/// head.
///
/// Rounding can only make the search go on a step that exact arithmetic would have ended at.
/// Throws DomainError unless 0 < epsilon < 1 and k >= 1; a k above n_f keeps every key. O(n d + n log n).
/// `known`: the scores, for those who search a row several times; else each is computed as its cell opens.
[[nodiscard]] SearchResult mc_search(const QueryKeys& query_keys, const Cells& cells, double epsilon,
                                     std::size_t k = 1, const KeyScores* known = nullptr);

/// The paper's Algorithm 1, 1 <= k < n_f. Opens cells by descending bound. Once k keys are scored, D = (k-th
/// largest scored) - max((k+1)-th largest scored, largest bound unopened) is a lower bound of Delta_k; ends
/// when D reaches ln((n_f - k)/k) + ln((1 - epsilon)/epsilon): then tau_k <= epsilon, and so is the head's
/// tail mass, which is at most 1/(1 + k/(n_f - k) e^D). The head is an exact Top-k set where also D >= 0.
/// When every cell is open without that, tail_mass is the head's own, and `certified` says whether it is at
/// most epsilon.
///
/// D is rounded down by twice the largest error of a score, tail_mass up (5 u and libm_error before the last
/// rounding; as in mc_search at exhaustion). `known` as there. Throws DomainError unless 0 < epsilon < 1 and
/// 1 <= k < n_f.
[[nodiscard]] SearchResult delta_k_search(const QueryKeys& query_keys, const Cells& cells, std::size_t k,
                                          double epsilon, const KeyScores* known = nullptr);

} // namespace tailmass::stable
