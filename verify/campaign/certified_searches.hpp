// The certified searches on a row that has queries and keys.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "verify/record/certified.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// What the searches did on a row, by their ids.
struct SearchedRow {
  record::ById<std::size_t> scored; ///< keys that were scored
  record::ById<double> costs;       ///< in key products; a limit has none
};

/// Runs the searches: "mc-search/pages-16" and so on, with pages of 16 and 64 keys and with clusters of 16
/// keys on average, each cell bounded by the smaller of the paper's ball and of its box; "tree-search" over
/// the moments of a tree of keys; and two limits, the sums of the clusters' e^s given at no cost,
/// "exact-sums/clusters-16", and k_epsilon itself, "k-epsilon". `mc-search` runs for epsilon from k = 1 and
/// finds its k; `delta-k-search` for epsilon at the k given, which is k_epsilon, and only where k is below
/// the number of unmasked keys, for else there is no gap. Scores are q . k as real numbers, whatever was
/// stored of them.
///
/// A key product reads d numbers, and a cost is the numbers read over d: of a cell its centre, the radius and
/// of each coordinate one end of its box. The tree takes O(n d^2) to make: it is made up to n d^2 = 2^26 once
/// for the rows that see all keys of a matrix, and for a row that sees fewer up to 2^22; beyond there is no
/// tree search.
[[nodiscard]] SearchedRow search_row(const QueryKeys& query_keys, std::size_t k, double epsilon);

/// Returns the ids that search_row() may give, in their order.
[[nodiscard]] std::vector<std::string> search_ids();

} // namespace tailmass::verify::campaign
