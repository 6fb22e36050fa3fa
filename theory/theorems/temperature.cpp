// temperature: cooling a row shrinks the odds of the tail at least as fast as the boundary gap says.
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Odds tau/(1 - tau) of the tail in focus at inverse temperature beta.
template <class R>
R tail_odds(Evaluator<R>& row, double beta) {
  const Vector<R>& weights = exact::weights_at(row, beta);
  return R(sum(weights, row.head().finite_tail()) / sum(weights, row.head().finite_head()));
}

/// States the fall of the odds by the gap at a rank, if the row has it.
template <class R>
void fall(Evaluator<R>& row, const Case& c, Sides<R>& out, std::size_t rank) {
  if (rank >= c.scores->finite_count())
    return; // only a false variant's gap can be missing
  const double from = c.temperatures->beta0, to = c.temperatures->beta1;
  // The statement on logits, raised to exponentials: both sides are then odds, and positive.
  out.at_most(
      "odds(beta1) e^{(beta1 - beta0) Delta} <= odds(beta0)",
      from == to || (head_constant(c) && finite_tail_constant(c)), [&] {
        using std::exp;
        const Precision<R>& at = row.precision();
        const R gap = at(c.scores->ranked(rank)) - at(c.scores->ranked(rank + 1));
        return Both<R>{R(tail_odds(row, to) * exp(R((at(to) - at(from)) * gap))), tail_odds(row, from)};
      });
}

struct Temperature {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    fall(row, c, out, c.head.size());
  }
};

struct NextGap {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    fall(row, c, out, c.head.size() + 1);
  }
};

/// True of temperatures that are 1 or more apart.
struct WholeGap {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("odds(beta1) e^Delta <= odds(beta0)", [&] {
      using std::exp;
      const std::size_t k = c.head.size();
      const R gap = R(row.ranked_score(k) - row.ranked_score(k + 1));
      return Both<R>{R(tail_odds(row, c.temperatures->beta1) * exp(gap)),
                     tail_odds(row, c.temperatures->beta0)};
    });
  }
};

constexpr Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"k < n_f", k_below_finite_count, Without::meaningless},
    {"0 <= beta0 <= beta1",
     [](const Case& c) {
       return 0 <= c.temperatures->beta0 && c.temperatures->beta0 <= c.temperatures->beta1;
     },
     Without::open,
     [](Case c) {
       std::swap(c.temperatures->beta0, c.temperatures->beta1);
       return c;
     }},
};

Case two_level(double beta0, double beta1) {
  Case c = top_k_case({3, 3, 1, 1, 1, masked}, 2);
  c.temperatures = TemperaturePair{beta0, beta1};
  return c;
}

const Mutant mutants[] = {
    {"whole-gap", "e^Delta for e^{(beta1 - beta0) Delta}", sides_of<WholeGap>(),
     [] {
       Case c = top_k_case({3, 1, 0}, 1);
       c.temperatures = TemperaturePair{1, 1};
       return c;
     }},
    {"tightened", "0.99 times the bound", sides_of<Tightened<Temperature>>(),
     [] { return two_level(0.5, 2); }},
    {"next-gap", "Delta_{k+1} for Delta_k", sides_of<NextGap>(),
     [] {
       Case c = top_k_case({0, 0, -1, -9}, 2);
       c.temperatures = TemperaturePair{0, 1};
       return c;
     }},
};

} // namespace

extern const Theorem temperature = {
    .id = "temperature",
    .words = "a lower temperature shrinks the tail by the gap",
    .section = 1,
    .statement = "0 <= beta0 <= beta1, 1 <= k < n_f: logit tau_k(beta1) <= logit tau_k(beta0) - (beta1 - "
                 "beta0) Delta_k",
    .equality_case = "head constant and finite tail constant, or beta0 = beta1",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Temperatures>,
    .hypotheses = hypotheses,
    .sides = sides_of<Temperature>(),
    .witness = [] { return two_level(0.5, 2); },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\operatorname{logit}\tau_k(\beta_1)\le\operatorname{logit}\tau_k(\beta_0)-(\beta_1-\beta_0)\,\Delta_k$$
if: the head is a Top-$k$ set
if: $k<n_f$
if: $0\le\beta_0\le\beta_1$
eq: head constant and finite tail constant, or $\beta_0=\beta_1$)",
};

} // namespace tailmass
