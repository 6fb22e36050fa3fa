// topk-optimality: no distribution on k atoms comes closer to P than its Top-k truncation.
#include "theory/exact/perturbation/companion.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass {
namespace {

std::vector<Key> support(const std::vector<unsigned>& weights) {
  std::vector<Key> keys;
  for (std::size_t key = 0; key < weights.size(); ++key)
    if (weights[key] != 0)
      keys.push_back(static_cast<Key>(key));
  return keys;
}

/// Whether `keys`, all of finite score, hold as much mass as any set of k keys: a Top-k set, but for masked
/// keys.
bool has_top_k_mass(const Case& c, const std::vector<Key>& keys) {
  return keys.size() == std::min(c.head.size(), c.scores->finite_count()) &&
         Head::of_keys(*c.scores, keys).is_top_k();
}

/// Whether q_i >= p_i on the whole support of Q, that is w_i Z >= W e^{s_i}. With t keys that share the score
/// s_i this reads w_i t - W + w_i sum over the other keys of e^{s_j - s_i} >= 0: so w_i t >= W decides it in
/// whole numbers. By Lindemann and Weierstrass equality needs a row of equal scores, where that is the whole
/// of it; elsewhere doubles decide what is left, and what lies within their error is answered with no, so
/// that the judge says "undecided" rather than something false.
bool dominates(const Case& c, const std::vector<unsigned>& weights, const std::vector<Key>& atoms) {
  const std::size_t total = std::accumulate(weights.begin(), weights.end(), std::size_t{0});
  return std::ranges::all_of(atoms, [&](Key atom) {
    const double score = (*c.scores)[atom];
    std::size_t ties = 0;
    double others = 0;
    for (const Key key : c.scores->finite())
      if ((*c.scores)[key] == score)
        ++ties;
      else
        others += std::exp((*c.scores)[key] - score);
    if (weights[atom] * ties >= total)
      return true;
    const double missing = static_cast<double>(total - weights[atom] * ties);
    return weights[atom] * others > missing * (1 + 1e-9);
  });
}

/// Whether Q is P^ on a Top-k set: rational weights are a softmax only when its scores are equal.
bool is_truncation(const Case& c, const std::vector<unsigned>& weights, const std::vector<Key>& atoms) {
  return same_score(*c.scores, atoms) &&
         std::ranges::all_of(atoms, [&](Key key) { return weights[key] == weights[atoms.front()]; });
}

struct TopkOptimality {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::log;
    const std::vector<unsigned>& weights = c.companion->any;
    const std::vector<Key> atoms = support(weights);
    const bool top_mass = has_top_k_mass(c, atoms);
    const R tau = exact::ordered_tail_mass(row, c.head.size());
    // TV(Q, P) = 1 - sum min(p, q) >= 1 - P(supp Q) >= tau_k, with equality where both steps have it.
    out.at_most("tau_k <= TV(Q, P)", top_mass && dominates(c, weights, atoms), [&] {
      return Both<R>{tau, exact::total_variation_from(row, exact::companion(row, weights))};
    });
    const auto finite = c.scores->finite();
    const R kept = R(sum(exact::weights(row), finite.first(std::min(c.head.size(), finite.size()))) /
                     exact::partition(row));
    out.at_most("-ln(1 - tau_k) <= KL(Q || P)", top_mass && is_truncation(c, weights, atoms), [&] {
      return Both<R>{R(-log(kept)), exact::kl_from(row, weights, exact::log_probabilities(row))};
    });
  }
};

/// The tail mass after k - 1 keys demanded of Q on k atoms.
struct OneAtomFewer {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("tau_{k-1} <= TV(Q, P)", [&] {
      return Both<R>{exact::ordered_tail_mass(row, c.head.size() - 1),
                     exact::total_variation_from(row, exact::companion(row, c.companion->any))};
    });
  }
};

Case example() {
  Case c = top_k_case({1, 1, 0, -1}, 2);
  c.companion = CompanionWeights{.any = {1, 1, 0, 0}, .in_head = {1, 1, 0, 0}};
  return c;
}

const Mutant mutants[] = {
    {"tightened-tv", "0.99 times TV", sides_of<Tightened<TopkOptimality, 0>>(), example},
    {"tightened-kl", "0.99 times KL", sides_of<Tightened<TopkOptimality, 1>>(), example},
    {"one-atom-fewer", "tau_{k-1} for tau_k", sides_of<OneAtomFewer>(), example},
};

} // namespace

extern const Theorem topk_optimality = {
    .id = "topk-optimality",
    .words = "no distribution on k keys is nearer than Top-k",
    .section = 1,
    .statement = "any Q with at most k atoms: TV(Q, P) >= tau_k and KL(Q || P) >= -ln(1 - tau_k)",
    .equality_case = "Q = P^ on a Top-k set; TV also where Q >= P on all of a Top-k set",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Companion>,
    .hypotheses = {},
    .sides = sides_of<TopkOptimality>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For any $Q$ with at most $k$ atoms,
$$\operatorname{TV}(Q,P)\ge\tau_k,\qquad \operatorname{KL}(Q\,\|\,P)\ge-\ln(1-\tau_k).$$
eq: $Q=\hat P$ on a Top-$k$ set; the first also where $Q\ge P$ on all of a Top-$k$ set)",
};

} // namespace tailmass
