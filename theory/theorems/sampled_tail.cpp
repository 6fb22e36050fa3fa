// sampled-tail: the tail's sum, or its mean value, from a sample of its keys.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/sampled_sums.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/few_tokens.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

namespace tailmass {
namespace {

constexpr std::size_t most_keys = 7; // one kept, and six in the tail, of which there are 63 samples

/// The few keys by descending score: the first is the head, the others are the tail.
std::vector<Key> ranked_keys(const Case& c) {
  const std::span<const Key> keys = few_keys(c, most_keys);
  std::vector<Key> ranked;
  for (const std::size_t position : descending(scores_at(c.scores->all(), keys)))
    ranked.push_back(keys[position]);
  return ranked;
}

/// The estimators of the head's and the tail's mean value, over P of the few keys, by all draws of two keys
/// of the tail with replacement.
template <class R>
class Estimator {
public:
  Estimator(const Precision<R>& at, const Case& c, const std::vector<Key>& keys)
      : p_(softmax_of(at, scores_at(c.scores->all(), keys))) {
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
      values_.emplace_back();
      for (const Key key : keys)
        values_.back().push_back(at(c.values->at(key, axis)));
    }
    for (std::size_t j = 1; j < p_.size(); ++j)
      tau_ += p_[j];
    for (std::size_t j = 1; j < p_.size(); ++j)
      of_tail_.push_back(R(p_[j] / tau_));
  }
  static constexpr std::size_t draws = 2; ///< m

  [[nodiscard]] const R& tail_mass() const { return tau_; }
  /// sum p v, by coordinates.
  [[nodiscard]] R attention(std::size_t axis) const {
    R sum(0);
    for (std::size_t i = 0; i < p_.size(); ++i)
      sum += R(p_[i] * values_[axis][i]);
    return sum;
  }
  /// E of(out), out = (1 - tau) mu_H + `tail_weight` (v_a + v_b)/2, a and b drawn from P of the tail.
  template <class Of>
  [[nodiscard]] R expectation(std::size_t axis, const R& tail_weight, const Of& of) const {
    const std::vector<R>& v = values_[axis];
    const R kept = R(p_[0] * v[0]), half = R(tail_weight * R(0.5));
    R sum(0);
    for (std::size_t a = 0; a < of_tail_.size(); ++a)
      for (std::size_t b = 0; b < of_tail_.size(); ++b)
        sum += R(of_tail_[a] * of_tail_[b] * of(R(kept + half * (v[1 + a] + v[1 + b]))));
    return sum;
  }
  /// E |Attn - out|^2.
  [[nodiscard]] R mean_square() const {
    R sum(0);
    for (std::size_t axis = 0; axis < values_.size(); ++axis) {
      const R exact = attention(axis);
      sum += expectation(axis, tau_, [&](const R& out) {
        const R off = R(exact - out);
        return R(off * off);
      });
    }
    return sum;
  }
  /// Var_T = sum p_j/tau |v_j - mu_T|^2 over the tail.
  [[nodiscard]] R tail_variance() const {
    R variance(0);
    for (const std::vector<R>& v : values_) {
      R mean(0);
      for (std::size_t j = 0; j < of_tail_.size(); ++j)
        mean += R(of_tail_[j] * v[1 + j]);
      for (std::size_t j = 0; j < of_tail_.size(); ++j)
        variance += R(of_tail_[j] * (v[1 + j] - mean) * (v[1 + j] - mean));
    }
    return variance;
  }
  /// sum |v|^2 over the few keys.
  [[nodiscard]] R squares() const {
    R sum(0);
    for (const std::vector<R>& v : values_)
      for (const R& x : v)
        sum += R(x * x);
    return sum;
  }

private:
  std::vector<std::vector<R>> values_; ///< by coordinates
  std::vector<R> p_, of_tail_;
  R tau_{0};
};

struct TrueTerms {
  static constexpr exact::SamplingRadius radius{};
  template <class R>
  static R tail_weight(const Estimator<R>& of) {
    return of.tail_mass();
  }
  template <class R>
  static R mean_square(const Estimator<R>& of) {
    return R(of.tail_mass() * of.tail_mass() * of.tail_variance() /
             R(static_cast<double>(Estimator<R>::draws)));
  }
};

template <class Terms = TrueTerms>
struct SampledTail {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Key> keys = ranked_keys(c);
    const std::vector<double> tail = scores_at(c.scores->all(), std::span(keys).subspan(1));
    for (std::size_t n = 1; n <= tail.size(); ++n) // of the best n keys: few are where the bound is nearest
      if (n <= 4 || n == tail.size())
        samples_of({tail.begin(), tail.begin() + static_cast<std::ptrdiff_t>(n)}, row.precision(), c, out);
    const auto of = lazy([&] { return Estimator<R>(row.precision(), c, keys); });
    const auto scale = lazy([&] {
      using std::sqrt;
      return R(sqrt(of().squares()));
    });
    for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
      out.equal_on_scale("E out = Attn, by coordinates", [&] {
        const auto itself = [](const R& estimate) { return estimate; };
        return Both<R>{of().expectation(axis, Terms::tail_weight(of()), itself), of().attention(axis),
                       scale()};
      });
    out.equal_on_scale("E |Attn - out|^2 = tau^2 Var_T/m", [&] {
      return Both<R>{of().mean_square(), Terms::mean_square(of()), of().squares()};
    });
  }

private:
  /// Of a tail as a whole, and as two strata, its better and its worse half.
  template <class R>
  static void samples_of(const std::vector<double>& tail, const Precision<R>& at, const Case& c,
                         Sides<R>& out) {
    for (std::size_t m = 1; m <= tail.size(); ++m)
      fail_rarely(out, at, *c.epsilon, "failing samples <= delta C(N, m)", {{tail, m}});
    const auto half = tail.begin() + static_cast<std::ptrdiff_t>((tail.size() + 1) / 2);
    const std::vector<double> better(tail.begin(), half), worse(half, tail.end());
    for (std::size_t m = 1; m <= better.size(); ++m)
      for (std::size_t l = 1; l <= worse.size(); ++l)
        fail_rarely(out, at, *c.epsilon, "failing tuples <= delta prod C(N_b, m_b)",
                    {{better, m}, {worse, l}});
  }
  template <class R>
  static void fail_rarely(Sides<R>& out, const Precision<R>& at, double delta, std::string_view label,
                          const std::vector<exact::Stratum>& strata) {
    const exact::Samples samples = exact::failing_samples(strata, delta, Terms::radius);
    out.at_most(label, exact::is_share(samples.failing, samples.all, delta), [&] {
      return Both<R>{at(samples.failing), R(at(delta) * at(samples.all))};
    });
  }
};

/// 1 - m/N for 1 - (m - 1)/N.
struct OneMoreDrawn : TrueTerms {
  static constexpr exact::SamplingRadius radius{.taken_off = 0, .divisor = 2};
};
struct HalfTheRadius : TrueTerms {
  static constexpr exact::SamplingRadius radius{.taken_off = 1, .divisor = 8};
};
struct WholeTail : TrueTerms {
  template <class R>
  static R tail_weight(const Estimator<R>&) {
    return R(1);
  }
};
struct OneDraw : TrueTerms {
  template <class R>
  static R mean_square(const Estimator<R>& of) {
    return R(of.tail_mass() * of.tail_mass() * of.tail_variance());
  }
};
struct TauOnce : TrueTerms {
  template <class R>
  static R mean_square(const Estimator<R>& of) {
    return R(of.tail_mass() * of.tail_variance() / R(static_cast<double>(Estimator<R>::draws)));
  }
};

const Hypothesis hypotheses[] = {
    {"0 < delta < 1", exact::epsilon_given, Without::meaningless},
    {"two keys or more", [](const Case& c) { return few_keys(c, most_keys).size() >= 2; },
     Without::meaningless},
};

/// All keys, the first one kept.
Case sampled(std::vector<double> scores, double delta, std::initializer_list<std::vector<double>> values) {
  Case c = with_values(top_k_case(std::move(scores), 1), values);
  c.epsilon = delta;
  for (Key key = 0; key < c.scores->size(); ++key)
    c.sub_row.push_back(key);
  return c;
}
/// One heavy key and a light one: half of the samples of one key miss the sum.
Case one_heavy_key() {
  return sampled({1, 0, -50}, 0.45, {{1, 0}, {0, 3}, {2, 2}});
}
Case two_strata() {
  return sampled({1, 0, -50, -50, -50}, 0.45, {{1}, {2}, {3}, {5}, {-1}});
}

const Mutant mutants[] = {
    {"m-over-n", "1 - m/N for 1 - (m - 1)/N", sides_of<SampledTail<OneMoreDrawn>>(), one_heavy_key},
    {"half-the-radius", "half the radius", sides_of<SampledTail<HalfTheRadius>>(), two_strata},
    {"whole-tail", "out without the factor tau", sides_of<SampledTail<WholeTail>>(), one_heavy_key},
    {"one-draw", "tau^2 Var_T without the divisor m", sides_of<SampledTail<OneDraw>>(), two_strata},
    {"tau-once", "tau for tau^2", sides_of<SampledTail<TauOnce>>(), two_strata},
};

} // namespace

extern const Theorem sampled_tail = {
    .id = "sampled-tail",
    .words = "a sample of the tail bounds its mass, or its values",
    .section = 3,
    .statement =
        "m of the N tail keys drawn uniformly without replacement, 1 <= m <= N, e^s <= e^U in the tail, Z^ = "
        "N/m times the sample's sum, 0 < delta < 1: of all C(N, m) samples at most delta C(N, m) have Z_T > "
        "Z^ + N e^U sqrt((1 - (m-1)/N) ln(1/delta)/(2m)); with strata b the radius is sqrt((ln(1/delta)/2) "
        "sum N_b^2 e^{2 U_b} (1 - (m_b-1)/N_b)/m_b); m draws with replacement from P_T, out = (1-tau) mu_H + "
        "tau mean(v): E out = Attn, E |Attn - out|^2 = tau^2 Var_T/m",
    .equality_case = "of the failing samples: whole numbers; the last two are identities",
    .source = "B (Serfling)",
    .scope = Scope::row,
    .needs = parts<part::Values, part::SubRow, part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<SampledTail<>>(),
    .witness = one_heavy_key,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $m$ of the $N$ tail keys drawn uniformly without replacement, $e^s\le e^U$ in the tail, $\hat Z$ equal to $N/m$ times the sample's sum,
$$\Pr\Bigl(Z_T>\hat Z+N e^U\sqrt{\bigl(1-\tfrac{m-1}N\bigr)\tfrac{\ln(1/\delta)}{2m}}\Bigr)\le\delta;$$
with strata $b$ the radius is $\sqrt{\tfrac{\ln(1/\delta)}2\sum_b N_b^2\,e^{2U_b}\bigl(1-\tfrac{m_b-1}{N_b}\bigr)/m_b}$. For $m$ draws with replacement from $P_T$ and $\mathrm{out}=(1-\tau)\mu_H+\tau\,\overline v$,
$$\mathbb E\,\mathrm{out}=\mathrm{Attn},\qquad\mathbb E\,|\mathrm{Attn}-\mathrm{out}|^2=\tau^2\operatorname{Var}_T/m.$$
Judged by enumeration of all samples of tails of six keys, whole and in two strata, and of all pairs of draws.
if: $0<\delta<1$
if: two keys or more
eq: of the failing samples: whole numbers; the last two are identities)",
};

} // namespace tailmass
