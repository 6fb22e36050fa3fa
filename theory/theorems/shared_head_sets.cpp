// shared-head-sets: several heads of attention that keep one and the same set of keys.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/shared_sets.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/few_tokens.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

#include <bit>
#include <optional>

namespace tailmass {
namespace {

constexpr std::size_t most_keys = 6; // of which there are 64 sets
constexpr double widest = 600;       // of a head's scores: a tail mass can be told from the sum of two

/// Two heads, G = 2, over a few keys: the row, and its perturbed scores, of which the second head sees every
/// other key only, so that a set may have all that it sees.
exact::TwoHeads heads_of(const Case& c) {
  const std::span<const Key> keys = few_keys(c, most_keys);
  exact::TwoHeads heads{scores_at(c.scores->all(), keys), scores_at(c.perturbed, keys)};
  for (std::size_t i = 1; i < keys.size(); i += 2)
    heads.second[i] = masked;
  return heads;
}

/// Probabilities of the heads, and their mean.
template <class R>
struct Heads {
  std::vector<R> first, second, mean;

  Heads(const Precision<R>& at, const exact::TwoHeads& heads)
      : first(softmax_of(at, heads.first)), second(heads.second.size(), R(0)) {
    std::vector<double> seen;
    for (std::size_t i = 0; i < heads.second.size(); i += 2)
      seen.push_back(heads.second[i]);
    const std::vector<R> of_seen = softmax_of(at, seen);
    for (std::size_t i = 0; i < of_seen.size(); ++i)
      second[2 * i] = of_seen[i];
    for (std::size_t i = 0; i < first.size(); ++i)
      mean.push_back(R((first[i] + second[i]) / R(2)));
  }
};

/// The mass of the keys that a set of positions does not have.
template <class R>
R dropped(const std::vector<R>& p, unsigned kept) {
  R mass(0);
  for (std::size_t i = 0; i < p.size(); ++i)
    if ((kept >> i & 1U) == 0)
      mass += p[i];
  return mass;
}

/// Sums of all but the k largest, k = 0 .. n, without asking which these are.
template <class R>
std::vector<R> ordered_tails(std::vector<R> p) {
  using std::max;
  using std::min;
  for (std::size_t last = p.size(); last > 1; --last)
    for (std::size_t i = 0; i + 1 < last; ++i) { // the least goes to the end
      const R larger = max(p[i], p[i + 1]), lesser = min(p[i], p[i + 1]);
      p[i] = larger;
      p[i + 1] = lesser;
    }
  std::vector<R> tails(p.size() + 1, R(0));
  for (std::size_t k = p.size(); k-- > 0;)
    tails[k] = R(tails[k + 1] + p[k]);
  return tails;
}

/// The least mean of the two tail masses over the sets of k keys.
template <class R>
R least_mean_tail(const Heads<R>& heads, std::size_t k) {
  std::optional<R> least;
  for (unsigned kept = 0; kept < 1U << heads.first.size(); ++kept)
    if (static_cast<std::size_t>(std::popcount(kept)) == k) {
      using std::min;
      const R mean = R((dropped(heads.first, kept) + dropped(heads.second, kept)) / R(2));
      least = least ? R(min(*least, mean)) : mean;
    }
  return *least;
}

/// Sets of 0 .. n keys, each with one more: those that the second head sees come first.
std::vector<unsigned> nested_sets(std::size_t n) {
  std::vector<unsigned> sets{0};
  for (const std::size_t start : {0U, 1U})
    for (std::size_t i = start; i < n; i += 2)
      sets.push_back(sets.back() | 1U << i);
  return sets;
}

struct TrueTerms {
  /// The tail mass of the Top-k set of the mean.
  template <class R>
  static R best_tail(const Heads<R>& heads, const exact::TwoHeads&, std::size_t k) {
    return ordered_tails(heads.mean)[k];
  }
  static constexpr double count = 2; ///< G
  static std::size_t at_least(const exact::SharedSizes& sizes) {
    return std::max({sizes.of_mean, sizes.of_first, sizes.of_second});
  }
  static std::size_t at_most(const exact::SharedSizes& sizes) { return sizes.of_share; }
};

template <class Terms = TrueTerms>
struct SharedHeadSets {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const exact::TwoHeads rows = heads_of(c);
    const std::size_t n = rows.first.size(), seen = (n + 1) / 2;
    const auto heads = lazy([&] { return Heads<R>(at, rows); });
    const auto sizes = lazy([&] { return exact::shared_sizes(rows, *c.epsilon); });
    for (std::size_t k = 1; k < n; ++k)
      out.equal_on_scale("least mean of tau_g over k-sets = tau of the Top-k set of p-", [&] {
        return Both<R>{least_mean_tail(heads(), k), Terms::best_tail(heads(), rows, k)};
      });
    const std::vector<unsigned> sets = nested_sets(n);
    for (std::size_t k = 0; k <= n; ++k)
      out.at_most_on_scale("max tau_g <= G tau of p-", k >= seen, [&] { // at most the first has a tail
        using std::max;
        return Both<R>{R(max(dropped(heads().first, sets[k]), dropped(heads().second, sets[k]))),
                       R(at(Terms::count) * dropped(heads().mean, sets[k]))};
      });
    whole_numbers(out, at, "max(k_eps(p-), max k_eps(g)) <= size of the smallest set",
                  Terms::at_least(sizes()), sizes().of_both);
    whole_numbers(out, at, "size of the smallest set <= k_{eps/G}(p-)", sizes().of_both,
                  Terms::at_most(sizes()));
  }

private:
  template <class R>
  static void whole_numbers(Sides<R>& out, const Precision<R>& at, std::string_view label, std::size_t lesser,
                            std::size_t greater) {
    out.at_most(label, lesser == greater, [&] { return Both<R>{at(lesser), at(greater)}; });
  }
};

/// The Top-k set of the first head alone.
struct FirstHead : TrueTerms {
  template <class R>
  static R best_tail(const Heads<R>& heads, const exact::TwoHeads& rows, std::size_t k) {
    const std::vector<std::size_t> order = descending(rows.first);
    unsigned kept = 0;
    for (std::size_t rank = 0; rank < k; ++rank)
      kept |= 1U << order[rank];
    return dropped(heads.mean, kept);
  }
};
struct FewerHeads : TrueTerms {
  static constexpr double count = 2 - 0x1p-6;
};
struct OneHead : TrueTerms {
  static constexpr double count = 1;
};
struct OneMore : TrueTerms {
  static std::size_t at_least(const exact::SharedSizes& sizes) { return TrueTerms::at_least(sizes) + 1; }
};
struct OneFewer : TrueTerms {
  static std::size_t at_most(const exact::SharedSizes& sizes) { return sizes.of_share - 1; }
};
struct SumOfSizes : TrueTerms {
  static std::size_t at_least(const exact::SharedSizes& sizes) { return sizes.of_first + sizes.of_second; }
};
struct WholeEpsilon : TrueTerms {
  static std::size_t at_most(const exact::SharedSizes& sizes) { return sizes.of_mean; }
};

const Hypothesis hypotheses[] = {
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
    {"a key or more", [](const Case& c) { return !few_keys(c, most_keys).empty(); }, Without::meaningless},
    {"the keys' scores, in each row, within 600 of each other",
     [](const Case& c) {
       const std::span<const Key> keys = few_keys(c, most_keys);
       return within(scores_at(c.scores->all(), keys), widest) &&
              within(scores_at(c.perturbed, keys), widest);
     },
     Without::costly},
};

Case two_heads(std::vector<double> scores, std::vector<double> other, double epsilon) {
  Case c = top_k_case(std::move(scores), 1);
  c.perturbed = std::move(other);
  c.epsilon = epsilon;
  for (Key key = 0; key < c.scores->size(); ++key)
    c.sub_row.push_back(key);
  return c;
}
/// The first head has nearly all of its mass on keys that the second does not see.
Case apart() {
  return two_heads({-3, 2, -3, 2}, {1, 0, 0, 0}, 0.3);
}

const Mutant mutants[] = {
    {"tightened", "127/128 of G tau of p-, where the second head has no tail",
     sides_of<SharedHeadSets<FewerHeads>>(), apart},
    {"one-more", "a key more than max(k_eps(p-), max k_eps(g))", sides_of<SharedHeadSets<OneMore>>(),
     [] {
       return two_heads({0, 0, 0, 0}, {0, 0, 0, 0}, 0.25);
     }},
    {"one-fewer", "a key fewer than k_{eps/G}(p-)", sides_of<SharedHeadSets<OneFewer>>(),
     [] {
       return two_heads({0, 0, 0, 0}, {0, 0, 0, 0}, 0.25);
     }},
    {"first-head", "the Top-k set of the first head", sides_of<SharedHeadSets<FirstHead>>(), apart},
    {"one-head", "tau of p- without the factor G", sides_of<SharedHeadSets<OneHead>>(), apart},
    {"sum-of-sizes", "sum of k_eps(g) for their maximum", sides_of<SharedHeadSets<SumOfSizes>>(),
     [] {
       return two_heads({5, 0, 0, 0}, {5, 0, 0, 0}, 0.3);
     }},
    {"whole-epsilon", "k_eps(p-) for k_{eps/G}(p-)", sides_of<SharedHeadSets<WholeEpsilon>>(),
     [] {
       return two_heads({0, 0.5, 0, 0.5}, {9, 0, 0, 0}, 0.3);
     }},
};

} // namespace

extern const Theorem shared_head_sets = {
    .id = "shared-head-sets",
    .words = "one kept set for several heads",
    .section = 1,
    .statement =
        "G heads that share one set, p- the mean of their distributions: a Top-k set of p- has the least "
        "mean of tau_g over sets of k keys; max tau_g <= G tau of p-; for 0 < eps < 1 the smallest set with "
        "max tau_g <= eps has at least max(k_eps(p-), max k_eps(g)) and at most k_{eps/G}(p-) keys",
    .equality_case = "first: identity; second: at most one head has a tail; sizes: whole numbers",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::SubRow, part::Perturbed, part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<SharedHeadSets<>>(),
    .witness = apart,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $G$ heads that share one set, $\bar p$ the mean of their distributions, a Top-$k$ set of $\bar p$ has the least mean of $\tau_g$ over sets of $k$ keys,
$$\max_g\tau_g\le G\,\tau(\bar p),$$
and the smallest set with $\max_g\tau_g\le\varepsilon$ has a size between
$$\max\Bigl(k_\varepsilon(\bar p),\ \max_g k_\varepsilon(g)\Bigr)\quad\text{and}\quad k_{\varepsilon/G}(\bar p).$$
Judged by enumeration of the sets of six keys, of two heads.
if: $0<\varepsilon<1$
if: a key or more
if: the keys' scores, in each row, within $600$ of each other
eq: first: an identity; second: at most one head has a tail; sizes: whole numbers)",
};

} // namespace tailmass
