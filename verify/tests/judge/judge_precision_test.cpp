// How far the judge climbs, what agreement and attainment are measured by, and statistics within their half
// widths.
#include "verify/tests/judge/made_up.hpp"

#include <cmath>

namespace tailmass::verify::judge {

namespace {

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

} // namespace

TEST(Judge, AttainmentIsMeasuredByValueHoweverSmall) {
  for (const double score : {-50.0, -200.0, -500.0, -2000.0})
    EXPECT_EQ(only_judgement<CancellingTwice>(top_k_case({0, score}, 1)).verdict, Verdict::refuted) << score;
  EXPECT_EQ(only_judgement<CancellingSmall>(plain()).verdict, Verdict::refuted);
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

} // namespace tailmass::verify::judge
