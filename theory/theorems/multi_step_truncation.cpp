// multi-step-truncation: sequences of tokens, each step of whose law is truncated and renormalised.
#include "theory/exact/distribution/same_odds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/few_tokens.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

#include <array>
#include <optional>

namespace tailmass {
namespace {

constexpr std::size_t most_tokens = 4; // three steps of them are 64 sequences
constexpr std::size_t length = 3;
constexpr double widest = 64; // of a row's scores: no probability is too small to tell two of them apart

/// Tokens chosen so far, by their positions.
using Prefix = std::vector<std::size_t>;

/// The law of sequences of three of the few tokens: after a prefix the next one has the softmax of s or of s'
/// over them, and is one of the Top-h tokens of that row, h differing between the two.
class Law {
public:
  explicit Law(const Case& c) : by_first_(c.head.size() % 2 == 0) {
    const std::span<const Key> tokens = few_keys(c, most_tokens);
    const std::size_t n = tokens.size();
    const std::size_t kept[] = {1 + c.head.size() % n, 1 + c.head.size() / n % n};
    const std::span<const double> rows[] = {c.scores->all(), c.perturbed};
    for (const std::size_t kind : {0U, 1U}) {
      scores_[kind] = scores_at(rows[kind], tokens);
      keeps_[kind].resize(n);
      const std::vector<std::size_t> order = descending(scores_[kind]);
      for (std::size_t rank = 0; rank < kept[kind]; ++rank)
        keeps_[kind][order[rank]] = true;
    }
  }

  [[nodiscard]] std::size_t tokens() const { return scores_[0].size(); }
  [[nodiscard]] const std::vector<double>& scores(std::size_t kind) const { return scores_[kind]; }
  /// Which of the two rows the next token is drawn from. It depends on all tokens before, or on the first one
  /// so that step 3 has the row that step 2 did not have.
  [[nodiscard]] std::size_t kind_after(const Prefix& prefix) const {
    if (by_first_ && !prefix.empty())
      return (prefix.front() + prefix.size()) % 2;
    return std::accumulate(prefix.begin(), prefix.end(), std::size_t{0}) % 2;
  }
  [[nodiscard]] bool keeps(std::size_t kind, std::size_t token) const { return keeps_[kind][token]; }
  /// Whether the two rows lose one and the same tail mass.
  [[nodiscard]] bool same_tail_masses() const {
    exact::KeptAndDropped rows[2];
    for (const std::size_t kind : {0U, 1U})
      for (std::size_t token = 0; token < tokens(); ++token)
        (keeps(kind, token) ? rows[kind].kept : rows[kind].dropped).push_back(scores_[kind][token]);
    return exact::same_odds(rows[0], rows[1]);
  }

private:
  bool by_first_;
  std::array<std::vector<double>, 2> scores_;
  std::array<std::vector<bool>, 2> keeps_;
};

/// Calls visit(sequence, kinds of its steps, whether the truncated law has it) for every one.
template <class Visit>
void each_sequence(const Law& law, Prefix& prefix, std::vector<std::size_t>& kinds, bool kept,
                   const Visit& visit) {
  if (prefix.size() == length)
    return visit(prefix, kinds, kept);
  const std::size_t kind = law.kind_after(prefix);
  kinds.push_back(kind);
  for (std::size_t token = 0; token < law.tokens(); ++token) {
    prefix.push_back(token);
    each_sequence(law, prefix, kinds, kept && law.keeps(kind, token), visit);
    prefix.pop_back();
  }
  kinds.pop_back();
}
template <class Visit>
void each_sequence(const Law& law, const Visit& visit) {
  Prefix prefix;
  std::vector<std::size_t> kinds;
  each_sequence(law, prefix, kinds, true, visit);
}

/// The steps of the sequences that the truncated law has.
struct Steps {
  bool constant_product;                         ///< whether all have the s'-row as often
  bool constant_steps;                           ///< whether at each step all have the same row
  std::array<std::array<bool, 2>, length> met{}; ///< which rows, by step
};
Steps steps_of(const Law& law) {
  Steps steps{true, true, {}};
  std::optional<std::size_t> count;
  each_sequence(law, [&](const Prefix&, const std::vector<std::size_t>& kinds, bool kept) {
    if (!kept)
      return;
    const std::size_t of_other = std::accumulate(kinds.begin(), kinds.end(), std::size_t{0});
    steps.constant_product = steps.constant_product && count.value_or(of_other) == of_other;
    count = of_other;
    for (std::size_t t = 0; t < length; ++t)
      steps.met[t][kinds[t]] = true;
  });
  for (const auto& [plain, other] : steps.met)
    steps.constant_steps = steps.constant_steps && plain != other;
  return steps;
}

/// P, the truncated law Q, and what lies between them, by enumeration.
template <class R>
struct Laws {
  R variation{0};    ///< 1/2 sum |P - Q|
  R kept{0};         ///< P(supp Q)
  R lost{0};         ///< P of all the others
  R divergence{0};   ///< sum Q ln(Q/P)
  R cost{0};         ///< E_Q sum -ln(1 - tau_t)
  R cost_under_p{0}; ///< the same under P, given that Q has it
  R by_largest{1};   ///< product over the steps of 1 - sup tau_t
  R by_mean{1};      ///< product of 1 - E_Q tau_t
  R by_least{1};     ///< product of 1 - inf tau_t

  Laws(const Precision<R>& at, const Law& law, const Steps& steps) {
    using std::abs;
    using std::log;
    std::array<std::vector<R>, 2> p;
    std::array<R, 2> left{R(0), R(0)};
    for (const std::size_t kind : {0U, 1U}) {
      p[kind] = softmax_of(at, law.scores(kind));
      for (std::size_t token = 0; token < law.tokens(); ++token)
        if (law.keeps(kind, token))
          left[kind] += p[kind][token];
    }
    std::array<R, length> mean_left;
    mean_left.fill(R(0));
    each_sequence(law, [&](const Prefix& x, const std::vector<std::size_t>& kinds, bool has) {
      R of_p = at(std::size_t{1}), all_left = of_p, costs(0);
      for (std::size_t t = 0; t < length; ++t) {
        of_p *= p[kinds[t]][x[t]];
        all_left *= left[kinds[t]];
      }
      if (!has) {
        lost += of_p;
        variation += of_p;
        return;
      }
      for (std::size_t t = 0; t < length; ++t)
        costs -= log(left[kinds[t]]);
      const R of_q = R(of_p / all_left);
      kept += of_p;
      variation += abs(R(of_p - of_q));
      divergence += R(of_q * log(R(of_q / of_p)));
      cost += R(of_q * costs);
      cost_under_p += R(of_p * costs);
      for (std::size_t t = 0; t < length; ++t)
        mean_left[t] += R(of_q * left[kinds[t]]);
    });
    variation /= R(2);
    cost_under_p /= kept;
    for (std::size_t t = 0; t < length; ++t) {
      using std::max;
      using std::min;
      const auto& [plain, other] = steps.met[t];
      by_largest *= plain && other ? R(min(left[0], left[1])) : left[plain ? 0 : 1];
      by_least *= plain && other ? R(max(left[0], left[1])) : left[plain ? 0 : 1];
      by_mean *= mean_left[t];
    }
  }
};

/// What the claims put beside the laws.
struct TrueTerms {
  template <class R>
  static R cost(const Laws<R>& of) {
    return of.cost;
  }
  template <class R>
  static R left_at_least(const Laws<R>& of) {
    return of.by_largest;
  }
};

/// TV <= 1 - e^{-KL} is E_Q prod (1 - tau_t) >= e^{E_Q ln prod (1 - tau_t)}, for P(x) = Q(x) prod (1 - tau_t)
/// on supp Q: Jensen, attained just where that product is constant. Of two rows with different tail masses it
/// is where it has the second one as often in every sequence.
template <class Terms = TrueTerms>
struct MultiStepTruncation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Law law(c);
    const Steps steps = steps_of(law);
    const bool same = law.same_tail_masses();
    const auto of = lazy([&] { return Laws<R>(row.precision(), law, steps); });
    out.equal_on_scale("TV(P, Q) = 1 - P(supp Q)", [&] {
      return Both<R>{of().variation, R(R(1) - of().kept)};
    });
    out.equal_on_scale("KL(Q || P) = E_Q sum -ln(1 - tau_t)", [&] {
      return Both<R>{of().divergence, Terms::cost(of())};
    });
    out.at_most_on_scale("TV(P, Q) <= 1 - e^{-KL(Q || P)}", same || steps.constant_product, [&] {
      using std::exp;
      return Both<R>{of().lost, R(R(1) - exp(R(-of().cost)))};
    });
    out.at_most_on_scale("TV(P, Q) <= 1 - prod (1 - sup tau_t)", same || steps.constant_steps, [&] {
      return Both<R>{of().lost, R(R(1) - Terms::left_at_least(of()))};
    });
  }
};

/// -ln(1 - TV), as of one step.
struct OneStep : TrueTerms {
  template <class R>
  static R cost(const Laws<R>& of) {
    using std::log;
    return R(-log(of.kept));
  }
};
struct UnderP : TrueTerms {
  template <class R>
  static R cost(const Laws<R>& of) {
    return of.cost_under_p;
  }
};
struct MeanForSup : TrueTerms {
  template <class R>
  static R left_at_least(const Laws<R>& of) {
    return of.by_mean;
  }
};
struct LeastForSup : TrueTerms {
  template <class R>
  static R left_at_least(const Laws<R>& of) {
    return of.by_least;
  }
};

const Hypothesis hypotheses[] = {
    {"two tokens or more", [](const Case& c) { return few_keys(c, most_tokens).size() >= 2; },
     Without::trivial},
    {"the tokens' scores, in each row, within 64 of each other",
     [](const Case& c) {
       const std::span<const Key> tokens = few_keys(c, most_tokens);
       return within(scores_at(c.scores->all(), tokens), widest) &&
              within(scores_at(c.perturbed, tokens), widest);
     },
     Without::costly},
};

/// k = `k` of four tokens: 1 + k % 4 of the one row and 1 + k / 4 of the other are kept.
Case sequences(std::vector<double> scores, std::vector<double> other, std::size_t k) {
  Case c = top_k_case(std::move(scores), k);
  c.perturbed = std::move(other);
  for (Key key = 0; key < 4; ++key)
    c.sub_row.push_back(key);
  return c;
}
/// Both rows keep two of four tokens and lose as much.
Case one_tail_mass() {
  return sequences({1, 1, 0, 0, 5}, {3, 2, 3, 2, 5}, 5);
}
/// Rows of different tail masses, the second one once in every sequence.
Case either_order() {
  return sequences({1, 1, 0, 0, 0, 0}, {0, 5, 5, 0, 0, 0}, 6);
}
Case by_all_tokens() {
  return sequences({2, 1.5, 0, -1, 0, 0}, {0, 3, 0, 2.5, 0, 0}, 5);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of 1 - e^{-KL}", sides_of<Tightened<MultiStepTruncation<>, 2>>(), one_tail_mass},
    {"tightened-sup", "0.99 of 1 - prod (1 - sup tau_t)", sides_of<Tightened<MultiStepTruncation<>, 3>>(),
     one_tail_mass},
    {"one-step", "-ln P(supp Q) for KL(Q || P)", sides_of<MultiStepTruncation<OneStep>>(), by_all_tokens},
    {"under-p", "the mean of -ln(1 - tau_t) under P", sides_of<MultiStepTruncation<UnderP>>(), by_all_tokens},
    {"mean-for-sup", "E_Q tau_t for sup tau_t", sides_of<MultiStepTruncation<MeanForSup>>(), either_order},
    {"least-for-sup", "inf tau_t for sup tau_t", sides_of<MultiStepTruncation<LeastForSup>>(), by_all_tokens},
};

} // namespace

extern const Theorem multi_step_truncation = {
    .id = "multi-step-truncation",
    .words = "truncating each of several steps",
    .section = 1,
    .statement = "sequences of a fixed length, the law of each step given the ones before truncated to a set "
                 "of positive mass and renormalised, tau_t its tail mass and Q the law of the whole, sup "
                 "over prefixes that Q has: TV(P, Q) = 1 - P(supp Q), KL(Q || P) = E_Q sum -ln(1 - tau_t), "
                 "TV(P, Q) <= 1 - e^{-KL(Q || P)} and TV(P, Q) <= 1 - prod (1 - sup tau_t)",
    .equality_case =
        "identities; third: prod (1 - tau_t) is constant on supp Q; fourth: it is prod (1 - sup tau_t)",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::SubRow, part::Perturbed>,
    .hypotheses = hypotheses,
    .sides = sides_of<MultiStepTruncation<>>(),
    .witness = one_tail_mass,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For sequences of a fixed length, the law of each step given the ones before truncated to a set of positive mass and renormalised, $\tau_t$ its tail mass and $Q$ the law of the whole, suprema over prefixes that $Q$ has,
$$\operatorname{TV}(P,Q)=1-P(\operatorname{supp}Q)\le1-e^{-\operatorname{KL}(Q\|P)},\qquad\operatorname{KL}(Q\,\|\,P)=\mathbb E_Q\sum_t-\ln(1-\tau_t),$$
$$\operatorname{TV}(P,Q)\le1-\prod_t\,(1-\sup\tau_t).$$
Judged by enumeration of three steps of four tokens.
if: two tokens or more
if: the tokens' scores, in each row, within $64$ of each other
eq: identities; third: $\prod_t(1-\tau_t)$ is constant on $\operatorname{supp}Q$; fourth: it is $\prod_t(1-\sup\tau_t)$)",
};

} // namespace tailmass
