// A query and keys for scores that have none, and certified searches to judge.
#include "verify/cases/derive_searches.hpp"

#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/fast/search/clusters.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/stable/search/cell_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::verify::cases {

namespace {

/// The clusters of a key matrix, which all its queries share.
struct DerivedClusters {
  explicit DerivedClusters(const Values& keys)
      : parts(fast::clusters(keys, static_cast<std::size_t>(std::sqrt(static_cast<double>(keys.keys()))))) {}
  Partition parts;
};

/// Pages, clusters, one cell or single keys. The steps of a search cost O(cells n) to judge, so that long
/// rows get few cells.
Partition derive_partition(const QueryKeys& query_keys, RandomStream& random) {
  constexpr std::size_t long_row = 2000, short_row = 48;
  const std::size_t n = query_keys.unmasked().size();
  if (n > long_row)
    return pages(query_keys.unmasked(), query_keys.size() / (1 + random.below(16)));
  switch (random.below(n <= short_row ? 5 : 4)) {
  case 0:
    return pages(query_keys.unmasked(), 16);
  case 1:
    return pages(query_keys.unmasked(), 64);
  case 2:
    return restricted(query_keys.keys().derived<DerivedClusters>().parts, query_keys.unmasked());
  case 3:
    return pages(query_keys.unmasked(), query_keys.size()); // one cell
  default:
    return single_keys(query_keys.unmasked());
  }
}

Cells derive_cells(const QueryKeys& query_keys, RandomStream& random) {
  const Partition partition = derive_partition(query_keys, random);
  constexpr stable::CellBound bounds[] = {stable::CellBound::ball, stable::CellBound::box,
                                          stable::CellBound::smaller};
  const stable::CellBound bound = bounds[random.below(std::size(bounds))];
  try {
    return stable::bounded_cells(query_keys, partition, bound);
  } catch (const DomainError&) { // a ball may reach beyond the range of double, a box cannot
    return stable::bounded_cells(query_keys, partition, stable::CellBound::box);
  }
}

/// Keys of one score a cell, with that score as its bound where a double is that score: flat cells. The rest,
/// and where there would be too many cells everything, is one cell.
Cells derive_flat_cells(const QueryKeys& query_keys) {
  constexpr std::size_t most_cells = 32;
  const auto& scores = query_keys.derived<exact::QueryKeysScores>();
  std::vector<Cell> cells;
  Cell rest;
  for (std::span<const Key> left = scores.order(); !left.empty();) {
    const auto other = std::ranges::find_if(left, [&](Key key) { return !scores.equal(key, left.front()); });
    const std::span<const Key> tie = left.first(static_cast<std::size_t>(other - left.begin()));
    const double bound = not_below(scores[tie.front()]);
    const bool flat = cells.size() < most_cells && scores.compare(tie.front(), bound) == 0;
    Cell& cell = flat ? cells.emplace_back() : rest;
    if (cell.keys.empty())
      cell.upper = bound; // of the rest, the first is the largest
    cell.keys.insert(cell.keys.end(), tie.begin(), tie.end());
    left = left.subspan(tie.size());
  }
  if (!rest.keys.empty())
    cells.push_back(std::move(rest));
  return {query_keys, std::move(cells)};
}

} // namespace

double derive_epsilon(const Scores& scores, std::size_t k, RandomStream& random) {
  if (k < scores.finite_count() && random.below(4) != 0) {
    const double odds = static_cast<double>(k) / static_cast<double>(scores.finite_count() - k) *
                        std::exp(scores.ranked(k) - scores.ranked(k + 1));
    const double bound = 1 / (1 + odds);
    const double epsilon = bound + (1 - bound) * std::pow(random.unit(), 3);
    if (epsilon > 0 && epsilon < 1)
      return epsilon;
  }
  return std::exp(random.uniform(std::log(1e-4), std::log(0.5)));
}

std::vector<Search> derive_searches(const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "searches"});
  const std::size_t finite = c.scores->finite_count();
  std::vector<Search> searches;
  for (std::size_t i = 0; i < 3; ++i) {                                         // the last one of flat cells
    const double spread = std::pow(static_cast<double>(finite), random.unit()); // sizes of every magnitude
    const std::size_t k = i == 0 ? std::min(c.head.size(), finite) : static_cast<std::size_t>(spread);
    const std::size_t growth = random.below(2) == 0 ? 0 : 1 + random.below(1 + finite / 8);
    searches.push_back({.k = k,
                        .growth = growth,
                        .epsilon = derive_epsilon(*c.scores, k, random),
                        .cells = std::make_shared<const Cells>(i < 2 ? derive_cells(*c.query_keys, random)
                                                                     : derive_flat_cells(*c.query_keys))});
  }
  return searches;
}

std::shared_ptr<const QueryKeys> derived_query_keys(const Scores& scores, std::uint64_t seed,
                                                    std::string_view row) {
  constexpr std::size_t dimension = 3;
  RandomStream random(seed, {"query and keys", row});
  const double others = random.below(2) == 0 ? 0.1 : 0;
  std::vector<double> query{1};
  while (query.size() < dimension)
    query.push_back(others * random.normal());
  std::vector<double> entries;
  for (std::size_t key = 0; key < scores.size(); ++key) {
    entries.push_back(scores.masked(key) ? 0 : scores[key]);
    while (entries.size() % dimension != 0)
      entries.push_back(random.normal());
  }
  try {
    return std::make_shared<const QueryKeys>(
        std::move(query), std::make_shared<const Values>(scores.size(), dimension, std::move(entries)),
        scores.finite());
  } catch (const DomainError&) {
    return nullptr;
  }
}

} // namespace tailmass::verify::cases
