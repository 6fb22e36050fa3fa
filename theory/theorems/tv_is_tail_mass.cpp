// tv-is-tail-mass: the total variation lost by truncation is the discarded mass.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {
namespace {

struct TvIsTailMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal("TV(P, P^) = tau", [&] { return Both<R>{exact::total_variation(row), exact::tail_mass(row)}; });
  }
};

struct WithoutHalf {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal("TV(P, P^) = tau", [&] {
      return Both<R>{R(R(2) * exact::total_variation(row)), exact::tail_mass(row)};
    });
  }
};

const Mutant mutants[] = {
    {"no-half", "TV without its factor 1/2", sides_of<WithoutHalf>(),
     [] {
       return top_k_case({2, 1, 0}, 1);
     }},
};

} // namespace

extern const Theorem tv_is_tail_mass = {
    .id = "tv-is-tail-mass",
    .words = "total variation is the tail mass",
    .section = 1,
    .statement = "TV(P, P^) = 1/2 sum |p_i - p^_i| = tau, for any kept set",
    .equality_case = "identity",
    .source = "P Lemma 4.1",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = sides_of<TvIsTailMass>(),
    .witness =
        [] {
          return head_case({0.5, 3, -1, masked, 2}, {0, 2});
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\operatorname{TV}(P,\hat P)=\tfrac12\sum_i|p_i-\hat p_i|=\tau$$
for any kept set.
eq: an identity)",
};

} // namespace tailmass
