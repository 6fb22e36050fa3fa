// tv-kl-identity: the Kullback-Leibler divergence of the truncation is a function of the tail mass alone.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/drawn.hpp"
#include "theory/theorems/instantiate_over_boxes.hpp"

namespace tailmass {
namespace {

/// KL(P || P^) in the place of KL(P^ || P), with the tail, where it is infinite, left out.
template <class R>
R reversed_kl_on_head(Evaluator<R>& row) {
  R sum(0);
  for (const Key key : row.head().finite_head())
    sum += exact::probabilities(row)[key] *
           (exact::log_probabilities(row)[key] - exact::log_truncated(row)[key]);
  return sum;
}

struct TvKlIdentity {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    using std::log;
    out.equal("KL(P^ || P) = -ln(1 - tau)", [&] {
      return Both<R>{exact::kl_divergence(row), R(-log(exact::head_mass(row)))};
    });
    out.equal("TV = 1 - exp(-KL)", [&] {
      return Both<R>{exact::total_variation(row), R(R(1) - exp(R(-exact::kl_divergence(row))))};
    });
  }
};

/// KL(P || P^) is infinite once a key has tail mass: d KL(P || P) + (1 - d) KL(P || P^) is at least
/// KL(P || (1 - d) P^ + d P), by convexity, and that grows with ln(1/d) without a bound. States what it is,
/// for a d = 2^-m, with `factor` tau ln(1/d) in it.
template <int factor = 1>
struct ReversedKlOfMixture {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::log;
    if (c.head.finite_tail().empty()) {
      out.equal_on_scale("KL(P || P^) = 0", [&] { return Both<R>{reversed_kl_on_head(row), R(0)}; });
      return;
    }
    out.equal("KL(P || (1-d) P^ + d P) = tau ln(1/d) + (1-tau) ln((1-tau)/(1 - d tau)), unbounded as d -> 0",
              [&] {
                constexpr std::size_t most_halvings = 48;
                const std::size_t halvings = 1 + drawn_from(c, "share").below(most_halvings);
                const R d = row.precision()(std::ldexp(1.0, -static_cast<int>(halvings)));
                const R &tau = exact::tail_mass(row), &kept = exact::head_mass(row);
                return Both<R>{exact::kl_to_mixture(row, exact::mixture(row, d)),
                               R(R(factor) * tau * R(-log(d)) + kept * log(R(kept / (R(1) - d * tau))))};
              });
  }
};

struct Whole {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    TvKlIdentity::sides(row, c, out);
    // A mixture costs logarithms of all keys.
    if (c.head.finite_tail().empty() || drawn_from(c, "mixture").below(4) == 0)
      ReversedKlOfMixture<>::sides(row, c, out);
  }
};

constexpr SidesIn whole() {
  SidesIn sides = sides_of<Whole>();
  sides.models = identity_over_boxes<TvKlIdentity>().models; // a box is about the identity alone
  return sides;
}

struct ReversedKl {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::abs;
    using std::log;
    out.equal("|KL(P || P^)| on the head = -ln(1 - tau)", [&] {
      return Both<R>{R(abs(reversed_kl_on_head(row))), R(-log(exact::head_mass(row)))};
    });
  }
};

struct DoubledKl {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    out.equal("TV = 1 - exp(-2 KL)", [&] {
      return Both<R>{exact::total_variation(row), R(R(1) - exp(R(R(-2) * exact::kl_divergence(row))))};
    });
  }
};

struct BinaryLogarithm {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::log;
    out.equal("KL(P^ || P) = -log2(1 - tau)", [&] {
      return Both<R>{exact::kl_divergence(row),
                     R(-log(exact::head_mass(row)) / log(row.precision()(std::size_t{2})))};
    });
  }
};

const Mutant mutants[] = {
    {"reversed-kl", "KL(P || P^) for KL(P^ || P)", identity_over_boxes<ReversedKl>(),
     [] {
       return top_k_case({2, 1, 0}, 1);
     }},
    {"doubled-kl", "2 KL for KL", identity_over_boxes<DoubledKl>(),
     [] {
       return top_k_case({2, 1, 0}, 2);
     }},
    {"finite-reversed-kl", "KL(P || P^) without the tail, where it is infinite",
     sides_of<ReversedKlOfMixture<0>>(),
     [] {
       return top_k_case({2, 1, 0}, 1);
     }},
    {"binary-logarithm", "a logarithm in base 2", identity_over_boxes<BinaryLogarithm>(),
     [] {
       return top_k_case({2, 1, 0}, 1);
     }},
};

} // namespace

extern const Theorem tv_kl_identity = {
    .id = "tv-kl-identity",
    .words = "KL divergence is a function of the tail mass",
    .section = 1,
    .statement =
        "KL(P^ || P) = -ln(1 - tau), so TV = 1 - exp(-KL); KL(P || P^) = 0 at tau = 0, else infinite",
    .equality_case = "identity",
    .source = "P Thm 4.3",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = whole(),
    .witness =
        [] {
          return top_k_case({0.5, 3, -1, masked, 2}, 2);
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\operatorname{KL}(\hat P\,\|\,P)=-\ln(1-\tau),\qquad \operatorname{TV}(P,\hat P)=1-e^{-\operatorname{KL}(\hat P\,\|\,P)}$$
$\operatorname{KL}(P\,\|\,\hat P)=0$ at $\tau=0$, and is infinite otherwise.
eq: an identity)",
};

} // namespace tailmass
