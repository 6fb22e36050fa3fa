// k-epsilon: how many keys hold all but epsilon of the mass.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <bit>
#include <optional>

namespace tailmass {
namespace {

/// States that the tail mass after k keys is at most eps.
template <class R>
void tail_at(Evaluator<R>& row, const Case& c, Sides<R>& out, std::size_t k, bool attained) {
  out.at_most("tau at k_eps <= eps", attained, [&] {
    return Both<R>{exact::ordered_tail_mass(row, k), row.precision()(*c.epsilon)};
  });
}

/// States eps <= tau_k. Where k of `ties` equal largest scores already leave eps of these, all that makes
/// tau_k larger is what lies below them; the ties can be compared alone.
template <class R>
void tail_before(Evaluator<R>& row, const Case& c, Sides<R>& out, std::size_t k) {
  const Precision<R>& at = row.precision();
  const Scores& scores = *c.scores;
  const std::size_t ties = exact::top_ties(scores);
  const bool share_of_ties =
      k < ties && ties < scores.finite_count() && exact::is_share(ties - k, ties, *c.epsilon);
  constexpr std::string_view label = "eps <= tau at k_eps - 1";
  out.at_most(share_of_ties ? scores.ranked(1) - scores.ranked(ties + 1) : 0,
              Form{label, false,
                   [&] {
                     return Both<R>{at(*c.epsilon), exact::ordered_tail_mass(row, k)};
                   }},
              Form{label, true, [&] {
                     return Both<R>{at(*c.epsilon), R(at(ties - k) / at(ties))};
                   }});
}

constexpr std::size_t most_by_force = 9;

/// The least, or the greatest, mass that a set of k of the finite keys leaves: of all such sets, where there
/// are few keys.
template <class R, class Choose>
R rest_over_sets(Evaluator<R>& row, std::size_t k, const Choose& choose) {
  const std::span<const Key> keys = row.scores().finite();
  std::optional<R> chosen;
  for (unsigned kept = 0; kept < 1U << keys.size(); ++kept)
    if (static_cast<std::size_t>(std::popcount(kept)) == k) {
      R rest(0);
      for (std::size_t i = 0; i < keys.size(); ++i)
        if ((kept >> i & 1U) == 0)
          rest += exact::probabilities(row)[keys[i]];
      chosen = chosen ? R(choose(*chosen, rest)) : rest;
    }
  return std::move(chosen).value();
}

/// States eps <= the mass left by every set of fewer keys; `tail_before` compares equal largest scores alone.
template <class R>
void every_smaller_set(Evaluator<R>& row, const Case& c, Sides<R>& out, std::size_t k) {
  const std::size_t finite = c.scores->finite_count(), ties = exact::top_ties(*c.scores);
  const bool share_of_ties = k < ties && exact::is_share(ties - k, ties, *c.epsilon);
  if (finite <= most_by_force && !share_of_ties)
    out.at_most("eps <= the mass left by every set of fewer than k_eps keys, of few keys", [&] {
      return Both<R>{row.precision()(*c.epsilon), rest_over_sets(row, k, [](const R& a, const R& b) {
                       using std::min;
                       return min(a, b);
                     })};
    });
}

/// States (1 - eps)/p_max <= k_eps for `kept`() = 1 - eps and `largest`() = p_max.
template <class R, class Kept, class Largest>
void atoms(Evaluator<R>& row, Sides<R>& out, std::size_t k, bool attained, const Kept& kept,
           const Largest& largest) {
  out.at_most("(1 - eps)/p_max <= k_eps", attained, [&] {
    return Both<R>{R(kept() / largest()), row.precision()(k)};
  });
}

/// States that k keys are at most `ceiling`.
template <class R>
void at_most_ceiling(Evaluator<R>& row, Sides<R>& out, std::size_t k, std::size_t ceiling) {
  out.at_most("k_eps <= ceil(n_f (1 - eps))", k == ceiling, [&] {
    return Both<R>{row.precision()(k), row.precision()(ceiling)};
  });
}

/// 1 - eps.
template <class R>
R rest_of(Evaluator<R>& row, const Case& c) {
  return R(row.precision()(std::size_t{1}) - row.precision()(*c.epsilon));
}

/// Every equality but that of whole numbers needs equal finite scores and a whole n_f (1 - eps), which is
/// k_eps then: for tau_k = eps see k_epsilon; k e^{s_(1)} = (1 - eps) sum e^{s_i} leaves the coefficient 1 -
/// eps on any score below the largest. tau_{k_eps - 1} = eps would make k_eps smaller.
bool equality(const Case& c, std::size_t k) {
  const std::size_t finite = c.scores->finite_count();
  return all_equal(c) && exact::is_share(finite - k, finite, *c.epsilon);
}

struct KEpsilon {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = exact::k_epsilon(row, *c.epsilon);
    tail_at(row, c, out, k, equality(c, k));
    tail_before(row, c, out, k - 1);
    atoms(
        row, out, k, equality(c, k), [&] { return rest_of(row, c); },
        [&] { return exact::largest_probability(row); });
    at_most_ceiling(row, out, k, exact::ceil_of_rest(c.scores->finite_count(), *c.epsilon));
    every_smaller_set(row, c, out, k - 1);
  }
};

/// Every set of k_eps keys in the place of one.
struct EverySet {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (c.scores->finite_count() > most_by_force)
      return;
    out.at_most("the mass left by every set of k_eps keys <= eps, of few keys", [&] {
      return Both<R>{rest_over_sets(row, exact::k_epsilon(row, *c.epsilon),
                                    [](const R& a, const R& b) {
                                      using std::max;
                                      return max(a, b);
                                    }),
                     row.precision()(*c.epsilon)};
    });
  }
};

struct OneFewer {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = exact::k_epsilon(row, *c.epsilon);
    tail_at(row, c, out, k - 1, equality(c, k));
  }
};

struct OneMore {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    tail_before(row, c, out, exact::k_epsilon(row, *c.epsilon));
  }
};

struct Floor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t finite = c.scores->finite_count();
    const bool whole = exact::is_share(exact::whole_part(finite, *c.epsilon), finite, *c.epsilon);
    const std::size_t floor = exact::ceil_of_rest(finite, *c.epsilon) - (whole ? 0 : 1);
    at_most_ceiling(row, out, exact::k_epsilon(row, *c.epsilon), floor);
  }
};

struct AllMass {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = exact::k_epsilon(row, *c.epsilon);
    atoms(
        row, out, k, equality(c, k), [&] { return row.precision()(std::size_t{1}); },
        [&] { return exact::largest_probability(row); });
  }
};

struct LeastProbability {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = exact::k_epsilon(row, *c.epsilon);
    atoms(
        row, out, k, equality(c, k), [&] { return rest_of(row, c); },
        [&] { return R(exact::probabilities(row)[c.scores->finite().back()]); });
  }
};

const Hypothesis hypotheses[] = {
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

Case epsilon_case(std::vector<double> scores, double epsilon) {
  Case c = top_k_case(std::move(scores), 1);
  c.epsilon = epsilon;
  return c;
}
Case exact_share_case() {
  return epsilon_case({1, 1, 1, 1, masked}, 0.25);
}

const Mutant mutants[] = {
    {"tightened-tail", "0.99 eps for eps above the tail mass", sides_of<Tightened<KEpsilon, 0>>(),
     exact_share_case},
    {"tightened-minimal", "0.99 of the tail mass at k_eps - 1 above eps", sides_of<Tightened<KEpsilon, 1>>(),
     [] {
       return epsilon_case({0, 0}, 0.499);
     }},
    {"tightened-atoms", "0.99 k_eps above (1 - eps)/p_max", sides_of<Tightened<KEpsilon, 2>>(),
     exact_share_case},
    {"tightened-ceiling", "0.99 of the ceiling", sides_of<Tightened<KEpsilon, 3>>(), exact_share_case},
    {"every-set", "every set of k_eps keys for one", sides_of<EverySet>(),
     [] {
       return epsilon_case({2, 1, 0, -1}, 0.1);
     }},
    {"one-fewer", "k_eps - 1 for k_eps", sides_of<OneFewer>(),
     [] {
       return epsilon_case({2, 1, 0, -1}, 0.1);
     }},
    {"one-more", "k_eps + 1 for k_eps", sides_of<OneMore>(),
     [] {
       return epsilon_case({2, 1, 0, -1}, 0.1);
     }},
    {"floor", "the whole part of n_f (1 - eps) for its ceiling", sides_of<Floor>(),
     [] {
       return epsilon_case({0, 0, 0}, 0.5);
     }},
    {"all-mass", "1/p_max for (1 - eps)/p_max", sides_of<AllMass>(),
     [] {
       return epsilon_case({0, 0, 0}, 0.5);
     }},
    {"least-probability", "the least probability for p_max", sides_of<LeastProbability>(),
     [] {
       return epsilon_case({5, 0, 0}, 0.1);
     }},
};

std::size_t k_by_count(const exact::RankedWeights& weights, double epsilon) {
  return exact::ceil_of_rest(weights.scores().finite_count(), epsilon);
}

const Certificate certificates[] = {
    {"count-bound", 1, "the number of finite scores alone: ceil(n_f (1 - eps))", at_each<k_by_count>},
};

} // namespace

extern const Theorem k_epsilon = {
    .id = "k-epsilon",
    .words = "the fewest keys for a tail mass of epsilon",
    .section = 2,
    .statement = "for 0 < eps < 1, k_eps = min{k : tau_k <= eps} is the size of the smallest set of mass at "
                 "least 1 - eps, and (1 - eps)/p_max <= k_eps <= ceil(n_f (1 - eps))",
    .equality_case =
        "tau_k = eps and left: all finite scores equal and n_f (1 - eps) whole; right: whole numbers",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<KEpsilon>(),
    .witness = exact_share_case,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
$k_\varepsilon=\min\{k:\tau_k\le\varepsilon\}$ is the size of the smallest set of mass at least $1-\varepsilon$, and
$$\frac{1-\varepsilon}{p_{\max}}\le k_\varepsilon\le\lceil n_f(1-\varepsilon)\rceil.$$
if: $0<\varepsilon<1$
eq: $\tau_k=\varepsilon$ and left: all finite scores equal and $n_f(1-\varepsilon)$ whole; right: whole numbers)",
};

} // namespace tailmass
