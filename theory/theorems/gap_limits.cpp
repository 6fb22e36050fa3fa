// gap-limits: gaps on both sides leave no better certificate than theirs, and one gap says nothing from
// below.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/extremal_rows.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

using exact::End;
using exact::MovedRow;

struct TwoSided {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Scores& s = *c.scores;
    const Checkpoints& at = *c.checkpoints;
    attained_at_most(
        row, "tau <= that of the row of gaps on both sides", "which is the two-sided bound",
        exact::unmoved_row(row),
        row_of(row, exact::segment_scores(s, at.head, End::smallest),
               exact::segment_scores(s, at.tail, End::largest)),
        [&] {
          return share(exact::segment_sum(row, at.tail, End::largest),
                       exact::segment_sum(row, at.head, End::smallest));
        },
        out);
  }
};

/// With s_(1) raised by t the gap is the same for k >= 2, and the tail mass is less than its sum over
/// e^{s_(1) + t}, which is at most (n_f - k) e^{-Delta_k - t}.
struct GapLimits {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    TwoSided::sides(row, c, out);
    from_below(row, c, out);
  }

  template <class R>
  static void from_below(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Scores& s = *c.scores;
    const std::size_t k = c.head.size(), dropped = s.finite_count() - k;
    if (k == 1) {
      std::vector<double> tail(dropped, masked);
      tail.front() = s.ranked(2);
      const MovedRow<R> least = row_of(row, {s.ranked(1)}, std::move(tail));
      tail_mass_at_most(out, "k = 1: 1/(1 + e^Delta) <= tau", least, exact::unmoved_row(row),
                        row.precision());
      return;
    }
    out.at_most("k >= 2: tau of the row with s_(1) raised by 64 <= (n_f - k) e^{-Delta_k - 64}", [&] {
      using std::exp;
      constexpr double raise = 64;
      const Precision<R>& at = row.precision();
      const R others = R(exact::partition(row) - exact::ranked_weight(row, 1));
      const R raised = R(exp(at(raise)) * exact::ranked_weight(row, 1));
      const R bound = R(at(dropped) * exp(R(at(0.0) - R(exact::gap(row, k) + at(raise)))));
      return Both<R>{R(exact::tail_sum(row) / R(raised + others)), bound};
    });
  }
};

/// The lower bound of k = 1, for every k.
struct LowerFromGap {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    out.at_most("1/(1 + k e^{Delta_k}) <= tau", [&] {
      return Both<R>{exact::gap_bound(row, k, 1, k), exact::tail_mass(row)};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"the checkpoints rise from 0 to k and from k to n_f", exact::checkpoints_fit, Without::meaningless},
};

/// Checkpoints at k and the ends.
Case at_ends(std::vector<double> scores, std::size_t k) {
  Case c = top_k_case(std::move(scores), k);
  c.checkpoints = Checkpoints{.head = {0, k}, .tail = {k, c.scores->finite_count()}, .known_gaps = 1};
  return c;
}
Case two_levels() {
  return at_ends({2, 2, 0, 0, 0}, 2);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the two-sided bound", sides_of<Tightened<TwoSided>>(), two_levels},
    {"lower-from-gap", "a lower bound from the gap for k >= 2", sides_of<LowerFromGap>(),
     [] {
       return at_ends({10, 0, 0}, 2);
     }},
};

} // namespace

extern const Theorem gap_limits = {
    .id = "gap-limits",
    .words = "gaps certify no better, and for two keys nothing from below",
    .section = 2,
    .statement = "a row with the same n_f, k, s_(m_i + 1) - s_(k) and s_(c_j) - s_(k) attains "
                 "multi-gap-two-sided, so that no certificate from these is less. From below (n_f, k, "
                 "Delta_k) gives nothing for k >= 2: raising s_(1) by t leaves it and makes tau at most (n_f "
                 "- k) e^{-Delta_k - t}; for k = 1 it gives tau >= 1/(1 + e^Delta)",
    .equality_case = "the row is the extremal one: segments at the ends that the bound takes; k = 1: n_f = 2",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Checkpoints>,
    .hypotheses = hypotheses,
    .sides = sides_of<GapLimits>(),
    .witness = two_levels,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
A row with the same $n_f$, $k$, $s_{(m_i+1)}-s_{(k)}$ and $s_{(c_j)}-s_{(k)}$ attains multi-gap-two-sided, so that no certificate from these is less. From below $(n_f,k,\Delta_k)$ gives nothing for $k\ge2$: raising $s_{(1)}$ by $t$ leaves it and makes
$$\tau\le(n_f-k)\,e^{-\Delta_k-t};$$
for $k=1$ it gives $\tau\ge1/(1+e^\Delta)$.
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: the checkpoints rise from $0$ to $k$ and from $k$ to $n_f$
eq: the row is the extremal one: segments at the ends that the bound takes; $k=1$: $n_f=2$)",
};

} // namespace tailmass
