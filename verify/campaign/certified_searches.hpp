// The certified searches on a row that has queries and keys.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "verify/record/certified.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// The keys that each search scored until it ended, by the id of the search and how the keys are cut into
/// cells, each cell bounded by the smaller of the paper's ball and of its box: "mc-search/pages-16" and so
/// on, with pages of 16 and 64 keys and with clusters of 16 keys on average. `mc-search` runs for epsilon
/// from k = 1 and finds its k; `delta-k-search` for epsilon at the k given, and only where k is below the
/// number of unmasked keys, for else there is no gap. Scores are q . k as real numbers, whatever was stored
/// of them.
[[nodiscard]] record::ById<std::size_t> scored_keys(const QueryKeys& query_keys, std::size_t k,
                                                    double epsilon);

/// Returns the ids that scored_keys() may give, in their order.
[[nodiscard]] std::vector<std::string> search_ids();

} // namespace tailmass::verify::campaign
