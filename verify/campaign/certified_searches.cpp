// Cells for the searches, and the searches run.
#include "verify/campaign/certified_searches.hpp"

#include "theory/fast/search/clusters.hpp"
#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"
#include "theory/stable/search/tree_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <string_view>

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t keys_a_cluster = 16;
constexpr std::size_t shared_tree = std::size_t{1} << 26, own_tree = std::size_t{1} << 22; // n d^2

/// How the keys are cut, by the order of KeyCells::all.
constexpr std::array cell_names{"pages-16", "pages-64", "clusters-16"};

/// A partition of all keys of a matrix, with what bounds the scores of its parts.
struct SummarisedCells {
  Partition partition;
  std::vector<stable::CellSummary> summaries;
};

std::vector<Key> all_keys(const Values& keys) {
  std::vector<Key> all(keys.keys());
  std::iota(all.begin(), all.end(), Key{0});
  return all;
}

/// The cells of a key matrix, made once for all of its rows.
struct KeyCells {
  explicit KeyCells(const Values& keys) {
    for (Partition& partition :
         std::array{pages(all_keys(keys), 16), pages(all_keys(keys), 64),
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

/// The tree of a row's keys; that of all keys of a matrix is made once for all rows that see them.
struct WholeTree {
  explicit WholeTree(const Values& keys) : tree(keys, all_keys(keys)) {}
  stable::KeyTree tree;
};
struct OwnTree {
  explicit OwnTree(const QueryKeys& row) : tree(row.keys(), row.unmasked()) {}
  stable::KeyTree tree;
};

/// The row's tree; null where it would take too long.
const stable::KeyTree* tree_of(const QueryKeys& row) {
  const std::size_t d = row.query().size(), size = row.unmasked().size() * d * d;
  if (row.unmasked().size() == row.size())
    return size <= shared_tree ? &row.keys().derived<WholeTree>().tree : nullptr;
  return size <= own_tree ? &row.derived<OwnTree>().tree : nullptr;
}

/// ln of the mean of e^s over a cell, or next to it: of a limit, which certifies nothing.
double log_mean(const stable::KeyScores& scores, std::span<const Key> keys) {
  double largest = -stable::infinity, sum = 0;
  for (const Key key : keys)
    largest = std::max(largest, scores.of(key).upper());
  for (const Key key : keys)
    sum += std::exp(scores.of(key).upper() - largest);
  return largest + std::log(sum / static_cast<double>(keys.size()));
}

/// The cells with the sums of their e^s.
Cells with_sums(const QueryKeys& row, const Cells& cells) {
  std::vector<Cell> summed = cells.all();
  for (Cell& cell : summed)
    cell.upper = log_mean(row.derived<stable::KeyScores>(), cell.keys);
  return {row, std::move(summed)};
}

std::string id_of(std::string_view search, std::size_t cells) {
  return fmt::format("{}/{}", search, cell_names.at(cells));
}

constexpr std::string_view mc = "mc-search", delta_k = "delta-k-search", tree = "tree-search",
                           sums = "exact-sums", needed = "k-epsilon";

} // namespace

std::vector<std::string> search_ids() {
  std::vector<std::string> ids;
  for (const std::string_view search : {mc, delta_k})
    for (std::size_t cells = 0; cells < cell_names.size(); ++cells)
      ids.push_back(id_of(search, cells));
  ids.insert(ids.end(), {std::string(tree), id_of(sums, cell_names.size() - 1), std::string(needed)});
  return ids;
}

SearchedRow search_row(const QueryKeys& query_keys, std::size_t k, double epsilon) {
  const std::vector<Cells>& cells = query_keys.derived<SearchCells>().all;
  const auto& known = query_keys.derived<stable::KeyScores>();
  const double d = static_cast<double>(query_keys.query().size());
  SearchedRow found;
  const auto enter = [&](std::size_t i, std::string_view search, std::size_t scored) {
    const double read = (2 * d + 1) * static_cast<double>(cells[i].all().size());
    found.scored.emplace_back(id_of(search, i), scored);
    found.costs.emplace_back(id_of(search, i), static_cast<double>(scored) + read / d);
  };
  for (std::size_t i = 0; i < cells.size(); ++i)
    enter(i, mc, stable::mc_search(query_keys, cells[i], epsilon, 1, &known).keys_scored);
  if (k < query_keys.unmasked().size())
    for (std::size_t i = 0; i < cells.size(); ++i)
      enter(i, delta_k, stable::delta_k_search(query_keys, cells[i], k, epsilon, &known).keys_scored);
  if (const stable::KeyTree* of_keys = tree_of(query_keys)) {
    const stable::TreeSearchResult result = stable::tree_search(query_keys, *of_keys, epsilon);
    found.scored.emplace_back(tree, result.head.size());
    found.costs.emplace_back(tree, result.cost);
  }
  found.scored.emplace_back(
      id_of(sums, cells.size() - 1),
      stable::mc_search(query_keys, with_sums(query_keys, cells.back()), epsilon, 1, &known).keys_scored);
  found.scored.emplace_back(needed, k);
  return found;
}

} // namespace tailmass::verify::campaign
