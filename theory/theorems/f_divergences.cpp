// f-divergences: every f-divergence of a truncation is a function of the tail mass alone.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/drawn.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

namespace tailmass {
namespace {

/// What the general statements are judged on: an order of Renyi in eighths for each direction, in (0, 4]
/// without 1 and in (0, 1), and c in f(t) = (t - 1)^2/(t + c).
struct Drawn {
  explicit Drawn(const Case& c) {
    RandomStream random = drawn_from(c, "f-divergences");
    order = 1 + static_cast<unsigned>(random.below(31));
    order += order >= 8 ? 1 : 0;
    reversed_order = 1 + static_cast<unsigned>(random.below(7));
    quarters = 1 + random.below(16);
    judged = static_cast<unsigned>(random.below(4));
  }
  unsigned order;
  unsigned reversed_order;
  std::size_t quarters; ///< of c
  unsigned judged;      ///< which of the general statements, as each costs roots or logarithms of all keys
};

/// A quotient of two whole numbers.
struct Quotient {
  int over;
  int under;
};

/// States Renyi_a(P || P^) = -`factor_of`(a) ln(1 - tau), a in eighths.
template <class R>
void reversed_renyi(Evaluator<R>& row, const Case& c, Sides<R>& out, Quotient (*factor_of)(int eighths)) {
  using std::log;
  out.equal("Renyi_a(P || P^) = -(a/(1-a)) ln(1 - tau), an a in (0, 1)", [&] {
    const unsigned eighths = Drawn(c).reversed_order;
    const int order = static_cast<int>(eighths);
    const Quotient factor = factor_of(order);
    return Both<R>{R(R(-8) * log(exact::reversed_renyi_moment_of_eighths(row, eighths)) / R(8 - order)),
                   R(R(-log(exact::head_mass(row))) * R(factor.over) / R(factor.under))};
  });
}

/// Renyi divergences by their definition, and the value -ln(1 - tau) that all orders share.
template <class R>
void renyi(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  using std::log;
  const auto value = lazy([&] { return R(-log(exact::head_mass(row))); });
  out.equal("Renyi_0(P^ || P) = -ln(1 - tau)", [&] {
    R support(0);
    for (const Key key : row.head().finite_head())
      support += exact::probabilities(row)[key];
    return Both<R>{R(-log(support)), value()};
  });
  if (Drawn(c).judged == 0)
    out.equal("Renyi_a(P^ || P) = -ln(1 - tau), an a in (0, 4]", [&] {
      const unsigned order = Drawn(c).order;
      return Both<R>{
          R(R(8) * log(exact::renyi_moment_of_eighths(row, order)) / R(static_cast<int>(order) - 8)),
          value()};
    });
  out.equal("Renyi_inf(P^ || P) = -ln(1 - tau)", [&] {
    return Both<R>{R(log(exact::largest_ratio(row))), value()};
  });
  if (Drawn(c).judged == 1)
    reversed_renyi(row, c, out, [](int eighths) { return Quotient{eighths, 8 - eighths}; });
}

/// (t - 1)^2/(t + c).
template <class R>
R f_of(const R& t, const R& c) {
  return R((t - R(1)) * (t - R(1)) / (t + c));
}

/// States D_f(P^ || P) with `at_zero`(c) for f(0).
template <class R, class AtZero>
void general(Evaluator<R>& row, const Case& c, Sides<R>& out, const AtZero& at_zero) {
  out.equal("D_f(P^ || P) = (1-tau) f(1/(1-tau)) + tau f(0), f(t) = (t-1)^2/(t+c)", [&] {
    const R by = R(row.precision()(Drawn(c).quarters) / R(4));
    const R& kept = exact::head_mass(row);
    return Both<R>{
        exact::squares_over_sums(row, by),
        R(kept * f_of(R(row.precision()(std::size_t{1}) / kept), by) + exact::tail_mass(row) * at_zero(by))};
  });
}

/// States the Jensen-Shannon divergence of `lhs`().
template <class R, class Lhs>
void jensen_shannon(Evaluator<R>& row, Sides<R>& out, const Lhs& lhs) {
  using std::log;
  out.equal("JS = 1/2[(1-tau) ln(2(1-tau)/(2-tau)) + tau ln 2 + ln(2/(2-tau))]", [&] {
    const R &tau = exact::tail_mass(row), &kept = exact::head_mass(row);
    const R twice = R(R(1) + kept); // 2 - tau
    return Both<R>{lhs(), R((kept * log(R(R(2) * kept / twice)) + tau * log(row.precision()(std::size_t{2})) +
                             log(R(R(2) / twice))) /
                            R(2))};
  });
}

struct FDivergences {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    using std::sqrt;
    const R one = row.precision()(std::size_t{1});
    const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
    const auto kept = [&]() -> const R& { return exact::head_mass(row); };
    out.equal("chi2(P^ || P) = tau/(1 - tau)", [&] {
      return Both<R>{exact::chi_squared(row), R(tau() / kept()), R(one / kept())};
    });
    out.equal("H^2 = 1 - sqrt(1 - tau)", [&] {
      return Both<R>{exact::hellinger_squared(row), R(one - sqrt(kept()))};
    });
    renyi(row, c, out);
    if (Drawn(c).judged == 2)
      jensen_shannon(row, out, [&] { return exact::jensen_shannon(row); });
    if (Drawn(c).judged != 3)
      return;
    general(row, c, out, [](const R& by) { return R(R(1) / by); });
    out.equal("D_f(P || P^) = f(1-tau) + tau lim f(t)/t, f(t) = (t-1)^2/(t+c)", [&] {
      const R by = R(row.precision()(Drawn(c).quarters) / R(4));
      return Both<R>{exact::reversed_squares_over_sums(row, by), R(f_of(kept(), by) + tau())};
    });
  }
};

struct ReversedFactorOfOneQuarter {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    reversed_renyi(row, c, out, [](int) { return Quotient{1, 3}; });
  }
};

struct FOfZeroIsOne {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    general(row, c, out, [](const R&) { return R(1); });
  }
};

/// KL to (P + 2 P^)/3 in the place of that to the middle.
struct UnevenMixture {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    jensen_shannon(row, out, [&] {
      const Precision<R>& at = row.precision();
      const auto head = row.head().finite_head();
      const Vector<R> m = exact::mixture(row, R(at(std::size_t{1}) / R(3)));
      const Vector<R> ratio = quotient(exact::truncated(row), m, head, at);
      return R(
          (exact::kl_to_mixture(row, m) + dot(exact::truncated(row), exact::logarithms(ratio, head, at))) /
          R(2));
    });
  }
};

struct ChiSquaredOverTau {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal("chi2(P^ || P) = tau", [&] { return Both<R>{exact::chi_squared(row), exact::tail_mass(row)}; });
  }
};

struct HellingerUnsquared {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal("H^2 = tau", [&] { return Both<R>{exact::hellinger_squared(row), exact::tail_mass(row)}; });
  }
};

struct RenyiWithoutItsFactor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::log;
    out.equal("ln of the moment of order 3 = -ln(1 - tau)", [&] {
      return Both<R>{R(log(exact::renyi_moment(row, 3))), R(-log(exact::head_mass(row)))};
    });
  }
};

struct JensenShannonBothHalves {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::log;
    out.equal("JS = tau ln 2", [&] {
      return Both<R>{exact::jensen_shannon(row),
                     R(exact::tail_mass(row) * log(row.precision()(std::size_t{2})))};
    });
  }
};

const Mutant mutants[] = {
    {"chi2-is-tau", "tau for tau/(1 - tau)", sides_of<ChiSquaredOverTau>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
    {"hellinger-is-tau", "tau for 1 - sqrt(1 - tau)", sides_of<HellingerUnsquared>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
    {"renyi-without-factor", "1/(a - 1) dropped at order 3", sides_of<RenyiWithoutItsFactor>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
    {"factor-of-one-quarter", "1/3, which is a/(1-a) at a = 1/4, for every a",
     sides_of<ReversedFactorOfOneQuarter>(),
     [] {
       return top_k_case({2, 0, 0}, 1);
     }},
    {"f-of-zero-is-one", "1 for f(0)", sides_of<FOfZeroIsOne>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
    {"uneven-mixture", "(p + 2 p^)/3 for (p + p^)/2", sides_of<UnevenMixture>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
    {"js-of-disjoint", "tau ln 2, as if head and tail were all there is", sides_of<JensenShannonBothHalves>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
};

} // namespace

extern const Theorem f_divergences = {
    .id = "f-divergences",
    .words = "chi-square, Hellinger, Renyi, Jensen-Shannon likewise",
    .section = 1,
    .statement =
        "D_f(P^ || P) = (1-tau) f(1/(1-tau)) + tau f(0): chi2 = tau/(1-tau); H^2 = 1 - sqrt(1-tau); "
        "Renyi_a(P^ || P) = -ln(1-tau) for every a; Renyi_a(P || P^) = -(a/(1-a)) ln(1-tau), 0 < a < 1; JS",
    .equality_case = "identity",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = {},
    .sides = sides_of<FDivergences>(),
    .witness =
        [] {
          return head_case({0.5, 3, -1, masked, 2}, {1, 0});
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$D_f(\hat P\,\|\,P)=(1-\tau)\,f\!\left(\frac1{1-\tau}\right)+\tau f(0)$$
In particular $\chi^2=\tau/(1-\tau)$, $H^2=1-\sqrt{1-\tau}$, $R_a(\hat P\,\|\,P)=-\ln(1-\tau)$ for every order $a$ of Rényi, $R_a(P\,\|\,\hat P)=-\frac{a}{1-a}\ln(1-\tau)$ for $0<a<1$, and the Jensen–Shannon divergence.
eq: identities)",
};

} // namespace tailmass
