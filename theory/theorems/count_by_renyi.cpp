// count-by-renyi: how concentrated a row is, by any Renyi entropy, bounds from below how many keys hold all
// but epsilon of its mass.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// ln sum p^a.
template <class R>
const R& log_power_sum(Evaluator<R>& row, double a) {
  return row.of_row().once({"log_power_sum", a}, [&] {
    using std::log;
    const R sum_of_powers =
        a == 2 ? dot(exact::weights(row), exact::weights(row)) : R(sum(exact::weights_at(row, a)));
    return R(log(sum_of_powers) - row.precision()(a) * log(exact::partition(row)));
  });
}

/// ln (1 - eps).
template <class R>
R log_rest(Evaluator<R>& row, const Case& c) {
  using std::log;
  return R(log(R(row.precision()(std::size_t{1}) - row.precision()(*c.epsilon))));
}

/// The exponents in ((1 - eps)^a / sum p^a)^{1/(a - 1)}.
struct Exponents {
  template <class R>
  static R of_rest(const R& a) {
    return a;
  }
  template <class R>
  static R root(const R& a) {
    return R(a - R(1));
  }
};

/// Hoelder over the k keys of a set S of mass at least 1 - eps: P(S)^a <= k^{a-1} sum over S of p^a. Never
/// attained: P(S) = 1 > 1 - eps if S has all keys, and else the sum over S is not all of it.
template <class Power = Exponents>
struct CountByRenyi {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    of_order(row, c, out, 2, "((1 - eps)^2/sum p^2) <= k_eps");
    if (const double a = c.temperatures->beta1; a > 1)
      of_order(row, c, out, a, "((1 - eps)^a/sum p^a)^{1/(a-1)} <= k_eps, a drawn");
  }

private:
  template <class R>
  static void of_order(Evaluator<R>& row, const Case& c, Sides<R>& out, double order,
                       std::string_view label) {
    out.at_most(label, [&] {
      using std::exp;
      const Precision<R>& at = row.precision();
      const R a = at(order);
      const R logarithm = R(Power::of_rest(a) * log_rest(row, c) - log_power_sum(row, order));
      return Both<R>{R(exp(R(logarithm / Power::root(a)))), at(exact::k_epsilon(row, *c.epsilon))};
    });
  }
};

struct AllMass : Exponents {
  template <class R>
  static R of_rest(const R&) {
    return R(0);
  }
};
struct RestOnce : Exponents {
  template <class R>
  static R of_rest(const R&) {
    return R(1);
  }
};
struct NoRoot : Exponents {
  template <class R>
  static R root(const R&) {
    return R(1);
  }
};

const Hypothesis hypotheses[] = {
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

Case count_case(std::vector<double> scores, double epsilon, double order = 1.5) {
  Case c = top_k_case(std::move(scores), 1);
  c.epsilon = epsilon;
  c.temperatures = TemperaturePair{0, order};
  return c;
}

const Mutant mutants[] = {
    {"tightened", "0.99 k_eps, which equal scores approach", sides_of<Tightened<CountByRenyi<>, 0>>(),
     [] {
       return count_case({1, 1, 1, 1, masked}, 0.001);
     }},
    {"all-mass", "1 for (1 - eps)^a", sides_of<CountByRenyi<AllMass>>(),
     [] {
       return count_case({0, 0, 0}, 0.5);
     }},
    {"rest-once", "1 - eps for (1 - eps)^a", sides_of<CountByRenyi<RestOnce>>(),
     [] {
       return count_case({2, 0, 0, 0}, 0.35);
     }},
    {"no-root", "without the root 1/(a - 1)", sides_of<CountByRenyi<NoRoot>>(),
     [] {
       return count_case({0, 0, 0, 0}, 0.25, 3);
     }},
};

} // namespace

extern const Theorem count_by_renyi = {
    .id = "count-by-renyi",
    .words = "Renyi entropies bound k_epsilon from below",
    .section = 2,
    .statement = "0 < eps < 1: k_eps >= ((1 - eps)^a / sum p^a)^{1/(a-1)} for every a > 1; a = 2: (1 - "
                 "eps)^2 times the effective sample size 1/sum p^2",
    .equality_case = "never; approached as eps -> 0 where all finite scores are equal",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Epsilon, part::Temperatures>,
    .hypotheses = hypotheses,
    .sides = sides_of<CountByRenyi<>>(),
    .witness = nullptr,
    .no_witness_because = "Hoelder's inequality is strict for finite a; a = inf is k-epsilon's",
    .mutants = mutants,
    .tex = R"(
$$k_\varepsilon\ge\left(\frac{(1-\varepsilon)^a}{\sum_i p_i^a}\right)^{1/(a-1)}\qquad\text{for every }a>1$$
The order $a$ is drawn (the case's greater inverse temperature), and $a=2$: $(1-\varepsilon)^2$ times the effective sample size $1/\sum_i p_i^2$.
if: $0<\varepsilon<1$
eq: never; approached as $\varepsilon\to0$ where all finite scores are equal)",
};

} // namespace tailmass
