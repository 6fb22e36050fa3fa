// The judge on statements made up to be true, false, attained, open and vacuous.
#include "verify/tests/judge/made_up.hpp"

#include "theory/tests/exact/close_row.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/predicates.hpp"

#include <cfenv>
#include <cmath>
#include <stdexcept>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace tailmass::verify::judge {

namespace {

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

/// Exactly equal sides without an equality case.
struct UnflaggedEquals {
  template <class R>
  static void sides(Evaluator<R>&, const Case&, Sides<R>& out) {
    out.at_most("claim", [&] { return Both<R>{R(3), R(3)}; });
  }
};

/// 0 <= 0, 0 <= 1 and tau <= 1 with all that a bound may be marked with.
struct SayingNothing {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.at_most("0 <= 0", [&] { return Both<R>{R(0), R(0)}; });
    out.at_most("0 <= 1", [&] { return Both<R>{R(0), R(1)}; });
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

TEST(Judge, EqualSidesWithoutAnEqualityCaseStayOpen) {
  EXPECT_EQ(only_judgement<UnflaggedEquals>(plain()).verdict, Verdict::undecided);
}

TEST(Judge, WhatSaysNothingIsVacuous) {
  for (const bool filter : {false, true}) {
    Judge judge({.filter = filter});
    std::vector<Verdict> verdicts;
    for (const Judgement& judgement : judge.judge(theorem_of<SayingNothing>(), plain()))
      verdicts.push_back(judgement.verdict);
    EXPECT_EQ(verdicts, (std::vector{Verdict::vacuous, Verdict::proved, Verdict::vacuous, Verdict::vacuous,
                                     Verdict::refuted, Verdict::proved, Verdict::refuted}));
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

TEST(Judge, APremiseThatContradictsItsEqualityCaseIsAnError) {
  const Theorem theorem = theorem_of<UnderPremise<11, true>>();
  Judge judge({.filter = false});
  EXPECT_THROW((void)judge.judge(theorem, plain()), std::logic_error);
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
