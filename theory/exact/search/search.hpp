// The certified searches with every decision exact.
#pragma once

#include "theory/nouns/cells.hpp"
#include "theory/nouns/search_result.hpp"
#include "theory/numbers/ball.hpp"

namespace tailmass::exact {

/// As stable::mc_search(), from its definition: the order of the scores and every comparison with epsilon are
/// decided exactly, certificates are rounded up to double. A comparison that 4096 bits do not decide counts
/// as not met. O(T n) exponentials at rising precision: for small rows and for tests.
[[nodiscard]] SearchResult mc_search(const QueryKeys& query_keys, const Cells& cells, double epsilon,
                                     std::size_t k = 1);

/// As stable::delta_k_search(), in the same way. D is rounded down to double in the trace only; `exact_top_k`
/// is exact.
[[nodiscard]] SearchResult delta_k_search(const QueryKeys& query_keys, const Cells& cells, std::size_t k,
                                          double epsilon);

/// Whether D >= ln((n_f - k)/k) + ln((1 - epsilon)/epsilon), for an exact D; false when 4096 bits do not
/// tell.
[[nodiscard]] bool reaches_threshold(const Ball& gap, std::size_t k, std::size_t finite, double epsilon);

} // namespace tailmass::exact
