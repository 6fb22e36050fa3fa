// delta-k-search: the gap that the paper's first search sees is never above the true one, and certifies its
// head.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/search/search.hpp"
#include "theory/exact/search/search_steps.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/cell_premise.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {
namespace {

/// The gap that a search sees, and how many keys it takes to be outside the head.
struct TrueSearch {
  static std::optional<exact::ScoreGap> gap_seen(const QueryKeys& query_keys, const Cells& cells,
                                                 const exact::OpenedCells& state, std::size_t k) {
    return exact::score_gap(query_keys, cells, state, k);
  }
  static std::size_t outside(std::size_t k, std::size_t finite) { return finite - k; }
};

/// Keys outside the head score at most `next`, those of the head at least `kth`, so that tau/(1 - tau) <=
/// ((n_f - k)/k) e^{-D} for the current head; equal just where the head is constant at `kth` and all others
/// at `next`. D <= Delta_k: for D > 0 only the k keys of the head exceed `next`, so that they are the Top-k
/// and the next score is at most `next`; else D <= 0 <= Delta_k. The bound of tau is at most epsilon just
/// where D reaches the threshold; tau = epsilon takes equal scores, as at gap-threshold. Where D is far below
/// 0, the bound of tau is close to 1, and the same is stated of the complements.
template <class Rule = TrueSearch>
struct DeltaKSearch {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    for (const Search& search : c.searches)
      if (search.k < c.query_keys->unmasked().size())
        steps(row, *c.query_keys, search, out);
  }

private:
  template <class R>
  static void steps(Evaluator<R>& row, const QueryKeys& query_keys, const Search& search, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const exact::QueryKeysScores& scores = query_keys.derived<exact::QueryKeysScores>();
    const std::span<const Key> order = scores.order();
    const std::size_t k = search.k, finite = order.size();
    const auto closed = lazy([&] {
      return exact::closed_sums(query_keys, *search.cells, exact::query_keys_weights(row, query_keys), at);
    });
    const auto tail_mass = [&] { return exact::query_keys_tail_mass(row, query_keys, k); };
    const auto epsilon = [&] { return at(search.epsilon); };
    const exact::ScoreGap true_gap{.kth = order[k - 1], .next_key = order[k], .next_bound = 0};
    const Ball exact_gap = exact::gap_of<Ball>(query_keys, true_gap);
    const auto exponential_of_gap =
        lazy([&] { return exact::exponential(exact::gap_of<R>(query_keys, true_gap), at); });
    const bool worst =
        scores.equal(order.front(), order.back()) && exact::is_share(finite - k, finite, search.epsilon);
    bool reached = false, ordered = false;
    for (const exact::OpenedCells& state : exact::opened_cells(query_keys, *search.cells)) {
      const std::optional<exact::ScoreGap> seen = Rule::gap_seen(query_keys, *search.cells, state, k);
      if (!seen)
        continue;
      const Ball gap = exact::gap_of<Ball>(query_keys, *seen);
      const auto exponential_of_seen =
          lazy([&] { return exact::exponential(exact::gap_of<R>(query_keys, *seen), at); });
      out.at_most("e^D <= e^{Delta_k} at every step", arb_equal(gap.raw(), exact_gap.raw()) != 0, [&] {
        return Both<R>{exponential_of_seen(), exponential_of_gap()};
      });
      const std::span<const Key> scored = state.scored;
      const auto tau = lazy([&] {
        const R outside = sum(exact::query_keys_weights(row, query_keys), scored.subspan(k));
        return R((outside + closed().scores[state.opened]) / exact::query_keys_partition(row, query_keys));
      });
      const auto odds = lazy([&] { // of the head, k/(n_f - k) e^D
        return R(at(k) / at(Rule::outside(k, finite)) * exponential_of_seen());
      });
      const bool attained = two_levels(query_keys, scored.first(k), *seen);
      out.at_most(-approximate(gap),
                  Form{"tau of the current head <= 1/(1 + k/(n_f - k) e^D)", attained,
                       [&] {
                         return Both<R>{tau(), R(R(1) / (R(1) + odds()))};
                       }},
                  Form{"o/(1 + o) <= 1 - tau, o = k/(n_f - k) e^D, where D is far below 0", attained, [&] {
                         const R head = sum(exact::query_keys_weights(row, query_keys), scored.first(k));
                         return Both<R>{R(odds() / (R(1) + odds())),
                                        R(head / exact::query_keys_partition(row, query_keys))};
                       }});
      if (!ordered && !certainly_less(gap, Ball(0))) {
        ordered = true;
        out.equal("D >= 0: tau of the current head = tau_k", [&] { return Both<R>{tau(), tail_mass()}; });
      }
      if (!reached && exact::reaches_threshold(gap, k, finite, search.epsilon)) {
        reached = true;
        out.at_most("D at the threshold: tau of the current head <= eps", worst, [&] {
          return Both<R>{tau(), epsilon()};
        });
        out.at_most("D at the threshold: tau_k <= eps", worst, [&] {
          return Both<R>{tail_mass(), epsilon()};
        });
      }
    }
  }

  /// Whether the head has one score and all other keys have the score that D compares it with.
  static bool two_levels(const QueryKeys& query_keys, std::span<const Key> head, const exact::ScoreGap& gap) {
    const exact::QueryKeysScores& scores = query_keys.derived<exact::QueryKeysScores>();
    if (!scores.equal(head.front(), head.back()))
      return false;
    return std::ranges::all_of(query_keys.unmasked(), [&](Key key) {
      return std::ranges::find(head, key) != head.end() ||
             (gap.next_key ? scores.equal(key, *gap.next_key) : scores.compare(key, gap.next_bound) == 0);
    });
  }
};

/// The gap, unless there is nothing left that it compares with.
std::optional<exact::ScoreGap> gap_to_something(const QueryKeys& query_keys, const Cells& cells,
                                                const exact::OpenedCells& state, std::size_t k) {
  const std::optional<exact::ScoreGap> gap = exact::score_gap(query_keys, cells, state, k);
  const bool nothing_left = gap && !gap->next_key && state.opened == cells.all().size();
  return nothing_left ? std::nullopt : gap;
}

struct NextScoredDropped : TrueSearch {
  static std::optional<exact::ScoreGap> gap_seen(const QueryKeys& query_keys, const Cells& cells,
                                                 exact::OpenedCells state, std::size_t k) {
    state.scored.resize(std::min(state.scored.size(), k));
    return gap_to_something(query_keys, cells, state, k);
  }
};
struct ClosedIgnored : TrueSearch {
  static std::optional<exact::ScoreGap> gap_seen(const QueryKeys& query_keys, const Cells& cells,
                                                 exact::OpenedCells state, std::size_t k) {
    state.opened = cells.all().size();
    return gap_to_something(query_keys, cells, state, k);
  }
};
struct SmallestBound : TrueSearch {
  static std::optional<exact::ScoreGap> gap_seen(const QueryKeys& query_keys, const Cells& cells,
                                                 const exact::OpenedCells& state, std::size_t k) {
    std::optional<exact::ScoreGap> gap = exact::score_gap(query_keys, cells, state, k);
    if (gap && !gap->next_key)
      gap->next_bound = exact::next_cell(cells, cells.all().size() - 1).upper;
    return gap;
  }
};
struct CountsDropped : TrueSearch {
  static std::size_t outside(std::size_t, std::size_t) { return 1; }
};

const Hypothesis hypotheses[] = {
    {"query, keys and searches are given", searches_given, Without::meaningless},
    {"s <= U_j in every cell", cells_bound_their_scores, Without::open, with_bounds_below_scores},
    {"1 <= k < n_f of some search",
     [](const Case& c) {
       return std::ranges::any_of(
           c.searches, [&](const Search& search) { return search.k < c.query_keys->unmasked().size(); });
     },
     Without::meaningless},
};

Case two_level_case(double epsilon) {
  return search_case({1, 1, 0, 0, 0, masked}, {.k = 2, .growth = 0, .epsilon = epsilon, .cells = nullptr},
                     {{{0, 1}, 1}, {{2, 3}, 0}, {{4}, 0}});
}
/// n_f - k keys of n_f equal ones are eps of the mass.
Case worst_case() {
  return search_case({3, 3, 3, 3}, {.k = 1, .growth = 0, .epsilon = 0.75, .cells = nullptr},
                     {{{0, 1}, 3}, {{2, 3}, 3}});
}

const Mutant mutants[] = {
    {"tightened-gap", "e^D <= 0.99 e^{Delta_k}", sides_of<Tightened<DeltaKSearch<>, 0>>(),
     [] { return two_level_case(0.5); }},
    {"tightened-tail", "0.99 of the bound of tau", sides_of<Tightened<DeltaKSearch<>, 1>>(),
     [] { return two_level_case(0.5); }},
    {"tightened-epsilon", "0.99 eps for eps", sides_of<Tightened<DeltaKSearch<>, 3>>(), worst_case},
    {"tightened-epsilon-top-k", "0.99 eps for eps above tau_k", sides_of<Tightened<DeltaKSearch<>, 4>>(),
     worst_case},
    {"next-scored-dropped", "the (k+1)-th largest scored key left out",
     sides_of<DeltaKSearch<NextScoredDropped>>(),
     [] {
       return search_case({0, 0, -10}, {.k = 1, .growth = 0, .epsilon = 0.4, .cells = nullptr},
                          {{{0, 1}, 0}, {{2}, -10}});
     }},
    {"closed-ignored", "the bounds of the closed cells left out", sides_of<DeltaKSearch<ClosedIgnored>>(),
     [] {
       return search_case({0, -5, 0.5}, {.k = 1, .growth = 0, .epsilon = 0.4, .cells = nullptr},
                          {{{0, 1}, 1}, {{2}, 0.75}});
     }},
    {"smallest-bound", "the smallest bound of a closed cell for the largest",
     sides_of<DeltaKSearch<SmallestBound>>(),
     [] {
       return search_case({1, 0.5, -10}, {.k = 1, .growth = 0, .epsilon = 0.4, .cells = nullptr},
                          {{{0}, 1}, {{1}, 0.5}, {{2}, -10}});
     }},
    {"counts-dropped", "1 for n_f - k in the bound of tau", sides_of<DeltaKSearch<CountsDropped>>(),
     [] { return two_level_case(0.5); }},
};

} // namespace

extern const Theorem delta_k_search = {
    .id = "delta-k-search",
    .words = "search until the gap certifies epsilon",
    .section = 6,
    .statement = "exact scores s_j = scale q.k_j, every key in one cell with s <= U_j, cells opened by "
                 "descending U_j; once k < n_f keys are scored, D = (k-th largest scored) - max((k+1)-th "
                 "largest scored, largest U_j of a closed cell): Delta_k >= D and tau of the current head <= "
                 "1/(1 + k/(n_f - k) e^D) at every step; where D >= ln((n_f - k)/k) + ln((1 - eps)/eps), tau "
                 "of the current head <= eps and tau_k <= eps; where D >= 0, the head is a Top-k set",
    .equality_case = "D = Delta_k; head constant and all other keys at the score or bound that D compares it "
                     "with; equal scores with n_f eps = n_f - k",
    .source = "P Alg. 1",
    .scope = Scope::row,
    .needs = parts<part::Searches>,
    .hypotheses = hypotheses,
    .sides = sides_of<DeltaKSearch<>>(),
    .witness = [] { return two_level_case(0.75); },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
Exact scores $s_j$ are a scale times $q\cdot k_j$; every key lies in one cell with $s\le U_j$, and cells are opened by descending $U_j$. Once $k<n_f$ keys are scored,
$$D=(k\text{-th largest scored})-\max\{(k+1)\text{-th largest scored},\ \max U_j\text{ of a closed cell}\}$$
has, at every step, $\Delta_k\ge D$ and
$$\tau\text{ of the current head}\le\frac{1}{1+\frac{k}{n_f-k}\,e^{D}}.$$
Where $D\ge\ln\frac{n_f-k}{k}+\ln\frac{1-\varepsilon}{\varepsilon}$, $\tau$ of the current head and $\tau_k$ are at most $\varepsilon$; where $D\ge0$, the head is a Top-$k$ set.
if: query, keys and searches are given
if: $s\le U_j$ in every cell
if: $1\le k<n_f$ of some search
eq: $D=\Delta_k$; head constant and all other keys at the score or bound that $D$ compares it with; equal scores with $n_f\,\varepsilon=n_f-k$)",
};

} // namespace tailmass
