// generic-inequalities: what Pinsker and Bretagnolle-Huber say of a truncation, beside which the identity
// gains.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// 1/2 sum |p - p^| and sum p^ ln(p^/p) with every difference of probabilities as one fraction, so that they
/// keep their digits where the tail is far below the head.
template <class R>
R total_variation_by_changes(Evaluator<R>& row) {
  return R(sum_of_magnitudes(exact::probability_changes(row)) / R(2));
}
template <class R>
R kl_by_changes(Evaluator<R>& row) {
  using std::log1p;
  Vector<R> logs(row.scores().size(), row.precision());
  for (const Key key : row.head().finite_head())
    logs.set(key, R(log1p(R(-R(exact::probability_changes(row)[key]) / R(exact::probabilities(row)[key])))));
  return dot(exact::truncated(row), logs);
}

/// States that `times` TV <= sqrt(KL/divisor) and <= sqrt(1 - e^-KL); 1 and 2 in the theorem. Both
/// divergences are sums of differences of order 1, beside which a tail far below the head is small.
template <int times = 1, int divisor = 2>
struct GenericInequalities {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::exp;
    using std::expm1;
    const auto head = c.head.finite_head(), tail = c.head.finite_tail();
    const double depth = tail.empty() ? 0 : (*c.scores)[head.front()] - (*c.scores)[tail.front()];
    out.either(
        depth,
        [&] {
          inequalities<R>(c, out, lazy([&] { return exact::total_variation(row); }),
                          lazy([&] { return exact::kl_divergence(row); }),
                          [](const R& x) { return R(R(1) - exp(R(-x))); });
        },
        [&] {
          inequalities<R>(c, out, lazy([&] { return total_variation_by_changes(row); }),
                          lazy([&] { return kl_by_changes(row); }),
                          [](const R& x) { return R(-expm1(R(-x))); });
        });
  }

private:
  template <class R, class Tv, class Kl, class Rest>
  static void inequalities(const Case& c, Sides<R>& out, const Tv& tv, const Kl& kl, const Rest& rest) {
    using std::sqrt;
    const bool nothing_dropped = !tail_has_mass(c); // KL = 0, the only equality
    out.mass_at_most("TV <= sqrt(KL/2), Pinsker", nothing_dropped, [&] {
      return Both<R>{R(R(times) * tv()), R(sqrt(R(kl() / R(divisor))))};
    });
    out.mass_at_most("TV <= sqrt(1 - exp(-KL)), Bretagnolle-Huber", nothing_dropped, [&] {
      return Both<R>{R(R(times) * tv()), R(sqrt(rest(kl())))};
    });
  }
};

// Pinsker's ratio (1 - e^-x) / sqrt(x/2) peaks at 0.9025 near x = 1.256, so with x/4 for x/2 it fails there.
// Bretagnolle-Huber's ratio sqrt(1 - e^-x) exceeds 0.99 from x = 3.92 on.
const Mutant mutants[] = {
    {"no-half", "TV without its factor 1/2", sides_of<GenericInequalities<2>>(),
     [] {
       return head_case({0, 0}, {0});
     }},
    {"pinsker-quarter", "sqrt(KL/4) for sqrt(KL/2)", sides_of<GenericInequalities<1, 4>>(),
     [] {
       return top_k_case({0, 0, 0, 0, 0, 0, 0}, 2);
     }},
    {"bretagnolle-huber-tightened", "0.99 times Bretagnolle-Huber's bound",
     sides_of<Tightened<GenericInequalities<>, 1>>(),
     [] {
       return head_case({0, 9}, {0});
     }},
};

} // namespace

extern const Theorem generic_inequalities = {
    .id = "generic-inequalities",
    .words = "Pinsker and Bretagnolle-Huber beside that identity",
    .section = 1,
    .statement =
        "with x = KL(P^ || P): 1 - e^-x <= sqrt(x/2) (Pinsker) and <= sqrt(1 - e^-x) (Bretagnolle-Huber)",
    .equality_case =
        "x = 0; the second is approached as tau -> 1, the first's ratio never exceeds 0.903 otherwise",
    .source = "P",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = sides_of<GenericInequalities<>>(),
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
