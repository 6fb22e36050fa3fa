// kl-pythagoras: for Q inside the head, KL(Q || P) splits at P^.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/perturbation/companion.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {
namespace {

struct KlPythagoras {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<unsigned>& q = c.companion->in_head;
    out.equal("KL(Q || P) = KL(Q || P^) + KL(P^ || P)", [&] {
      return Both<R>{exact::kl_from(row, q, exact::log_probabilities(row)),
                     R(exact::kl_from(row, q, exact::log_truncated(row)) + exact::kl_divergence(row))};
    });
  }
};

struct DroppedLeg {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<unsigned>& q = c.companion->in_head;
    out.equal("KL(Q || P) = KL(Q || P^)", [&] {
      return Both<R>{exact::kl_from(row, q, exact::log_probabilities(row)),
                     exact::kl_from(row, q, exact::log_truncated(row))};
    });
  }
};

Case example() {
  Case c = top_k_case({1, 0.5, 0, -2}, 2);
  c.companion = CompanionWeights{.any = {3, 1, 0, 0}, .in_head = {3, 1, 0, 0}};
  return c;
}

const Mutant mutants[] = {
    {"dropped-leg", "KL(P^ || P) left out", sides_of<DroppedLeg>(), example},
};

} // namespace

extern const Theorem kl_pythagoras = {
    .id = "kl-pythagoras",
    .words = "KL from a law on the head splits in two",
    .section = 1,
    .statement = "supp Q in the head: KL(Q || P) = KL(Q || P^) + KL(P^ || P)",
    .equality_case = "identity",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Companion>,
    .hypotheses = {},
    .sides = sides_of<KlPythagoras>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $Q$ supported in the head,
$$\operatorname{KL}(Q\,\|\,P)=\operatorname{KL}(Q\,\|\,\hat P)+\operatorname{KL}(\hat P\,\|\,P).$$
eq: an identity)",
};

} // namespace tailmass
