// Cells for the searches, and the searches run.
#include "verify/campaign/certified_searches.hpp"

#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"

#include <algorithm>
#include <array>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t keys_a_cluster = 16;

/// The clusters of a key matrix, made once for all of its rows.
struct KeyClusters {
  explicit KeyClusters(const Values& keys)
      : partition(clusters(keys, (keys.keys() + keys_a_cluster - 1) / keys_a_cluster)) {}
  Partition partition;
};

struct NamedCells {
  const char* name;
  Cells cells;
};

/// The cells of a row, made once for all epsilons.
struct SearchCells {
  explicit SearchCells(const QueryKeys& query_keys) {
    const auto add = [&](const char* name, const Partition& partition) {
      all.push_back({name, stable::bounded_cells(query_keys, partition, stable::CellBound::smaller)});
    };
    add("pages-16", pages(query_keys.unmasked(), 16));
    add("pages-64", pages(query_keys.unmasked(), 64));
    add("clusters-16", restricted(query_keys.keys().derived<KeyClusters>().partition, query_keys.unmasked()));
  }
  std::vector<NamedCells> all;
};

} // namespace

record::ById<std::size_t> scored_keys(const QueryKeys& query_keys, std::size_t k, double epsilon) {
  const std::vector<NamedCells>& cells = query_keys.derived<SearchCells>().all;
  record::ById<std::size_t> scored;
  for (const NamedCells& each : cells)
    scored.emplace_back(std::string("mc-search/") + each.name,
                        stable::mc_search(query_keys, each.cells, epsilon).keys_scored);
  if (k < query_keys.unmasked().size())
    for (const NamedCells& each : cells)
      scored.emplace_back(std::string("delta-k-search/") + each.name,
                          stable::delta_k_search(query_keys, each.cells, k, epsilon).keys_scored);
  return scored;
}

} // namespace tailmass::verify::campaign
