// certificate-optimality: bounds from gaps, blocks and cells are attained by rows of the same information, so
// that no certificate from it can be better.
#include "theory/exact/blocks/block_moments.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/extremal_rows.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

using exact::End;
using exact::MovedRow;

std::vector<double> scores_of(const Scores& s, std::span<const Key> keys) {
  std::vector<double> scores;
  for (const Key key : keys)
    scores.push_back(s[key]);
  return scores;
}

/// The scored keys are those of the head's blocks, the cells the other blocks with a finite key; the current
/// head is the Top-k of the scored keys, all while fewer.
struct ScoredAndCells {
  std::vector<double> head;    ///< scores of the current head
  std::vector<double> outside; ///< of the other scored keys
  std::vector<double> closed;  ///< of the keys in cells
  std::vector<double> bounds;  ///< U_j of each of those keys
  struct Cell {
    std::size_t keys;
    double upper;
  };
  std::vector<Cell> cells;
};
ScoredAndCells scored_and_cells(const Case& c) {
  ScoredAndCells found;
  for (const Block& block : c.blocks->all()) {
    const std::vector<Key> keys = exact::finite_keys(*c.scores, block).keys;
    const std::vector<double> scores = scores_of(*c.scores, keys);
    std::vector<double>& into = block.in_head ? found.outside : found.closed;
    into.insert(into.end(), scores.begin(), scores.end());
    if (!block.in_head && !keys.empty()) {
      found.bounds.insert(found.bounds.end(), keys.size(), block.upper);
      found.cells.push_back({keys.size(), block.upper});
    }
  }
  std::ranges::sort(found.outside, std::greater{});
  const auto end =
      found.outside.begin() + static_cast<std::ptrdiff_t>(std::min(c.head.size(), found.outside.size()));
  found.head.assign(found.outside.begin(), end);
  found.outside.erase(found.outside.begin(), end);
  return found;
}

std::vector<double> joined(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// What may be known of a row, beside n_f and k.
enum class Known { gap, gaps, least_of_blocks, most_of_blocks, cells, kinds };

/// What is known of a row, the row of the largest (or the smallest) tail mass that it fits, and the bound.
/// The bounds are those of the catalogue; here each is the tail mass of a row, from the definition.
struct Optimum {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Known known, Sides<R>& out) {
    switch (known) {
    case Known::gap:
      return by_gap(row, c, out);
    case Known::gaps:
      return by_gaps(row, c, out);
    case Known::least_of_blocks:
      return by_least_of_blocks(row, c, out);
    case Known::most_of_blocks:
      return by_most_of_blocks(row, c, out);
    case Known::cells:
      return by_cells(row, c, out);
    case Known::kinds:
      return;
    }
  }

  template <class R>
  static void by_gap(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Scores& s = *c.scores;
    const std::size_t k = c.head.size(), dropped = s.finite_count() - k;
    attained_at_most(
        row, "tau <= that of the row of n_f, k and Delta_k", "which is the gap bound",
        exact::unmoved_row(row),
        row_of(row, std::vector<double>(k, s.ranked(k)), std::vector<double>(dropped, s.ranked(k + 1))),
        [&] { return exact::gap_bound(row, k, dropped, k); }, out);
  }
  template <class R>
  static void by_gaps(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Scores& s = *c.scores;
    const std::size_t k = c.head.size();
    const std::vector<std::size_t>& tail = c.checkpoints->tail;
    attained_at_most(
        row, "tau <= that of the row of the gaps at checkpoints", "which is the multi-gap bound",
        exact::unmoved_row(row),
        row_of(row, std::vector<double>(k, s.ranked(k)), exact::segment_scores(s, tail, End::largest)),
        [&] {
          return share(exact::segment_sum(row, tail, End::largest),
                       R(row.precision()(k) * exact::ranked_weight(row, k)));
        },
        out);
  }
  template <class R>
  static void by_least_of_blocks(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const MovedRow<R> bound = exact::interval_row(row, *c.blocks, End::smallest);
    const MovedRow<R> least = row_of(row, bound.head, bound.tail);
    tail_mass_at_most(out, "the least tau of the blocks' intervals <= tau", least,
                      exact::union_row(row, *c.blocks), row.precision());
    attained(
        "which is the lower bound of blocks", least, [&] { return bound.tail_mass(); }, out);
  }
  template <class R>
  static void by_most_of_blocks(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const MovedRow<R> bound = exact::interval_row(row, *c.blocks, End::largest);
    if (std::isinf(exact::largest(bound.head)))
      return; // L_head = 0: no row has that head
    attained_at_most(
        row, "tau <= the most of the blocks' intervals", "which is the upper bound of blocks",
        exact::union_row(row, *c.blocks), row_of(row, bound.head, bound.tail),
        [&] { return bound.tail_mass(); }, out);
  }
  template <class R>
  static void by_cells(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const ScoredAndCells known = scored_and_cells(c);
    attained_at_most(
        row, "tau of the current head <= the most of cells and scored keys", "which is tau^",
        row_of(row, known.head, joined(known.closed, known.outside)),
        row_of(row, known.head, joined(known.bounds, known.outside)), [&] { return cell_bound(row, known); },
        out);
  }
  /// tau^.
  template <class R>
  static R cell_bound(Evaluator<R>& row, const ScoredAndCells& known) {
    R tail = sum_of(row, known.outside);
    const R scored = R(tail + sum_of(row, known.head));
    R closed(0);
    for (const ScoredAndCells::Cell& cell : known.cells)
      closed += R(row.precision()(cell.keys) * exact::weight_of_score(row, cell.upper));
    return R(R(tail + closed) / R(scored + closed));
  }
};

/// One kind of information a case, in turn, as all of them cost more than they say.
struct CertificateOptimality {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t turn = c.head.size() + c.scores->finite_count();
    Optimum::sides(row, c, static_cast<Known>(turn % static_cast<std::size_t>(Known::kinds)), out);
  }
};

/// A row with other scores of head and tail, said to have the gap bound as tail mass.
template <std::size_t (*head_rank)(std::size_t k, std::size_t finite),
          std::size_t (*tail_rank)(std::size_t k, std::size_t finite)>
struct OtherRow {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Scores& s = *c.scores;
    const std::size_t k = c.head.size(), finite = s.finite_count();
    out.equal("tau of another row = the gap bound", [&] {
      return Both<R>{row_of(row, std::vector<double>(k, s.ranked(head_rank(k, finite))),
                            std::vector<double>(finite - k, s.ranked(tail_rank(k, finite))))
                         .tail_mass(),
                     exact::gap_bound(row, k, finite - k, k)};
    });
  }
};
std::size_t first(std::size_t, std::size_t) {
  return 1;
}
std::size_t boundary(std::size_t k, std::size_t) {
  return k;
}
std::size_t next(std::size_t k, std::size_t) {
  return k + 1;
}
std::size_t last(std::size_t, std::size_t finite) {
  return finite;
}

struct CountsDropped {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("tau of the current head <= tau^ with e^{U_j} for n_j e^{U_j}", [&] {
      ScoredAndCells known = scored_and_cells(c);
      for (ScoredAndCells::Cell& cell : known.cells)
        cell.keys = 1;
      return Both<R>{row_of(row, known.head, joined(known.closed, known.outside)).tail_mass(),
                     Optimum::cell_bound(row, known)};
    });
  }
};

struct UpperEndsOfHead {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("tau <= U_tail/(U_head + U_tail)", [&] {
      const R head = exact::interval_sum(row, *c.blocks, true, End::largest);
      const R tail = exact::interval_sum(row, *c.blocks, false, End::largest);
      return Both<R>{exact::union_row(row, *c.blocks).tail_mass(), R(tail / R(head + tail))};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"the checkpoints rise from 0 to k and from k to n_f", exact::checkpoints_fit, Without::meaningless},
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }, Without::meaningless},
};

/// Checkpoints at k and the ends, two blocks: the first `scored` keys, and the rest.
Case informed(std::vector<double> scores, std::size_t k, std::size_t scored) {
  Case c = top_k_case(std::move(scores), k);
  c.checkpoints = Checkpoints{.head = {0, k}, .tail = {k, c.scores->finite_count()}, .known_gaps = 1};
  std::vector<Key> head, tail;
  for (std::size_t key = 0; key < c.scores->size(); ++key)
    (key < scored ? head : tail).push_back(static_cast<Key>(key));
  c.blocks = std::make_shared<const Blocks>(
      *c.scores, std::vector<Block>{tight_block(*c.scores, head, true), tight_block(*c.scores, tail, false)});
  return c;
}
/// Head and tail constant: every bound is the tail mass.
Case two_levels() {
  return informed({2, 2, 0, 0, 0}, 2, 2);
}

template <Known known>
struct Only {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Optimum::sides(row, c, known, out);
  }
};
template <Known known>
constexpr SidesIn tightened() {
  return sides_of<Tightened<Only<known>>>();
}

const Mutant mutants[] = {
    {"tightened-gap", "0.99 of the gap bound", tightened<Known::gap>(), two_levels},
    {"tightened-multi-gap", "0.99 of the multi-gap bound", tightened<Known::gaps>(), two_levels},
    {"tightened-least", "0.99 tau above the lower bound of blocks", tightened<Known::least_of_blocks>(),
     two_levels},
    {"tightened-most", "0.99 of the upper bound of blocks", tightened<Known::most_of_blocks>(), two_levels},
    {"tightened-cells", "0.99 tau^", tightened<Known::cells>(), two_levels},
    {"head-at-first", "the head at s_(1) in the row that attains the gap bound",
     sides_of<OtherRow<first, next>>(),
     [] {
       return informed({3, 2, 0, 0}, 2, 2);
     }},
    {"tail-at-last", "the tail at s_(n_f) in the row that attains the gap bound",
     sides_of<OtherRow<boundary, last>>(),
     [] {
       return informed({2, 2, 0, -1}, 2, 2);
     }},
    {"counts-dropped", "e^{U_j} for n_j e^{U_j} of a closed cell", sides_of<CountsDropped>(), two_levels},
    {"upper-ends-of-head", "U_b for L_b in the head of the upper bound", sides_of<UpperEndsOfHead>(),
     [] {
       return informed({2, 0, 0, 0}, 1, 2);
     }},
};

} // namespace

extern const Theorem certificate_optimality = {
    .id = "certificate-optimality",
    .words = "no certificate of the same numbers is better",
    .section = 2,
    .statement =
        "every function of the same information that bounds the tail mass of all rows is at least the bound, "
        "as a row with that information attains it: (n_f, k, Delta_k): gap-bound; (n_f, k, s_(m_i + 1) - "
        "s_(k)): multi-gap-bound; blocks (n_b, [L_b, U_b], side): both sides of blockwise-bounds, the upper "
        "if L_head > 0; scored keys with (n_j, U_j) of closed cells: tau^ of mc-search for the current head",
    .equality_case = "the row is the extremal one: head and tail at the ends that their bound takes",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Blocks, part::Checkpoints>,
    .hypotheses = hypotheses,
    .sides = sides_of<CertificateOptimality>(),
    .witness = two_levels,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
Every function of the same information that bounds the tail mass of all rows is at least the bound, as a row with that information attains it:
$$\begin{aligned}(n_f,k,\Delta_k)&:\text{ gap-bound}\\ (n_f,k,s_{(m_i+1)}-s_{(k)})&:\text{ multi-gap-bound}\\ \text{blocks }(n_b,[L_b,U_b],\text{side})&:\text{ both sides of blockwise-bounds, the upper if }L_{\mathrm{head}}>0\\ \text{scored keys, cells }(n_j,U_j)&:\ \hat\tau\text{ of mc-search for the current head}\end{aligned}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: the checkpoints rise from $0$ to $k$ and from $k$ to $n_f$
if: blocks are given
eq: the row is the extremal one: head and tail at the ends that their bound takes)",
};

} // namespace tailmass
