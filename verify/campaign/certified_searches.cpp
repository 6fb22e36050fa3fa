// Cells for the searches, and the searches run.
#include "verify/campaign/certified_searches.hpp"

#include "theory/fast/search/clusters.hpp"
#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <numeric>
#include <string_view>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t keys_a_cluster = 16;

/// How the keys are cut, by the order of KeyCells::all.
constexpr std::array cell_names{"pages-16", "pages-64", "clusters-16"};

/// A partition of all keys of a matrix, with what bounds the scores of its parts.
struct SummarisedCells {
  Partition partition;
  std::vector<stable::CellSummary> summaries;
};

/// The cells of a key matrix, made once for all of its rows.
struct KeyCells {
  explicit KeyCells(const Values& keys) {
    std::vector<Key> all_keys(keys.keys());
    std::iota(all_keys.begin(), all_keys.end(), Key{0});
    for (Partition& partition :
         std::array{pages(all_keys, 16), pages(all_keys, 64),
                    fast::clusters(keys, (keys.keys() + keys_a_cluster - 1) / keys_a_cluster)}) {
      std::vector<stable::CellSummary> summaries = stable::summarise(keys, partition);
      all.push_back({std::move(partition), std::move(summaries)});
    }
  }
  std::vector<SummarisedCells> all;
};

/// The cells of a row, made once for all epsilons: those of the matrix, less what is masked.
struct SearchCells {
  explicit SearchCells(const QueryKeys& query_keys) {
    const bool every = query_keys.unmasked().size() == query_keys.size();
    for (const SummarisedCells& whole : query_keys.keys().derived<KeyCells>().all) {
      Partition parts;
      std::vector<stable::CellSummary> summaries;
      for (std::size_t i = 0; i < whole.partition.size(); ++i) {
        Partition left =
            every ? Partition{whole.partition[i]} : restricted({whole.partition[i]}, query_keys.unmasked());
        if (left.empty())
          continue;
        const bool all_left = left.front().size() == whole.partition[i].size();
        summaries.push_back(all_left ? whole.summaries[i]
                                     : stable::summarise(query_keys.keys(), left.front()));
        parts.push_back(std::move(left.front()));
      }
      all.push_back(stable::bounded_cells(query_keys, parts, summaries, stable::CellBound::smaller));
    }
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
  const auto& known = query_keys.derived<stable::KeyScores>();
  record::ById<std::size_t> scored;
  for (std::size_t i = 0; i < cells.size(); ++i)
    scored.emplace_back(id_of(mc, i),
                        stable::mc_search(query_keys, cells[i], epsilon, 1, &known).keys_scored);
  if (k < query_keys.unmasked().size())
    for (std::size_t i = 0; i < cells.size(); ++i)
      scored.emplace_back(id_of(delta_k, i),
                          stable::delta_k_search(query_keys, cells[i], k, epsilon, &known).keys_scored);
  return scored;
}

} // namespace tailmass::verify::campaign
