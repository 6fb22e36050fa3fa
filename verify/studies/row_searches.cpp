// The searches of `study search` on one row, each certificate judged.
#include "verify/studies/row_searches.hpp"

#include "theory/fast/search/clusters.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/stable/search/moment_bounds.hpp"
#include "theory/stable/search/search.hpp"
#include "theory/stable/search/tree_search.hpp"
#include "verify/studies/judged_head.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::verify::studies {

namespace {

/// A partition of all keys of a matrix, with what bounds the scores of its parts.
struct IndexedCells {
  IndexedCells(const Values& keys, Partition parts)
      : partition(std::move(parts)), summaries(stable::summarise(keys, partition)) {
    for (const std::vector<Key>& part : partition)
      moments.push_back(stable::moments_of(keys, part));
  }
  Partition partition;
  std::vector<stable::CellSummary> summaries;
  std::vector<stable::CellMoments> moments;
};

std::vector<Key> all_keys(const Values& keys) {
  std::vector<Key> all(keys.keys());
  std::iota(all.begin(), all.end(), Key{0});
  return all;
}

/// What is made of a key matrix, once for all of its queries.
struct KeyIndex {
  explicit KeyIndex(const Values& keys) : tree(keys, all_keys(keys)) {
    const auto share = [&](std::size_t of) { return std::max<std::size_t>(1, keys.keys() / of); };
    cells.emplace_back(keys, pages(all_keys(keys), 16));
    cells.emplace_back(keys, fast::clusters(keys, share(16)));
    cells.emplace_back(keys, fast::clusters(keys, share(8)));
  }
  std::vector<IndexedCells> cells; // as in studied_methods
  stable::KeyTree tree;
};

/// The row without its masked keys.
QueryKeys unmasked_row(const QueryKeys& row) {
  if (row.unmasked().size() == row.size())
    return row;
  std::vector<double> entries;
  for (const Key key : row.unmasked())
    entries.insert(entries.end(), row.keys().of(key).begin(), row.keys().of(key).end());
  const auto keys =
      std::make_shared<const Values>(row.unmasked().size(), row.query().size(), std::move(entries));
  return {{row.query().begin(), row.query().end()}, keys, all_keys(*keys), row.scale()};
}

/// Not less than the largest score of the keys, and than ln of the mean of their e^s.
double largest_score(const stable::KeyScores& scores, std::span<const Key> keys) {
  double largest = -stable::infinity;
  for (const Key key : keys)
    largest = std::max(largest, scores.of(key).upper());
  return largest;
}
double log_mean(const stable::KeyScores& scores, std::span<const Key> keys) {
  const double largest = largest_score(scores, keys);
  double sum = 0;
  for (const Key key : keys)
    sum += std::exp(scores.of(key).upper() - largest);
  const double n = static_cast<double>(keys.size());
  const double log = std::log(sum / n) + (n + 1024) * stable::unit_roundoff<>;
  return std::min(largest, std::nextafter(largest + log, stable::infinity));
}

/// The bound of a cell, with what it costs a cell beyond its keys and once a query, in numbers that are read.
struct CellsBound {
  double (*upper)(const QueryKeys& row, const IndexedCells& cells, std::size_t cell);
  double (*numbers)(double d);
  double (*once)(double d);
};

double nothing(double) {
  return 0;
}
template <stable::CellBound bound>
double by_shape(const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
  return stable::upper_bound(cells.summaries[cell], row.query(), row.scale(), bound);
}
template <stable::Deviation deviation>
double by_moments(const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
  return std::min(stable::log_mean_bound(stable::score_moments(cells.moments[cell], cells.summaries[cell],
                                                               row.query(), row.scale(), deviation)),
                  by_shape<stable::CellBound::smaller>(row, cells, cell));
}

/// In the order of the bounds in studied_methods.
constexpr CellsBound cells_bounds[] = {
    {by_shape<stable::CellBound::ball>, [](double d) { return d + 1; }, nothing},
    {by_shape<stable::CellBound::smaller>, [](double d) { return 2 * d + 1; }, nothing},
    {by_moments<stable::Deviation::by_coordinates>, [](double d) { return 3 * d + 1; }, nothing},
    {by_moments<stable::Deviation::by_covariance>, [](double d) { return 2 * d + 1 + d * (d + 1) / 2; },
     [](double d) { return d * (d + 1) / 2; }},
    {[](const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
       return largest_score(row.derived<stable::KeyScores>(), cells.partition[cell]);
     },
     nothing, nothing},
    {[](const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
       return log_mean(row.derived<stable::KeyScores>(), cells.partition[cell]);
     },
     nothing, nothing},
};

stable::ScoreMoments by_covariance(const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
  return stable::score_moments(cells.moments[cell], cells.summaries[cell], row.query(), row.scale(),
                               stable::Deviation::by_covariance);
}

/// The false bounds, in the order of studied_controls.
constexpr double (*false_bounds[])(const QueryKeys& row, const IndexedCells& cells, std::size_t cell) = {
    [](const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
      const stable::ScoreMoments of = by_covariance(row, cells, cell);
      return stable::log_mean_bound(of) - std::log(of.keys);
    },
    [](const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
      const stable::ScoreMoments of = by_covariance(row, cells, cell);
      return of.mean + of.deviation;
    },
    [](const QueryKeys& row, const IndexedCells& cells, std::size_t cell) {
      std::vector<Key> before = cells.partition[cell];
      if (before.size() > 1)
        before.pop_back();
      return stable::log_mean_bound(stable::score_moments(stable::moments_of(row.keys(), before),
                                                          stable::summarise(row.keys(), before), row.query(),
                                                          row.scale(), stable::Deviation::by_covariance));
    },
};

/// One row's searches, one after the other.
class RowSearch {
public:
  RowSearch(const QueryKeys& row, std::span<const double> epsilons)
      : row_(row), judge_(row_), epsilons_(epsilons), found_(epsilons.size()) {}

  std::vector<RowSearches> run() {
    const KeyIndex& index = row_.keys().derived<KeyIndex>();
    for (const IndexedCells& cells : index.cells)
      for (const CellsBound& bound : cells_bounds)
        search_cells(cells, bound);
    search_tree(index.tree);
    search_single_keys();
    refute(index.cells.back());
    return std::move(found_);
  }

private:
  void search_cells(const IndexedCells& cells, const CellsBound& bound) {
    std::vector<Cell> bounded;
    for (std::size_t i = 0; i < cells.partition.size(); ++i)
      bounded.push_back({cells.partition[i], bound.upper(row_, cells, i)});
    const double d = static_cast<double>(row_.query().size());
    const double numbers = static_cast<double>(cells.partition.size()) * bound.numbers(d) + bound.once(d);
    search(Cells(row_, std::move(bounded)), numbers / d);
  }

  /// A cell's bound is one of its mean e^s too, which is all that mc-search's certificate takes.
  void search(const Cells& cells, double cost_of_bounds) {
    for (std::size_t i = 0; i < epsilons_.size(); ++i) {
      const SearchResult result =
          stable::mc_search(row_, cells, epsilons_[i], 1, &row_.derived<stable::KeyScores>());
      enter(i, result.keys_scored, cost_of_bounds + static_cast<double>(result.keys_scored), result.head,
            result.tail_mass);
    }
    ++method_;
  }

  void search_tree(const stable::KeyTree& tree) {
    for (std::size_t i = 0; i < epsilons_.size(); ++i) {
      const stable::TreeSearchResult result = stable::tree_search(row_, tree, epsilons_[i]);
      enter(i, result.head.size(), result.cost, result.head, result.tail_mass);
    }
    ++method_;
  }

  void search_single_keys() {
    std::vector<Cell> cells;
    for (const Key key : row_.unmasked())
      cells.push_back({{key}, row_.derived<stable::KeyScores>().of(key).upper()});
    search(Cells(row_, std::move(cells)), 0);
  }

  void refute(const IndexedCells& cells) {
    for (std::size_t control = 0; control < std::size(false_bounds); ++control) {
      std::vector<Cell> bounded;
      for (std::size_t i = 0; i < cells.partition.size(); ++i)
        bounded.push_back({cells.partition[i], false_bounds[control](row_, cells, i)});
      const Cells claimed(row_, std::move(bounded));
      for (std::size_t i = 0; i < epsilons_.size(); ++i) {
        const SearchResult result =
            stable::mc_search(row_, claimed, epsilons_[i], 1, &row_.derived<stable::KeyScores>());
        found_[i].refuted.at(control) = judge_.verdict(result.head, result.tail_mass) == HeadVerdict::refuted;
      }
    }
  }

  /// A certificate that grants more than epsilon was none.
  void enter(std::size_t i, std::size_t scored, double cost, std::span<const Key> head, double tail_mass) {
    found_[i].scored.at(method_) = scored;
    found_[i].cost.at(method_) = cost;
    const HeadVerdict verdict =
        tail_mass <= epsilons_[i] ? judge_.verdict(head, tail_mass) : HeadVerdict::refuted;
    Judged& judged = found_[i].certificates;
    ++(verdict == HeadVerdict::proved    ? judged.proved
       : verdict == HeadVerdict::refuted ? judged.refuted
                                         : judged.undecided);
  }

  const QueryKeys& row_;
  HeadJudge judge_;
  std::span<const double> epsilons_;
  std::vector<RowSearches> found_;
  std::size_t method_ = 0;
};

} // namespace

Judged& Judged::operator+=(const Judged& other) {
  proved += other.proved;
  refuted += other.refuted;
  undecided += other.undecided;
  return *this;
}

std::vector<RowSearches> search_row(const QueryKeys& query_keys, std::span<const double> epsilons) {
  const AssumedArithmetic assumed;
  const QueryKeys row = unmasked_row(query_keys);
  return RowSearch(row, epsilons).run();
}

} // namespace tailmass::verify::studies
