// Cells for the searches, and the searches run.
#include "verify/campaign/certified_searches.hpp"

#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t keys_a_cluster = 16;

/// The clusters of a key matrix, made once for all of its rows.
struct KeyClusters {
  explicit KeyClusters(const Values& keys)
      : partition(clusters(keys, (keys.keys() + keys_a_cluster - 1) / keys_a_cluster)) {}
  Partition partition;
};

/// How the keys are cut, by the order of SearchCells::all.
constexpr std::array cell_names{"pages-16", "pages-64", "clusters-16"};

/// The cells of a row, made once for all epsilons.
struct SearchCells {
  explicit SearchCells(const QueryKeys& query_keys) {
    const auto bounded = [&](const Partition& partition) {
      return stable::bounded_cells(query_keys, partition, stable::CellBound::smaller);
    };
    all = {bounded(pages(query_keys.unmasked(), 16)), bounded(pages(query_keys.unmasked(), 64)),
           bounded(restricted(query_keys.keys().derived<KeyClusters>().partition, query_keys.unmasked()))};
  }
  std::vector<Cells> all;
};

std::string id_of(std::string_view search, std::size_t cells) {
  return fmt::format("{}/{}", search, cell_names.at(cells));
}

constexpr std::string_view mc = "mc-search", delta_k = "delta-k-search";

} // namespace

std::vector<std::string> search_ids() {
  std::vector<std::string> ids;
  for (const std::string_view search : {mc, delta_k})
    for (std::size_t cells = 0; cells < cell_names.size(); ++cells)
      ids.push_back(id_of(search, cells));
  return ids;
}

record::ById<std::size_t> scored_keys(const QueryKeys& query_keys, std::size_t k, double epsilon) {
  const std::vector<Cells>& cells = query_keys.derived<SearchCells>().all;
  record::ById<std::size_t> scored;
  for (std::size_t i = 0; i < cells.size(); ++i)
    scored.emplace_back(id_of(mc, i), stable::mc_search(query_keys, cells[i], epsilon).keys_scored);
  if (k < query_keys.unmasked().size())
    for (std::size_t i = 0; i < cells.size(); ++i)
      scored.emplace_back(id_of(delta_k, i),
                          stable::delta_k_search(query_keys, cells[i], k, epsilon).keys_scored);
  return scored;
}

} // namespace tailmass::verify::campaign
