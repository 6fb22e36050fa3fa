// mc-search: the certificate of the paper's second search holds at every step, falls, and ends as the tail
// mass.
#include "theory/theorems/cases.hpp"
#include "theory/theorems/cell_premise.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/mc_certificates.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {
namespace {

/// How a search proceeds and what it certifies; a false variant has one of these wrong.
struct TrueSearch {
  /// Size of the head after a step.
  static std::size_t head_size(const Search& search, const exact::OpenedCells& state) {
    return std::min(state.scored.size(), search.k + search.growth * (state.opened - 1));
  }
  /// Sums over the closed cells, after every number of opened ones.
  template <class R>
  static exact::ClosedSums<R> closed_sums(Evaluator<R>& row, const QueryKeys& query_keys,
                                          const Cells& cells) {
    return exact::closed_sums(query_keys, cells, exact::query_keys_weights(row, query_keys), row.precision());
  }
  /// tau^ from the sums over the scored keys outside the head, all scored ones, and the closed cells.
  template <class R>
  static R certificate(const R& outside, const R& scored, const R& closed) {
    return R((outside + closed) / (scored + closed));
  }
};

/// The algorithm as printed has e^{U_j} for n_j e^{U_j}, the mutant `counts-dropped`, which is unsound where
/// a closed cell has two keys or more.
///
/// With O the scored keys outside the head, S all scored ones, N the sum of n_j e^{U_j} over the closed cells
/// and N' <= N that of their scores: tau = (O + N')/(S + N') <= (O + N)/(S + N) = tau^, and since O < S,
/// equal just where N' = N, that is every score its bound. Opening a cell lowers S + N by n_j e^{U_j} - sum
/// e^s >= 0, and the head's sum, which tau^ = 1 - head/(S + N) is made of, never falls as k never does; equal
/// just where the cell is flat and the head keeps all its scores, as sums of exponentials that are ordered
/// term by term are equal only so.
///
/// Where all closed cells are far below the best score, the claims follow by addition from those of each
/// cell; where tau^ is close to 1, from those of 1 - tau^.
template <class Rule = TrueSearch>
struct McSearch {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    for (const Search& search : c.searches) {
      bounds_are_sound(row, *c.query_keys, *search.cells, out);
      const Certificates<R, Rule> at(row, *c.query_keys, search);
      for (std::size_t step = 0; step < at.steps(); ++step) {
        bounds_the_tail(row, *c.query_keys, search, at, step, out);
        if (step > 0)
          does_not_rise(*c.query_keys, search, at, step, out);
      }
    }
  }

private:
  template <class R>
  static void bounds_are_sound(Evaluator<R>& row, const QueryKeys& query_keys, const Cells& cells,
                               Sides<R>& out) {
    const auto& scores = query_keys.derived<exact::QueryKeysScores>();
    for (const Cell& cell : cells.all()) {
      const Key best = exact::best_of(query_keys, cell);
      out.at_most("e^s <= e^{U_j} for every score of a cell", scores.compare(best, cell.upper) == 0, [&] {
        return Both<R>{
            exact::exponential(R(exact::key_score<R>(query_keys, best) - R(cell.upper)), row.precision()),
            R(1)};
      });
    }
  }

  template <class R>
  static void bounds_the_tail(Evaluator<R>& row, const QueryKeys& query_keys, const Search& search,
                              const Certificates<R, Rule>& at, std::size_t step, Sides<R>& out) {
    if (at.all_open(step)) {
      out.equal("tau^ = tau_k once every cell is open", [&] {
        return Both<R>{at.bound(step), exact::query_keys_tail_mass(row, query_keys, at.size(step))};
      });
      return;
    }
    const bool attained = at.state(step).rest_flat;
    out.either(
        depth_below_best(query_keys, search, at.state(step).opened),
        [&] {
          out.at_most(closeness_to_one(query_keys, search, at.state(step)),
                      Form{"tau of the current head <= tau^", attained,
                           [&] {
                             return Both<R>{at.tail_mass(step), at.bound(step)};
                           }},
                      Form{"1 - tau^ <= 1 - tau, where tau^ is close to 1", attained, [&] {
                             return Both<R>{at.rest(step), at.head_mass(step)};
                           }});
        },
        [&] {
          sum_is_bounded(row, query_keys, exact::next_cell(*search.cells, at.state(step).opened), out);
        });
  }

  template <class R>
  static void does_not_rise(const QueryKeys& query_keys, const Search& search,
                            const Certificates<R, Rule>& at, std::size_t step, Sides<R>& out) {
    const auto& scores = query_keys.derived<exact::QueryKeysScores>();
    const bool still =
        at.state(step).flat && std::ranges::equal(at.head(step), at.head(step - 1),
                                                  [&](Key a, Key b) { return scores.equal(a, b); });
    out.either(
        depth_below_best(query_keys, search, at.state(step).opened - 1),
        [&] {
          out.at_most(closeness_to_one(query_keys, search, at.state(step - 1)),
                      Form{"tau^ does not rise when a cell is opened", still,
                           [&] {
                             return Both<R>{at.bound(step), at.bound(step - 1)};
                           }},
                      Form{"1 - tau^ does not fall, where tau^ is close to 1", still, [&] {
                             return Both<R>{at.rest(step - 1), at.rest(step)};
                           }});
        },
        [] {});
  }

  template <class R>
  static void sum_is_bounded(Evaluator<R>& row, const QueryKeys& query_keys, const Cell& cell,
                             Sides<R>& out) {
    const auto& scores = query_keys.derived<exact::QueryKeysScores>();
    const bool flat =
        std::ranges::all_of(cell.keys, [&](Key key) { return scores.compare(key, cell.upper) == 0; });
    out.at_most("sum of e^s over a far cell <= n_j e^{U_j}", flat, [&] {
      return Both<R>{exact::sum_above(query_keys, cell.keys, cell.upper, row.precision()),
                     row.precision()(cell.keys.size())};
    });
  }

  static double best_score(const QueryKeys& query_keys) {
    const auto& scores = query_keys.derived<exact::QueryKeysScores>();
    return approximate(scores[scores.order().front()]);
  }
  /// By how much the bounds of the cells that are closed after `opened` ones are below the best score.
  static double depth_below_best(const QueryKeys& query_keys, const Search& search, std::size_t opened) {
    return best_score(query_keys) - exact::next_cell(*search.cells, opened).upper;
  }
  /// 1 - tau^ is about e^-this, if more than 0.
  static double closeness_to_one(const QueryKeys& query_keys, const Search& search,
                                 const exact::OpenedCells& state) {
    const auto& scores = query_keys.derived<exact::QueryKeysScores>();
    const double best = best_score(query_keys);
    return std::max(exact::next_cell(*search.cells, state.opened).upper - best,
                    best - approximate(scores[state.scored.front()]));
  }
};

struct ShrinkingHead : TrueSearch {
  static std::size_t head_size(const Search& search, const exact::OpenedCells& state) {
    return std::min(state.scored.size(), search.k - std::min(search.k - 1, state.opened - 1));
  }
};
struct CountsDropped : TrueSearch {
  template <class R>
  static exact::ClosedSums<R> closed_sums(Evaluator<R>& row, const QueryKeys& query_keys,
                                          const Cells& cells) {
    exact::ClosedSums<R> closed = TrueSearch::closed_sums(row, query_keys, cells);
    for (std::size_t t = cells.all().size(); t-- > 0;)
      closed.bounds[t] =
          R(closed.bounds[t + 1] +
            exact::weight_of_bound(query_keys, exact::next_cell(cells, t).upper, row.precision()));
    return closed;
  }
};
struct ClosedIgnored : TrueSearch {
  template <class R>
  static R certificate(const R& outside, const R& scored, const R&) {
    return R(outside / scored);
  }
};
struct OutsideIgnored : TrueSearch {
  template <class R>
  static R certificate(const R&, const R& scored, const R& closed) {
    return R(closed / (scored + closed));
  }
};

struct MeanForBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    for (const Search& search : c.searches)
      for (const Cell& cell : search.cells->all())
        out.at_most("e^s <= e^{mean score} for every score of a cell", [&] {
          R mean(0);
          for (const Key key : cell.keys)
            mean += exact::key_score<R>(*c.query_keys, key);
          mean /= row.precision()(cell.keys.size());
          const R best = exact::key_score<R>(*c.query_keys, exact::best_of(*c.query_keys, cell));
          return Both<R>{exact::exponential(R(best - mean), row.precision()), R(1)};
        });
  }
};

const Hypothesis hypotheses[] = {
    {"query, keys and searches are given", searches_given, Without::meaningless},
    {"s <= U_j in every cell", cells_bound_their_scores, Without::open, with_bounds_below_scores},
};

/// Flat cells, so that every certificate is the tail mass itself; the second one changes nothing in the head.
Case flat_cells() {
  return search_case({3, 3, 1, 1, 0, masked}, {.k = 2, .growth = 0, .epsilon = 0.5, .cells = nullptr},
                     {{{0, 1}, 3}, {{2, 3}, 1}, {{4}, 0}});
}
/// A closed cell of three keys, all at its bound.
Case crowded_cell() {
  return search_case({1, 0, 0, 0}, {.k = 1, .growth = 0, .epsilon = 0.5, .cells = nullptr},
                     {{{0}, 1}, {{1, 2, 3}, 0}});
}
Case two_scored_keys() {
  return search_case({2, 1, 0}, {.k = 1, .growth = 0, .epsilon = 0.5, .cells = nullptr},
                     {{{0, 1}, 2}, {{2}, 0}});
}
Case growing_head() {
  return search_case({2, 2, 1, 1}, {.k = 2, .growth = 1, .epsilon = 0.5, .cells = nullptr},
                     {{{0, 1}, 2}, {{2}, 1}, {{3}, 1}});
}

const Mutant mutants[] = {
    {"tightened-bound", "0.99 e^{U_j} above every score", sides_of<Tightened<McSearch<>, 0>>(), flat_cells},
    {"tightened", "0.99 tau^ above tau", sides_of<Tightened<McSearch<>, 3>>(), flat_cells},
    {"tightened-fall", "tau^ below 0.99 of the one before", sides_of<Tightened<McSearch<>, 5>>(), flat_cells},
    {"counts-dropped", "e^{U_j} for n_j e^{U_j} of a closed cell", sides_of<McSearch<CountsDropped>>(),
     crowded_cell},
    {"closed-ignored", "the closed cells left out", sides_of<McSearch<ClosedIgnored>>(), crowded_cell},
    {"outside-ignored", "scored keys outside the head left out", sides_of<McSearch<OutsideIgnored>>(),
     two_scored_keys},
    {"shrinking-head", "k falls by one with every cell", sides_of<McSearch<ShrinkingHead>>(), growing_head},
    {"mean-for-bound", "the mean score of a cell for U_j", sides_of<MeanForBound>(), two_scored_keys},
};

} // namespace

extern const Theorem mc_search = {
    .id = "mc-search",
    .words = "search until the mass certifies epsilon",
    .section = 6,
    .statement =
        "exact scores s_j = scale q.k_j, every key in one cell of n_j keys with s <= U_j, cells opened by "
        "descending U_j, head = Top-k of the scored keys (all while fewer), k never shrinking: tau of the "
        "current head <= tau^ = (scored outside the head + sum of n_j e^{U_j} over the closed cells)/(all "
        "scored + the same sum), at every step; tau^ never rises, and is tau_k once every cell is open",
    .equality_case = "every score of every closed cell is its bound; tau^ stands still: so is the opened "
                     "cell, and the head keeps its scores",
    .source = "P Alg. 2, Thm 7.2",
    .scope = Scope::row,
    .needs = parts<part::Searches>,
    .hypotheses = hypotheses,
    .sides = sides_of<McSearch<>>(),
    .witness = flat_cells,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
As above, every key in one cell of $n_j$ keys with $s\le U_j$; the head is the Top-$k$ of the scored keys (all while fewer), $k$ never shrinking. At every step
$$\tau\text{ of the current head}\le\hat\tau=\frac{\sum_{\text{scored, outside the head}}e^{s_i}+\sum_{\text{closed cells}}n_j\,e^{U_j}}{\sum_{\text{scored}}e^{s_i}+\sum_{\text{closed cells}}n_j\,e^{U_j}};$$
$\hat\tau$ never rises, and is $\tau_k$ once every cell is open.
if: query, keys and searches are given
if: $s\le U_j$ in every cell
eq: every score of every closed cell is its bound; $\hat\tau$ stands still: so is the opened cell, and the head keeps its scores)",
};

} // namespace tailmass
