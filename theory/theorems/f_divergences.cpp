// f-divergences: every f-divergence of a truncation is a function of the tail mass alone.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

namespace tailmass {
namespace {

/// Renyi orders of P^ from P: the definition, and the common value -ln(1 - tau).
template <class R>
void renyi_sides(Evaluator<R>& row, Sides<R>& out) {
  using std::log;
  const auto value = lazy([&] { return R(-log(exact::head_mass(row))); });
  out.equal("Renyi_0(P^ || P) = -ln(1 - tau)", [&] {
    R support(0);
    for (const Key key : row.head().finite_head())
      support += exact::probabilities(row)[key];
    return Both<R>{R(-log(support)), value()};
  });
  out.equal("Renyi_1/2(P^ || P) = -ln(1 - tau)", [&] {
    return Both<R>{R(R(-2) * log(exact::affinity(row))), value()};
  });
  out.equal("Renyi_2(P^ || P) = -ln(1 - tau)", [&] {
    return Both<R>{R(log(exact::renyi_moment(row, 2))), value()};
  });
  out.equal("Renyi_3(P^ || P) = -ln(1 - tau)", [&] {
    return Both<R>{R(log(exact::renyi_moment(row, 3)) / R(2)), value()};
  });
  out.equal("Renyi_inf(P^ || P) = -ln(1 - tau)", [&] {
    return Both<R>{R(log(exact::largest_ratio(row))), value()};
  });
  out.equal("Renyi_1/4(P || P^) = -(1/3) ln(1 - tau)", [&] {
    return Both<R>{R(R(-4) * log(exact::reversed_quarter_moment(row)) / R(3)), R(value() / R(3))};
  });
}

struct FDivergences {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::log;
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
    renyi_sides(row, out);
    out.equal("JS = 1/2[(1-tau) ln(2(1-tau)/(2-tau)) + tau ln 2 + ln(2/(2-tau))]", [&] {
      const R twice = R(R(1) + kept()); // 2 - tau
      return Both<R>{exact::jensen_shannon(row),
                     R((kept() * log(R(R(2) * kept() / twice)) +
                        tau() * log(row.precision()(std::size_t{2})) + log(R(R(2) / twice))) /
                       R(2))};
    });
    // D_f = (1 - tau) f(1/(1 - tau)) + tau f(0) for the f of Vincze and Le Cam, (t - 1)^2/(t + 1)
    out.equal("D_f(P^ || P) = (1-tau) f(1/(1-tau)) + tau f(0), f(t) = (t-1)^2/(t+1)", [&] {
      const R ratio = R(one / kept());
      return Both<R>{exact::le_cam(row), R(kept() * (ratio - one) * (ratio - one) / (ratio + one) + tau())};
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
    {"js-of-disjoint", "tau ln 2, as if head and tail were all there is", sides_of<JensenShannonBothHalves>(),
     [] {
       return top_k_case({1, 0}, 1);
     }},
};

} // namespace

extern const Theorem f_divergences = {
    .id = "f-divergences",
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
