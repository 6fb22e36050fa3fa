// known-head-bound: the scores that are kept and the largest one that is not bound the tail mass.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// The head's own sum, the number of finite scores that are dropped and the score that stands for them.
struct KnownHeadTerms {
  static std::size_t dropped(std::size_t k, std::size_t finite) { return finite - k; }
  static std::size_t rank(std::size_t k) { return k + 1; }
};

template <class Terms = KnownHeadTerms>
struct KnownHeadBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    if (Terms::rank(k) > finite)
      return;
    out.at_most("tau <= T/(Z_H + T)", finite_tail_constant(c), [&] {
      const R tail =
          R(row.precision()(Terms::dropped(k, finite)) * exact::ranked_weight(row, Terms::rank(k)));
      return Both<R>{exact::tail_mass(row), R(tail / R(exact::head_sum(row) + tail))};
    });
  }
};

struct OneKeyLess : KnownHeadTerms {
  static std::size_t dropped(std::size_t k, std::size_t finite) { return finite - k - 1; }
};
struct NextScore : KnownHeadTerms {
  static std::size_t rank(std::size_t k) { return k + 2; }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

Case constant_tail() {
  return top_k_case({3, 1, 0, 0, 0, masked}, 2);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound", sides_of<Tightened<KnownHeadBound<>>>(), constant_tail},
    {"one-key-less", "n_f - k - 1 for n_f - k", sides_of<KnownHeadBound<OneKeyLess>>(), constant_tail},
    {"next-score", "s_(k+2) for s_(k+1)", sides_of<KnownHeadBound<NextScore>>(),
     [] {
       return top_k_case({3, 1, 0, -2}, 2);
     }},
};

/// Sums are decided in double where these tell, in balls of 128 bits where they do not; what those do not
/// tell either certifies nothing.
std::size_t k_by_known_head(const exact::RankedWeights& weights, double epsilon) {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  const std::size_t finite = weights.scores().finite_count();
  double near_sum = 0;
  Ball sum = Ball().at_precision(128);
  std::size_t summed = 0; // in `sum`, which few rows need
  for (std::size_t k = 1; k < finite; ++k) {
    near_sum += weights.near(k);
    // A weight is off by 2^-43 of itself, a sum by one rounding a term; products and 1 - epsilon by four.
    const double relative = 0x1p-43 + static_cast<double>(k + 4) * 0x1p-53;
    const double near_tail = static_cast<double>(finite - k) * weights.near(k + 1);
    const exact::Order order = exact::order_of(near_tail * (1 - epsilon), near_sum * epsilon, relative);
    if (order == exact::Order::above)
      continue;
    if (order == exact::Order::at_most)
      return k;
    for (; summed < k; ++summed)
      sum += weights.at(summed + 1);
    const Ball share = Ball(1).at_precision(128) - Ball(epsilon);
    if (certainly_at_most(Ball(finite - k) * weights.at(k + 1) * share, sum * Ball(epsilon)))
      return k;
  }
  return finite;
}

const Certificate certificates[] = {
    {"known-head", 4, "the kept scores, n_f and the largest score dropped", at_each<k_by_known_head>},
};

} // namespace

extern const Theorem known_head_bound = {
    .id = "known-head-bound",
    .words = "the kept scores and the largest dropped one bound it",
    .section = 2,
    .statement = "tau_k <= T/(Z_H + T), Z_H = sum over the head of e^{s_j}, T = (n_f - k) e^{s_(k+1)}",
    .equality_case = "exactly when the finite tail is constant",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = sides_of<KnownHeadBound<>>(),
    .witness = constant_tail,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
$$\tau_k\le\frac{T}{Z_H+T},\qquad Z_H=\sum_{j\in H}e^{s_j},\quad T=(n_f-k)\,e^{s_{(k+1)}}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: exactly when the finite tail is constant)",
};

} // namespace tailmass
