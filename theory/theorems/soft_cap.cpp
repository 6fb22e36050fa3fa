// soft-cap: capping the scores never shrinks the tail, and by how much it must grow the boundary gap says.
#include "theory/exact/outputs/outputs.hpp"
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>

namespace tailmass {
namespace {

/// The cap: the size of the case's shift.
double cap_of(const Case& c) {
  return std::abs(*c.shift);
}

/// f(s) = c tanh(s/c): rising, and between two scores it rises by less than they do.
struct TrueCap {
  static constexpr const char *scores = "capped_scores", *weights = "capped_weights";
  static constexpr std::string_view bound = "odds tau_k e^{Delta_k - Delta_k^f} <= odds tau_k of f(s)";
  static constexpr std::string_view order = "odds tau_k <= odds tau_k of f(s)";
  /// Whether f moves two scores by different amounts.
  static bool parts(double a, double b, double /*cap*/) { return a != b; }
  template <class R>
  static R of(const Precision<R>& at, double score, double cap) {
    const R size = R(at(2.0) * at(std::abs(score)) / at(cap)); // tanh of half of it
    const R capped = R(at(cap) * exact::tanh_of_half(size));
    return score < 0 ? R(-capped) : capped;
  }
};

/// f(s) = max(-c, min(s, c)), which leaves scores between -c and c as they are.
struct Clamp {
  static constexpr const char *scores = "clamped_scores", *weights = "clamped_weights";
  static constexpr std::string_view bound = "the same of f(s) = max(-c, min(s, c))";
  static constexpr std::string_view order = "odds tau_k <= odds tau_k of the same";
  static bool parts(double a, double b, double cap) {
    return a != b && !(std::abs(a) <= cap && std::abs(b) <= cap);
  }
  template <class R>
  static R of(const Precision<R>& at, double score, double cap) {
    return at(std::clamp(score, -cap, cap));
  }
};

/// f(s_i) at every key of finite score; 0 elsewhere.
template <class Cap, class R>
const Vector<R>& capped_scores(Evaluator<R>& row, const Case& c) {
  return row.of_row().once({Cap::scores, cap_of(c)}, [&] {
    Vector<R> capped(c.scores->size(), row.precision());
    const auto finite = c.scores->finite();
    for (std::size_t i = 0; i < finite.size(); ++i)
      capped.set(finite[i], i > 0 && (*c.scores)[finite[i]] == (*c.scores)[finite[i - 1]]
                                ? R(capped[finite[i - 1]])
                                : Cap::of(row.precision(), (*c.scores)[finite[i]], cap_of(c)));
    return capped;
  });
}

/// e^{f(s_i) - f(s_(1))}; 0 where masked, which a cap does not touch.
template <class Cap, class R>
const Vector<R>& capped_weights(Evaluator<R>& row, const Case& c) {
  return row.of_row().once({Cap::weights, cap_of(c)}, [&] {
    using std::exp;
    const Vector<R>& capped = capped_scores<Cap>(row, c);
    Vector<R> weights(capped.size(), row.precision());
    for (const Key key : c.scores->finite())
      weights.set(key, R(exp(R(capped[key] - capped[c.scores->finite().front()]))));
    return weights;
  });
}

/// How far f has brought two neighbouring ranks together: s_(a) - s_(b) - (f(s_(a)) - f(s_(b))).
template <class Cap, class R>
R lost_between(Evaluator<R>& row, const Case& c, std::size_t a, std::size_t b) {
  const auto order = c.scores->order();
  const Vector<R>& capped = capped_scores<Cap>(row, c);
  return R(R(row.ranked_score(a) - row.ranked_score(b)) - R(capped[order[a - 1]] - capped[order[b - 1]]));
}

/// The keys of a side that f moves by another amount than a score at its boundary. What f takes off rises
/// with the score, so that these are the side's farthest from there.
template <class Cap>
std::vector<Key> beyond(const Case& c, std::span<const Key> side, double boundary) {
  std::vector<Key> keys;
  std::ranges::copy_if(side, std::back_inserter(keys),
                       [&](Key key) { return Cap::parts((*c.scores)[key], boundary, cap_of(c)); });
  return keys;
}

/// Of the keys beyond the boundary of a side, whose sum of e^{f(s)} is compared with e^{f(b) - b} times that
/// of e^s: both over e^{f(b)}, b the score at the boundary.
template <class Cap, class R>
Both<R> beyond_boundary(Evaluator<R>& row, const Case& c, const std::vector<Key>& keys, std::size_t rank) {
  using std::exp;
  const Vector<R>& capped = capped_scores<Cap>(row, c);
  R plain(0), with_cap(0);
  for (const Key key : keys) {
    plain += R(exp(R(row.score(key) - row.ranked_score(rank))));
    with_cap += R(exp(R(capped[key] - capped[c.scores->order()[rank - 1]])));
  }
  return {plain, with_cap};
}

template <class Cap = TrueCap, class Terms = GapTerms>
struct SoftCap {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    if (!has_gap<Terms>(k, c.scores->finite_count()))
      return;
    const auto odds = lazy([&] { return exact::tail_odds(row); });
    const auto capped_odds = lazy([&] {
      const Vector<R>& weights = capped_weights<Cap>(row, c);
      return R(sum(weights, c.head.finite_tail()) / sum(weights, c.head.finite_head()));
    });
    const std::vector<Key> in_head = beyond<Cap>(c, c.head.finite_head(), c.scores->ranked(k));
    const std::vector<Key> in_tail = beyond<Cap>(c, c.head.finite_tail(), c.scores->ranked(k + 1));
    const bool attained = in_head.empty() && in_tail.empty();
    // Head keys beyond the boundary are the heaviest, those of the tail may be as light as nothing: then the
    // two sides of the boundary are compared without the keys that attain the bound, from which it follows.
    out.either(
        attained || !in_head.empty() ? 0 : c.scores->ranked(k + 1) - (*c.scores)[in_tail.front()],
        [&] {
          out.at_most(Cap::bound, attained, [&] {
            using std::exp;
            const R lost = lost_between<Cap>(row, c, Terms::rank(k), Terms::rank(k) + 1);
            return Both<R>{R(odds() * exp(lost)), capped_odds()};
          });
        },
        [&] { out.at_most(Cap::bound, [&] { return beyond_boundary<Cap>(row, c, in_tail, k + 1); }); });
    never_shrinks(row, c, out, odds, capped_odds);
  }

private:
  /// e^{Delta_k - Delta_k^f} >= 1, exactly 1 where f moves head and tail alike.
  template <class R, class Odds, class CappedOdds>
  static void never_shrinks(Evaluator<R>& row, const Case& c, Sides<R>& out, const Odds& odds,
                            const CappedOdds& capped_odds) {
    const std::size_t k = c.head.size();
    const std::vector<Key> in_tail = beyond<Cap>(c, c.head.finite_tail(), c.scores->ranked(1));
    const bool level =
        !Cap::parts(c.scores->ranked(1), c.scores->ranked(k + 1), cap_of(c)); // but for the tail
    out.either(
        level && !in_tail.empty() ? c.scores->ranked(1) - (*c.scores)[in_tail.front()] : 0,
        [&] {
          out.at_most(Cap::order, level && in_tail.empty(), [&] { return Both<R>{odds(), capped_odds()}; });
        },
        [&] { out.at_most(Cap::order, [&] { return beyond_boundary<Cap>(row, c, in_tail, k + 1); }); });
  }
};

struct BothCaps {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    SoftCap<TrueCap>::sides(row, c, out);
    const auto finite = c.scores->finite();
    if (std::ranges::any_of(finite, [&](Key key) { return std::abs((*c.scores)[key]) > cap_of(c); }))
      SoftCap<Clamp>::sides(row, c, out); // else f(s) = s
  }
};

/// c tanh(2 s/c), of slope up to 2.
struct TwiceAsSteep : TrueCap {
  static constexpr const char *scores = "steeply_capped_scores", *weights = "steeply_capped_weights";
  template <class R>
  static R of(const Precision<R>& at, double score, double cap) {
    return R(at(2.0) * TrueCap::of(at, score, cap / 2));
  }
};
/// The claim turned round.
struct Shrinks {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("odds tau_k of f(s) <= odds tau_k", [&] {
      const Vector<R>& weights = capped_weights<TrueCap>(row, c);
      return Both<R>{R(sum(weights, c.head.finite_tail()) / sum(weights, c.head.finite_head())),
                     exact::tail_odds(row)};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
    {"c > 0", [](const Case& c) { return c.shift && *c.shift != 0; }, Without::meaningless},
};

Case capped(std::vector<double> scores, std::size_t k, double cap) {
  Case c = top_k_case(std::move(scores), k);
  c.shift = cap;
  return c;
}
Case two_level() {
  return capped({3, 3, -1, -1, -1, masked}, 2, 2);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the odds with a cap", sides_of<Tightened<SoftCap<>, 0>>(), two_level},
    {"tightened-order", "0.99 of the odds with a cap above those without one",
     sides_of<Tightened<SoftCap<>, 1>>(),
     [] {
       return capped({1, 1, 1, masked}, 2, 2);
     }},
    {"tightened-clamp", "0.99 of the odds of clamped scores", sides_of<Tightened<SoftCap<Clamp>, 0>>(),
     two_level},
    {"tightened-clamp-order", "0.99 of the odds of clamped scores above those of the scores",
     sides_of<Tightened<SoftCap<Clamp>, 1>>(),
     [] {
       return capped({1, 0.5, -1, masked}, 2, 2);
     }},
    {"twice-as-steep", "c tanh(2 s/c), which is not 1-Lipschitz", sides_of<SoftCap<TwiceAsSteep>>(),
     [] {
       return capped({0, -0.5, -1}, 1, 4);
     }},
    {"next-gap", "the gap at k + 1 for that at k", sides_of<SoftCap<TrueCap, NextGap>>(),
     [] {
       return capped({0, 0, -0.5, -9}, 2, 4);
     }},
    {"shrinks", "capping claimed to shrink the tail", sides_of<Shrinks>(), two_level},
};

} // namespace

extern const Theorem soft_cap = {
    .id = "soft-cap",
    .words = "capping scores never shrinks the tail",
    .section = 1,
    .statement = "f nondecreasing and 1-Lipschitz, on finite scores only, such as c tanh(s/c) and max(-c, "
                 "min(s, c)), which are judged; 1 <= k < n_f, Delta_k^f = f(s_(k)) - f(s_(k+1)): odds "
                 "tau_k(f(s)) >= odds tau_k(s) e^{Delta_k - Delta_k^f} >= odds tau_k(s), odds(x) = x/(1 - "
                 "x): capping never shrinks the tail",
    .equality_case =
        "f(s) - s is constant on the head and on the finite tail; with the last: on both together",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Shift>,
    .hypotheses = hypotheses,
    .sides = sides_of<BothCaps>(),
    .witness = two_level,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $f$ nondecreasing and $1$-Lipschitz, on finite scores only, and $\Delta_k^f=f(s_{(k)})-f(s_{(k+1)})$,
$$\frac{\tau_k(f(s))}{1-\tau_k(f(s))}\ge\frac{\tau_k(s)}{1-\tau_k(s)}\,e^{\Delta_k-\Delta_k^f}\ge\frac{\tau_k(s)}{1-\tau_k(s)}$$
Capping never shrinks the tail. Judged of $f(s)=c\tanh(s/c)$ and $f(s)=\max(-c,\min(s,c))$.
if: the head is a Top-$k$ set
if: $1\le k<n_f$
if: $c>0$
eq: $f(s)-s$ is constant on the head and on the finite tail; with the last: on both together)",
};

} // namespace tailmass
