// tail-mass-perturbation: how an error of the scores moves the odds of a given tail.
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tailmass {
namespace {

/// One side of a claim, whose bound takes all its errors to be +d (raised) or all to be -d, d the largest.
struct Side {
  std::span<const Key> keys; ///< by descending score
  Key farthest;              ///< of the error of size d
  bool raised;
};

/// Whether the error of a key of the side is another one.
bool deviates(const Case& c, const Side& side, Key key) {
  const double to = c.perturbed[side.farthest];
  const double from = (*c.scores)[side.farthest];
  return (side.raised ? to > from : to < from) ? exact::compare_errors(c, key, side.farthest) != 0
                                               : exact::sign_of_error_sum(c, key, side.farthest) != 0;
}

/// The keys of a side that may deviate, from the first that does: none where the side attains its bound.
std::span<const Key> from_first_deviant(const Case& c, const Side& side) {
  const auto first = std::ranges::find_if(side.keys, [&](Key key) { return deviates(c, side, key); });
  return side.keys.subspan(static_cast<std::size_t>(first - side.keys.begin()));
}

/// By how much their scores are below the largest one of the side; infinite for none.
double depth(const Case& c, const Side& side, std::span<const Key> deviants) {
  if (deviants.empty())
    return std::numeric_limits<double>::infinity();
  return (*c.scores)[side.keys.front()] - (*c.scores)[deviants.front()];
}

/// States of those that deviate that their sum of e^{s'} is at most e^d times that of e^s (raised), or the
/// other way round.
template <class R>
void side_at_most(Evaluator<R>& row, const Case& c, std::string_view label, const Side& side,
                  std::span<const Key> deviants, Sides<R>& out) {
  if (deviants.empty())
    return;
  out.at_most(label, [&] {
    using std::abs;
    using std::exp;
    std::vector<Key> keys;
    std::ranges::copy_if(deviants, std::back_inserter(keys), [&](Key key) { return deviates(c, side, key); });
    const double unit = (*c.scores)[keys.front()];
    const R before = sum(exact::weights_of<R>(row, keys, c.scores->all(), unit), keys);
    const R after = sum(exact::weights_of<R>(row, keys, c.perturbed, unit), keys);
    const R factor = R(exp(R(abs(exact::score_error(row, c, side.farthest)))));
    return Both<R>{side.raised ? after : before, R(factor * (side.raised ? before : after))};
  });
}

/// States lesser() <= greater() of odds. Where the sides deviate from attaining it only by keys far below the
/// rest (finite masks), the terms that attain it can be left out: each side then claims its part, from which
/// the claim follows.
template <class R, class Lesser, class Greater>
void odds_at_most(Evaluator<R>& row, const Case& c, std::string_view label, const Side& head,
                  const Side& tail, Sides<R>& out, const Lesser& lesser, const Greater& greater) {
  const std::span<const Key> in_head = from_first_deviant(c, head), in_tail = from_first_deviant(c, tail);
  const bool attained = in_head.empty() && in_tail.empty();
  out.either(
      attained ? 0 : std::min(depth(c, head, in_head), depth(c, tail, in_tail)),
      [&] { out.at_most(label, attained, [&] {
              return Both<R>{lesser(), greater()};
            }); },
      [&] {
        side_at_most(row, c, label, head, in_head, out);
        side_at_most(row, c, label, tail, in_tail, out);
      });
}

struct TailMassPerturbation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto head = c.head.finite_head();
    const auto tail = c.head.finite_tail();
    const Key in_head = exact::error_range(c, head).farthest;
    const Key in_tail = exact::error_range(c, tail).farthest;
    const auto odds = lazy([&] { return R(exact::tail_sum(row) / exact::head_sum(row)); });
    const auto perturbed = lazy([&] { return exact::perturbed_odds(row, c); });
    const auto factor = lazy([&] {
      using std::abs;
      using std::exp;
      return R(exp(R(abs(exact::score_error(row, c, in_head)) + abs(exact::score_error(row, c, in_tail)))));
    });
    odds_at_most(row, c, "tau/(1 - tau) <= e^{d_H + d_T} tau'/(1 - tau')", {head, in_head, true},
                 {tail, in_tail, false}, out, odds, [&] { return R(factor() * perturbed()); });
    odds_at_most(row, c, "tau'/(1 - tau') <= e^{d_H + d_T} tau/(1 - tau)", {head, in_head, false},
                 {tail, in_tail, true}, out, perturbed, [&] { return R(factor() * odds()); });
  }
};

/// Another exponent, as multiples of d_H and d_T.
template <int of_head, int of_tail>
struct OtherExponent {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    const R exponent = R(R(of_head) * exact::largest_error(row, c, c.head.finite_head()) +
                         R(of_tail) * exact::largest_error(row, c, c.head.finite_tail()));
    out.at_most("tau/(1 - tau) <= e^{another exponent} tau'/(1 - tau')", [&] {
      return Both<R>{R(exact::tail_sum(row) / exact::head_sum(row)),
                     R(exp(exponent) * exact::perturbed_odds(row, c))};
    });
  }
};

Case perturbed_case(std::vector<double> perturbed) {
  Case c = top_k_case({1, 0.5, 0, -1, masked}, 2);
  c.perturbed = std::move(perturbed);
  return c;
}
/// d_H = 0.75, d_T = 0.25, both bounds' worst case: the head raised and the tail lowered.
Case apart() {
  return perturbed_case({1.75, 1.25, -0.25, -1.25, masked});
}
Case together() {
  return perturbed_case({0.25, -0.25, 0.25, -0.75, masked});
}

constexpr Hypothesis hypotheses[] = {
    {"0 < tau < 1", tail_has_mass, Without::trivial},
};

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<TailMassPerturbation, 0>>(), apart},
    {"tightened-back", "0.99 times the bound of tau'", sides_of<Tightened<TailMassPerturbation, 1>>(),
     together},
    {"thrice-tail-error", "e^{3 d_T} for e^{d_H + d_T}, d_H > 2 d_T", sides_of<OtherExponent<0, 3>>(), apart},
    {"tail-error-alone", "d_T for d_H + d_T", sides_of<OtherExponent<0, 1>>(), apart},
    {"head-error-alone", "d_H for d_H + d_T", sides_of<OtherExponent<1, 0>>(), apart},
};

} // namespace

extern const Theorem tail_mass_perturbation = {
    .id = "tail-mass-perturbation",
    .section = 4,
    .statement = "s and s' masked alike, |s' - s| <= d_H over the head and <= d_T over the tail, tau' the "
                 "mass of the same tail under s': tau/(1-tau) <= e^{d_H + d_T} tau'/(1-tau'), and the same "
                 "with s and s' exchanged",
    .equality_case = "s' - s = d_H on the head and -d_T on the finite tail; exchanged: -d_H and d_T",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Perturbed>,
    .hypotheses = hypotheses,
    .sides = sides_of<TailMassPerturbation>(),
    .witness = apart,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $s$ and $s'$ masked alike, $|s'-s|\le d_H$ over the head and $\le d_T$ over the tail, $\tau'$ the mass of the same tail under $s'$,
$$\frac{\tau}{1-\tau}\le e^{d_H+d_T}\,\frac{\tau'}{1-\tau'},$$
and the same with $s$ and $s'$ exchanged.
if: $0<\tau<1$
eq: $s'-s=d_H$ on the head and $-d_T$ on the finite tail; exchanged: $-d_H$ and $d_T$)",
};

} // namespace tailmass
