// generic-inequalities: what Pinsker and Bretagnolle-Huber say of a truncation, beside which the identity
// gains.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// Whether the tail lies so far below the head that KL, a sum of differences of logarithms of order 1, shows
/// nothing of it at any precision that a judge reaches.
bool tail_out_of_sight(const Case& c) {
  constexpr double sight = 2000; // e^-2000 is about 2^-2885
  const auto head = c.head.finite_head(), tail = c.head.finite_tail();
  return !tail.empty() && (*c.scores)[head.front()] - (*c.scores)[tail.front()] > sight;
}

/// Pinsker's right side is sqrt(x / divisor), 2 in the theorem. x is KL by its definition. Where that shows
/// nothing, as where finite masks are all that is dropped, tau stands for it: x = -ln(1 - tau) >= tau, so
/// that more is claimed than the theorem says, by a factor of 1 + tau at most in x.
template <int divisor>
struct GenericInequalities {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    if (tail_out_of_sight(c)) {
      const R& tau = exact::tail_mass(row);
      compare(tau, tau, c, out);
    } else {
      const R& x = exact::kl_divergence(row);
      compare(x, R(R(1) - exp(R(-x))), c, out);
    }
  }

private:
  template <class R>
  static void compare(const R& x, const R& tv, const Case& c, Sides<R>& out) {
    using std::sqrt;
    const bool nothing_dropped = !tail_has_mass(c); // x = 0, the only equality
    out.at_most("TV <= sqrt(KL/2), Pinsker", tv, R(sqrt(R(x / R(divisor)))), nothing_dropped);
    out.at_most("TV <= sqrt(1 - exp(-KL)), Bretagnolle-Huber", tv, R(sqrt(tv)), nothing_dropped);
  }
};

// Pinsker's ratio (1 - e^-x) / sqrt(x/2) peaks at 0.9025 near x = 1.256, so with x/4 for x/2 it fails there.
// Bretagnolle-Huber's ratio sqrt(1 - e^-x) exceeds 0.99 from x = 3.92 on.
const Mutant mutants[] = {
    {"pinsker-quarter", "sqrt(KL/4) for sqrt(KL/2)", sides_of<GenericInequalities<4>>(),
     [] {
       return top_k_case({0, 0, 0, 0, 0, 0, 0}, 2);
     }},
    {"bretagnolle-huber-tightened", "0.99 times Bretagnolle-Huber's bound",
     sides_of<Tightened<GenericInequalities<2>, 1>>(),
     [] {
       return head_case({0, 9}, {0});
     }},
};

} // namespace

extern const Theorem generic_inequalities = {
    .id = "generic-inequalities",
    .section = 1,
    .statement =
        "with x = KL(P^ || P): 1 - e^-x <= sqrt(x/2) (Pinsker) and <= sqrt(1 - e^-x) (Bretagnolle-Huber)",
    .equality_case =
        "x = 0; the second is approached as tau -> 1, the first's ratio never exceeds 0.903 otherwise",
    .source = "P",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = sides_of<GenericInequalities<2>>(),
    .witness =
        [] {
          return top_k_case({1, 0, masked}, 2);
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
With $x=\operatorname{KL}(\hat P\,\|\,P)$, after Pinsker and after Bretagnolle and Huber,
$$1-e^{-x}\le\sqrt{x/2},\qquad 1-e^{-x}\le\sqrt{1-e^{-x}}.$$
eq: $x=0$; the second is approached as $\tau\to1$, the first's ratio never exceeds $0.903$ otherwise)",
};

} // namespace tailmass
