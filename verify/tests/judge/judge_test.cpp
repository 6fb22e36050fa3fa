// The judge on statements made up to be true, false, attained, open and vacuous.
#include "verify/judge/judge.hpp"

#include "theory/exact/distribution/divergences.hpp"
#include "theory/tests/exact/close_row.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <cfenv>
#include <cmath>
#include <gtest/gtest.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace tailmass::verify::judge {

namespace {

/// A theorem with these sides and no more.
template <class Statement>
Theorem theorem_of(std::span<const Hypothesis> hypotheses = {}) {
  Theorem theorem{};
  theorem.id = "made-up";
  theorem.hypotheses = hypotheses;
  theorem.sides = sides_of<Statement>();
  return theorem;
}

template <class Statement>
Judgement only_judgement(const Case& c, std::span<const Hypothesis> hypotheses = {}) {
  const Theorem theorem = theorem_of<Statement>(hypotheses);
  Judge judge({.filter = false});
  const std::vector<Judgement> judgements = judge.judge(theorem, c);
  EXPECT_EQ(judgements.size(), 1U);
  return judgements.front();
}

Case plain() {
  return top_k_case({2, 1, 0.5}, 1);
}

/// tau <= factor tau / 1000, with the equality flag as told.
template <int thousandths, bool flag>
struct Scaled {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    const R tau = exact::tail_mass(row);
    out.at_most("claim", flag, [&] {
      return Both<R>{tau,
                     R(tau * row.precision()(std::size_t{thousandths}) / row.precision()(std::size_t{1000}))};
    });
  }
};

/// tau <= tau + e^-distance.
template <int distance>
struct Nearly {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    const R tau = exact::tail_mass(row);
    out.at_most("claim", [&] { return Both<R>{tau, R(tau + exp(row.precision()(-1.0 * distance)))}; });
  }
};

/// TV = tau plus an error of e^-distance.
template <int distance>
struct Identity {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    const R error = distance == 0 ? R(0) : R(exp(row.precision()(-1.0 * distance)));
    out.equal("claim", [&] {
      return Both<R>{R(exact::total_variation(row) + error), exact::tail_mass(row)};
    });
  }
};

/// An identity that no precision can settle: the ball keeps a radius.
struct Blurred {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    R tau = exact::tail_mass(row);
    if constexpr (std::is_same_v<R, Ball>)
      arb_add_error_2exp_si(tau.raw(), -190);
    out.equal("claim", [&] { return Both<R>{tau, exact::tail_mass(row)}; });
  }
};

/// tau + P(head) - 1 = 0, on the scale of 1.
struct Vanishing {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal_on_scale("claim", [&] {
      return Both<R>{R(exact::tail_mass(row) + exact::head_mass(row) - R(1)), R(0)};
    });
  }
};

/// Not a number on the left.
struct NotANumber {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::log;
    out.at_most("claim", [&] { return Both<R>{R(log(row.precision()(-1.0))), exact::tail_mass(row)}; });
    out.equal("claim", [&] { return Both<R>{R(log(row.precision()(-1.0))), exact::tail_mass(row)}; });
  }
};

/// Speaks only where 1 <= e^exponent / e; exponent in tenths.
template <int tenths, bool flag>
struct UnderPremise {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    out.premise(R(exp(row.precision()(1.0))), R(exp(R(row.precision()(1.0 * tenths) / R(10)))), flag);
    out.at_most("claim", [&] { return Both<R>{exact::tail_mass(row), R(1)}; });
  }
};

/// 1 - P(head) <= 2 (1 - P(head)) with the flag set: false, but near 0 only cancellation shows the two sides.
struct CancellingTwice {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    const R tau = R(R(1) - exact::head_mass(row));
    out.at_most("claim", true, [&] { return Both<R>{tau, R(R(2) * tau)}; });
  }
};

/// The same of e^-800, which no tail mass announces.
struct CancellingSmall {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    const R tiny = R(exp(row.precision()(-800.0)));
    out.at_most("claim", true, [&] {
      return Both<R>{R((R(1) + tiny) - R(1)), R((R(1) + tiny + tiny) - R(1))};
    });
  }
};

/// Exactly equal sides without an equality case.
struct UnflaggedEquals {
  template <class R>
  static void sides(Evaluator<R>&, const Case&, Sides<R>& out) {
    out.at_most("claim", [&] { return Both<R>{R(3), R(3)}; });
  }
};

/// 0 <= 0 and tau <= 1 with all that a bound may be marked with.
struct SayingNothing {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("0 <= 0", [&] { return Both<R>{R(0), R(0)}; });
    out.mass_at_most("tau <= 1", false, [&] { return Both<R>{exact::tail_mass(row), R(1)}; });
    out.mass_at_most("tau <= 2", false, [&] { return Both<R>{exact::tail_mass(row), R(2)}; });
    out.mass_at_most("tau <= 0", false, [&] { return Both<R>{exact::tail_mass(row), R(0)}; });
    out.mass_at_most("tau <= 2 tau", false, [&] {
      return Both<R>{exact::tail_mass(row), R(R(2) * exact::tail_mass(row))};
    });
    out.mass_at_most("9 <= 2, of no probability", false, [&] { return Both<R>{R(9), R(2)}; });
  }
};

/// 0 <= something, the left side a ball around 0.
struct AroundZero {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("claim", [&] {
      return Both<R>{R(exact::head_mass(row) + exact::tail_mass(row) - R(1)), R(1)};
    });
  }
};

/// A statistic `thousandths` of its half width away from its centre, which is blurred by 2^-blur.
template <int thousandths, int blur = 1000>
struct Statistic {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    R centre = exact::tail_mass(row);
    if constexpr (std::is_same_v<R, Ball>)
      arb_add_error_2exp_si(centre.raw(), -blur);
    const R width = R(row.precision()(std::size_t{3}) / R(8));
    const R off = R(width * row.precision()(1.0 * thousandths) / row.precision()(std::size_t{1000}));
    out.consistent("claim", 0x1p-30, [&] {
      return tailmass::Statistic<R>{R(exact::tail_mass(row) + off), centre, width};
    });
  }
};

struct Silent {
  template <class R>
  static void sides(Evaluator<R>&, const Case&, Sides<R>&) {}
};

} // namespace

TEST(Judge, ProvesAStrictInequalityAtItsFirstPrecision) {
  const Judgement judgement = only_judgement<Scaled<1500, false>>(plain());
  EXPECT_EQ(judgement.verdict, Verdict::proved);
  EXPECT_EQ(judgement.bits, 320);
  EXPECT_NEAR(judgement.slack, std::log(1.5), 1e-12);
}

TEST(Judge, RefutesAFalseInequalityWithNegativeSlack) {
  const Judgement judgement = only_judgement<Scaled<900, false>>(plain());
  EXPECT_EQ(judgement.verdict, Verdict::refuted);
  EXPECT_NEAR(judgement.slack, std::log(0.9), 1e-12);
  EXPECT_FALSE(judgement.reason.empty());
}

TEST(Judge, TightNeedsTheEqualityCase) {
  const Judgement tight = only_judgement<Scaled<1000, true>>(plain());
  EXPECT_EQ(tight.verdict, Verdict::tight);
  EXPECT_EQ(tight.slack, 0);
  EXPECT_GE(tight.bits, 200);
  const Judgement open = only_judgement<Scaled<1000, false>>(plain());
  EXPECT_EQ(open.verdict, Verdict::undecided);
  EXPECT_EQ(open.bits, 4096);
  EXPECT_TRUE(std::isnan(open.slack));
}

TEST(Judge, AnEqualityCaseThatIsNotAttainedIsRefuted) {
  EXPECT_EQ((only_judgement<Scaled<1500, true>>(plain()).verdict), Verdict::refuted);
}

TEST(Judge, AttainmentIsMeasuredByValueHoweverSmall) {
  for (const double score : {-50.0, -200.0, -500.0, -2000.0})
    EXPECT_EQ(only_judgement<CancellingTwice>(top_k_case({0, score}, 1)).verdict, Verdict::refuted) << score;
  EXPECT_EQ(only_judgement<CancellingSmall>(plain()).verdict, Verdict::refuted);
}

TEST(Judge, EqualSidesWithoutAnEqualityCaseStayOpen) {
  EXPECT_EQ(only_judgement<UnflaggedEquals>(plain()).verdict, Verdict::undecided);
}

TEST(Judge, WhatSaysNothingIsVacuous) {
  for (const bool filter : {false, true}) {
    Judge judge({.filter = filter});
    std::vector<Verdict> verdicts;
    for (const Judgement& judgement : judge.judge(theorem_of<SayingNothing>(), plain()))
      verdicts.push_back(judgement.verdict);
    EXPECT_EQ(verdicts, (std::vector{Verdict::vacuous, Verdict::vacuous, Verdict::vacuous, Verdict::refuted,
                                     Verdict::proved, Verdict::refuted}));
  }
}

TEST(Judge, AMutantMayDoWithoutHypotheses) {
  static constexpr Hypothesis never[] = {{"never", [](const Case&) { return false; }}};
  const Theorem theorem = theorem_of<Scaled<900, false>>(never);
  Judge judge;
  Mutant mutant{.name = {}, .change = {}, .sides = theorem.sides, .refuting_case = nullptr};
  EXPECT_EQ(judge.judge(theorem, mutant, plain()).front().verdict, Verdict::vacuous);
  mutant.without_hypotheses = true;
  EXPECT_EQ(judge.judge(theorem, mutant, plain()).front().verdict, Verdict::refuted);
}

// Head (1, +-1/8) and tail (-1, +-1/8) of equal scores: Cov = diag(1, 1/64), err = (-1, 0).
TEST(Judge, TheEigenvalueIsAttainedAlongItsAxis) {
  const auto verdict = [](double spread) {
    const Case c = with_values(head_case({0, 0, 0, 0}, {0, 1}),
                               {{1, spread}, {1, -spread}, {-1, spread}, {-1, -spread}});
    Judge judge;
    return judge.judge(*find_theorem("covariance-bound"), c)[1].verdict;
  };
  EXPECT_EQ(verdict(0.125), Verdict::tight);
  EXPECT_EQ(verdict(0), Verdict::tight);
  EXPECT_EQ(verdict(1), Verdict::tight); // the eigenvalue is a double one
  EXPECT_EQ(verdict(1.5), Verdict::proved);
}

TEST(Judge, SlackIsInfiniteWhereTheLeftSideMayBeZero) {
  const Judgement judgement = only_judgement<AroundZero>(plain());
  EXPECT_EQ(judgement.verdict, Verdict::proved);
  EXPECT_TRUE(std::isinf(judgement.slack) && judgement.slack > 0);
}

TEST(Judge, AStatisticIsConsistentWithinItsHalfWidth) {
  for (const Judgement& judgement :
       {only_judgement<Statistic<0>>(plain()), only_judgement<Statistic<-999>>(plain()),
        only_judgement<Statistic<999>>(plain())}) {
    EXPECT_EQ(judgement.verdict, Verdict::consistent);
    EXPECT_EQ(judgement.false_alarm, 0x1p-30);
    EXPECT_EQ(judgement.bits, 320);
    EXPECT_TRUE(std::isnan(judgement.slack));
    EXPECT_TRUE(judgement.reason.empty());
  }
}

TEST(Judge, AStatisticBeyondItsHalfWidthIsRefuted) {
  for (const Judgement& judgement :
       {only_judgement<Statistic<-1001>>(plain()), only_judgement<Statistic<1001>>(plain())}) {
    EXPECT_EQ(judgement.verdict, Verdict::refuted);
    EXPECT_EQ(judgement.false_alarm, 0x1p-30);
    EXPECT_NE(judgement.reason.find("is further than"), std::string::npos) << judgement.reason;
  }
}

TEST(Judge, AStatisticThatIsTooBlurredStaysOpen) {
  const Judgement judgement = only_judgement<Statistic<999, 9>>(plain());
  EXPECT_EQ(judgement.verdict, Verdict::undecided);
  EXPECT_EQ((only_judgement<Statistic<999, 20>>(plain()).verdict), Verdict::consistent);
}

TEST(Judge, APremiseThatContradictsItsEqualityCaseIsAnError) {
  const Theorem theorem = theorem_of<UnderPremise<11, true>>();
  Judge judge({.filter = false});
  EXPECT_THROW((void)judge.judge(theorem, plain()), std::logic_error);
}

TEST(Judge, ClimbsOnlyAsFarAsItMust) {
  EXPECT_EQ(only_judgement<Nearly<40>>(plain()).bits, 320);
  EXPECT_EQ(only_judgement<Nearly<400>>(plain()).bits, 640);
  const Judgement far = only_judgement<Nearly<2500>>(plain());
  EXPECT_EQ(far.verdict, Verdict::proved);
  EXPECT_EQ(far.bits, 4096);
  EXPECT_EQ(only_judgement<Nearly<2900>>(plain()).verdict, Verdict::undecided); // 4096 bits end at e^-2839
}

TEST(Judge, IdentitiesAgreeTo200BitsOfTheirValue) {
  const Judgement judgement = only_judgement<Identity<0>>(plain());
  EXPECT_EQ(judgement.verdict, Verdict::agrees);
  EXPECT_EQ(judgement.scale, Scale::value);
  EXPECT_GE(judgement.bits, 264);
  EXPECT_EQ(only_judgement<Identity<100>>(plain()).verdict, Verdict::refuted);
  EXPECT_EQ(only_judgement<Blurred>(plain()).verdict, Verdict::undecided);
}

TEST(Judge, IdentitiesOfASmallTailMassStartAsHighAsTheyNeed) {
  const Judgement small = only_judgement<Identity<0>>(top_k_case({0, -700}, 1)); // tau is about 2^-1010
  EXPECT_EQ(small.verdict, Verdict::agrees);
  EXPECT_EQ(small.scale, Scale::value);
  EXPECT_GE(small.bits, 264 + 1010);
  EXPECT_LE(small.bits, 264 + 1010 + 66);
  // What is off by less than 2^-200 of tau is within what `agrees` promises; more than that is seen.
  EXPECT_EQ(only_judgement<Identity<1100>>(top_k_case({0, -700}, 1)).verdict, Verdict::agrees);
  EXPECT_EQ(only_judgement<Identity<800>>(top_k_case({0, -700}, 1)).verdict, Verdict::refuted);
}

TEST(Judge, BeyondTheRangeTheLargestTermIsTheScale) {
  const Judgement tiny = only_judgement<Identity<0>>(top_k_case({0, -2500}, 1)); // tau is about 2^-3607
  EXPECT_EQ(tiny.verdict, Verdict::agrees);
  EXPECT_EQ(tiny.scale, Scale::largest_term);
  const Judgement none = only_judgement<Identity<0>>(top_k_case({0, masked}, 1)); // tau = 0
  EXPECT_EQ(none.verdict, Verdict::agrees);
  EXPECT_EQ(none.scale, Scale::largest_term);
}

TEST(Judge, WhatVanishesIsMeasuredByItsScale) {
  const Judgement judgement = only_judgement<Vanishing>(plain()); // no precision is close to a value of 0
  EXPECT_EQ(judgement.verdict, Verdict::agrees);
  EXPECT_EQ(judgement.scale, Scale::largest_term);
}

TEST(Judge, WhatIsNotANumberIsNeverAPass) {
  const Theorem theorem = theorem_of<NotANumber>();
  Judge judge({.filter = false});
  for (const Judgement& judgement : judge.judge(theorem, plain()))
    EXPECT_EQ(judgement.verdict, Verdict::undecided);
}

TEST(Judge, AFailedHypothesisIsVacuousAndNamed) {
  const Hypothesis hypotheses[] = {{"the head is a Top-k set", is_top_k}, {"k < n_f", k_below_finite_count}};
  const Judgement low = only_judgement<Scaled<1500, false>>(head_case({2, 1, 0.5}, {2}), hypotheses);
  EXPECT_EQ(low.verdict, Verdict::vacuous);
  EXPECT_EQ(low.reason, "not met: the head is a Top-k set");
  const Judgement whole = only_judgement<Scaled<1500, false>>(top_k_case({2, 1, masked}, 2), hypotheses);
  EXPECT_EQ(whole.reason, "not met: k < n_f");
}

TEST(Judge, PremisesAreDecidedByBalls) {
  EXPECT_EQ((only_judgement<UnderPremise<11, false>>(plain()).verdict), Verdict::proved);
  EXPECT_EQ((only_judgement<UnderPremise<9, false>>(plain()).verdict), Verdict::vacuous);
  EXPECT_EQ((only_judgement<UnderPremise<10, true>>(plain()).verdict), Verdict::proved);
  EXPECT_EQ((only_judgement<UnderPremise<10, false>>(plain()).verdict), Verdict::undecided);
}

TEST(Judge, ATheoremThatClaimsNothingIsVacuous) {
  EXPECT_EQ(only_judgement<Silent>(plain()).verdict, Verdict::vacuous);
}

TEST(Judge, WhatSpeaksOfAnUnknownNumberIsUndecided) {
  Case c = top_k_case(tailmass::tests::close_row(0.1, 4300), 1);
  c.epsilon = 0.1;
  for (const bool filter : {true, false}) {
    Judge judge({.filter = filter});
    const std::vector<Judgement> judgements = judge.judge(*find_theorem("k-epsilon"), c);
    ASSERT_EQ(judgements.size(), 1U);
    EXPECT_EQ(judgements.front().verdict, Verdict::undecided);
    EXPECT_EQ(judgements.front().reason,
              "k_epsilon is one of 1..2: a tail mass is within 2^-4096 of epsilon");
  }
}

TEST(Judge, VerdictsDoNotDependOnTheCallersRounding) {
  Case c = top_k_case({0, -721, -722, -3}, 2); // e^-721 is subnormal beside the first key
  c.blocks =
      std::make_shared<const Blocks>(*c.scores, std::vector<Block>{tight_block(*c.scores, {0, 3}, true),
                                                                   tight_block(*c.scores, {1, 2}, false)});
  c.epsilon = 1e-310;
  const auto verdicts = [&] {
    std::vector<std::pair<Verdict, double>> all;
    Judge judge;
    for (const char* id : {"float-certificate", "gap-bound", "k-epsilon"})
      for (const Judgement& judgement : judge.judge(*find_theorem(id), c))
        all.emplace_back(judgement.verdict, std::isnan(judgement.slack) ? 0 : judgement.slack);
    return all;
  };
  const auto usual = verdicts();
  for (const int rounding : {FE_UPWARD, FE_TOWARDZERO}) {
    std::fenv_t before;
    std::fegetenv(&before);
    std::fesetround(rounding);
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | 0x8040); // subnormals are flushed
#endif
    const auto under = verdicts();
    const int kept = std::fegetround();
    std::fesetenv(&before);
    EXPECT_EQ(under, usual) << rounding;
    EXPECT_EQ(kept, rounding);
  }
}

TEST(Judge, VerdictsDoNotDependOnWhatWasJudgedBefore) {
  const Theorem identity = theorem_of<Identity<0>>();
  const Theorem bound = theorem_of<Scaled<1500, false>>();
  const auto row = std::make_shared<const Scores>(std::vector<double>{2, 1, 0.5, -3, masked});
  Judge reused;
  for (std::size_t k = 1; k <= 5; ++k) {
    const Case c{row, Head::top_k(*row, k)};
    for (const Theorem* theorem : {&identity, &bound}) {
      Judge fresh;
      const Judgement expected = fresh.judge(*theorem, c).front();
      const Judgement got = reused.judge(*theorem, c).front();
      EXPECT_EQ(got.verdict, expected.verdict);
      EXPECT_EQ(got.slack == expected.slack || (std::isnan(got.slack) && std::isnan(expected.slack)), true);
    }
  }
}

} // namespace tailmass::verify::judge
