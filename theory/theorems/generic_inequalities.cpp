// generic-inequalities: what Pinsker and Bretagnolle-Huber say of a truncation, beside which the identity
// gains.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// States that tv <= sqrt(x/divisor) and <= sqrt(tv).
template <class R, class Kl, class Tv>
void inequalities(const Case& c, Sides<R>& out, int divisor, const Kl& x, const Tv& tv) {
  using std::sqrt;
  const bool nothing_dropped = !tail_has_mass(c); // x = 0, the only equality
  out.at_most("TV <= sqrt(KL/2), Pinsker", nothing_dropped, [&] {
    return Both<R>{tv(), R(sqrt(R(x() / R(divisor))))};
  });
  out.at_most("TV <= sqrt(1 - exp(-KL)), Bretagnolle-Huber", nothing_dropped, [&] {
    return Both<R>{tv(), R(sqrt(tv()))};
  });
}

/// Pinsker's right side is sqrt(x/divisor), 2 in the theorem. x is KL by its definition, a sum of differences
/// of logarithms of order 1 beside which a tail far below the head is small. tau can stand for it: x =
/// -ln(1 - tau) >= tau, so that more is claimed than the theorem says, by a factor of 1 + tau at most in x.
template <class R>
void by_definition_or_tail_mass(Evaluator<R>& row, const Case& c, Sides<R>& out, int divisor) {
  using std::exp;
  const auto head = c.head.finite_head(), tail = c.head.finite_tail();
  const double depth = tail.empty() ? 0 : (*c.scores)[head.front()] - (*c.scores)[tail.front()];
  const auto kl = [&]() -> const R& { return exact::kl_divergence(row); };
  const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
  out.or_stronger(
      depth, [&] { inequalities(c, out, divisor, kl, lazy([&] { return R(R(1) - exp(R(-kl()))); })); },
      [&] { inequalities(c, out, divisor, tau, tau); });
}

struct GenericInequalities {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    by_definition_or_tail_mass(row, c, out, 2);
  }
};

struct PinskerQuarter {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    by_definition_or_tail_mass(row, c, out, 4);
  }
};

// Pinsker's ratio (1 - e^-x) / sqrt(x/2) peaks at 0.9025 near x = 1.256, so with x/4 for x/2 it fails there.
// Bretagnolle-Huber's ratio sqrt(1 - e^-x) exceeds 0.99 from x = 3.92 on.
const Mutant mutants[] = {
    {"pinsker-quarter", "sqrt(KL/4) for sqrt(KL/2)", sides_of<PinskerQuarter>(),
     [] {
       return top_k_case({0, 0, 0, 0, 0, 0, 0}, 2);
     }},
    {"bretagnolle-huber-tightened", "0.99 times Bretagnolle-Huber's bound",
     sides_of<Tightened<GenericInequalities, 1>>(),
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
    .sides = sides_of<GenericInequalities>(),
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
