// mc-search: the certificate of the paper's second search holds at every step, falls, and ends as the tail
// mass.
#include "theory/exact/search/search_steps.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {
namespace {

enum class Change {
  none,
  key_counts_dropped,
  closed_cells_ignored,
  outside_ignored,
  head_shrinks,
  mean_for_bound
};

/// Where all closed cells are so far below the best score (in powers of e), no precision shows them beside
/// it: the claims are then made cell by cell, and the plain ones follow by addition.
constexpr double sight = 100;

/// With O the scored keys outside the head, S all scored ones, N the sum of n_j e^{U_j} over the closed cells
/// and N' <= N that of their scores: tau = (O + N')/(S + N') <= (O + N)/(S + N) = tau^, and since O < S,
/// equal just where N' = N, that is every score its bound. Opening a cell lowers S + N by n_j e^{U_j} - sum
/// e^s >= 0, and the head's sum, which tau^ = 1 - head/(S + N) is made of, never falls as k never does; equal
/// just where the cell is flat and the head keeps all its scores, as sums of exponentials that are ordered
/// term by term are equal only so.
template <Change change = Change::none>
struct McSearch {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    for (const Search& search : c.searches) {
      bounds_are_sound(row, *c.keyed, *search.cells, out);
      steps(row, *c.keyed, search, out);
    }
  }

private:
  template <class R>
  static void bounds_are_sound(Evaluator<R>& row, const Keyed& keyed, const Cells& cells, Sides<R>& out) {
    const auto& scores = keyed.derived<exact::KeyedScores>();
    for (const Cell& cell : cells.all()) {
      const Key best = exact::best_of(keyed, cell);
      R excess = R(exact::key_score<R>(keyed, best) - R(cell.upper));
      bool attained = scores.compare(best, cell.upper) == 0;
      if constexpr (change == Change::mean_for_bound) {
        R mean(0);
        for (const Key key : cell.keys)
          mean += exact::key_score<R>(keyed, key);
        excess = R(exact::key_score<R>(keyed, best) - R(mean / row.precision()(cell.keys.size())));
        attained = false;
      }
      out.at_most("e^s <= e^{U_j} for every score of a cell", exact::exponential(excess, row.precision()),
                  R(1), attained);
    }
  }

  /// Size of the head after a step.
  static std::size_t head_size(const Search& search, const exact::OpenedCells& state) {
    if constexpr (change == Change::head_shrinks)
      return std::min(state.scored.size(), search.k - std::min(search.k - 1, state.opened - 1));
    return std::min(state.scored.size(), search.k + search.growth * (state.opened - 1));
  }

  template <class R>
  static R certificate(const R& outside, const R& scored, const R& closed) {
    if constexpr (change == Change::closed_cells_ignored)
      return R(outside / scored);
    if constexpr (change == Change::outside_ignored)
      return R(closed / (scored + closed));
    return R((outside + closed) / (scored + closed));
  }

  template <class R>
  static void steps(Evaluator<R>& row, const Keyed& keyed, const Search& search, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const exact::KeyedScores& scores = keyed.derived<exact::KeyedScores>();
    const Cells& cells = *search.cells;
    const Vector<R>& weights = exact::keyed_weights(row, keyed);
    exact::ClosedSums<R> closed = exact::closed_sums(keyed, cells, weights, at);
    if constexpr (change == Change::key_counts_dropped)
      for (std::size_t t = cells.all().size(); t-- > 0;)
        closed.bounds[t] =
            R(closed.bounds[t + 1] + exact::weight_of_bound(keyed, exact::next_cell(cells, t).upper, at));
    const R& all = exact::keyed_partition(row, keyed);
    const double top = approximate(scores[scores.order().front()]);
    const auto visible = [&](std::size_t opened) {
      return opened < cells.all().size() && exact::next_cell(cells, opened).upper >= top - sight;
    };
    const auto overwhelmed = [&](const exact::OpenedCells& state) {
      return (state.opened < cells.all().size() &&
              exact::next_cell(cells, state.opened).upper > top + sight) ||
             approximate(scores[state.scored.front()]) < top - sight;
    };
    R last(1), last_share(0);
    std::vector<Key> last_head;
    bool last_overwhelmed = false;
    for (const exact::OpenedCells& state : exact::opened_cells(keyed, cells)) {
      const std::span<const Key> scored = state.scored;
      const std::size_t size = head_size(search, state);
      const R outside = sum(weights, scored.subspan(size)), head = sum(weights, scored.first(size));
      const R in_all = sum(weights, scored);
      const R bound = certificate(outside, in_all, closed.bounds[state.opened]);
      const R share = R(head / (in_all + closed.bounds[state.opened])); // 1 - tau^
      const bool all_open = state.opened == cells.all().size();
      if (all_open)
        out.equal("tau^ = tau_k once every cell is open", bound, exact::keyed_tail_mass(row, keyed, size),
                  R(1));
      else if (!visible(state.opened))
        sum_is_bounded(keyed, exact::next_cell(cells, state.opened), at, out);
      else if (overwhelmed(state))
        out.at_most("1 - tau^ <= 1 - tau, where tau^ is close to 1", share, R(head / all), state.rest_flat);
      else
        out.at_most("tau of the current head <= tau^", R((outside + closed.scores[state.opened]) / all),
                    bound, state.rest_flat);
      const std::span<const Key> kept = scored.first(size);
      const bool still =
          state.flat && std::ranges::equal(kept, last_head, [&](Key a, Key b) { return scores.equal(a, b); });
      if (state.opened > 1 && visible(state.opened - 1)) {
        if (last_overwhelmed)
          out.at_most("1 - tau^ does not fall, where tau^ is close to 1", last_share, share, still);
        else
          out.at_most("tau^ does not rise when a cell is opened", bound, last, still);
      }
      last = bound;
      last_share = share;
      last_head.assign(kept.begin(), kept.end());
      last_overwhelmed = overwhelmed(state);
    }
  }

  template <class R>
  static void sum_is_bounded(const Keyed& keyed, const Cell& cell, const Precision<R>& at, Sides<R>& out) {
    const auto& scores = keyed.derived<exact::KeyedScores>();
    const bool flat =
        std::ranges::all_of(cell.keys, [&](Key key) { return scores.compare(key, cell.upper) == 0; });
    out.at_most("sum of e^s over a far cell <= n_j e^{U_j}",
                exact::sum_above(keyed, cell.keys, cell.upper, at), at(cell.keys.size()), flat);
  }
};

const Hypothesis hypotheses[] = {
    {"query, keys and searches are given", searches_given, Without::meaningless},
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
    {"counts-dropped", "e^{U_j} for n_j e^{U_j} of a closed cell",
     sides_of<McSearch<Change::key_counts_dropped>>(), crowded_cell},
    {"closed-ignored", "the closed cells left out", sides_of<McSearch<Change::closed_cells_ignored>>(),
     crowded_cell},
    {"outside-ignored", "scored keys outside the head left out",
     sides_of<McSearch<Change::outside_ignored>>(), two_scored_keys},
    {"shrinking-head", "k falls by one with every cell", sides_of<McSearch<Change::head_shrinks>>(),
     growing_head},
    {"mean-for-bound", "the mean score of a cell for U_j", sides_of<McSearch<Change::mean_for_bound>>(),
     two_scored_keys},
};

} // namespace

extern const Theorem mc_search = {
    .id = "mc-search",
    .section = 6,
    .statement =
        "exact scores s_j = scale q.k_j, every key in one cell of n_j keys with s <= U_j, cells opened by "
        "descending U_j, head = Top-k of the scored keys (all while fewer), k never shrinking: tau of the "
        "current "
        "head <= tau^ = (scored outside the head + sum of n_j e^{U_j} over the closed cells)/(all scored + "
        "the "
        "same sum), at every step; tau^ never rises, and is tau_k once every cell is open",
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
eq: every score of every closed cell is its bound; $\hat\tau$ stands still: so is the opened cell, and the head keeps its scores)",
};

} // namespace tailmass
