// Certificates at the edges of the formats: underflow of every tail term, flushed subnormals, huge gaps.
#include "theory/stable/distribution/certificates.hpp"

#include "theory/numbers/ball.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

using namespace tailmass;
using stable::Underflow;

namespace {

/// One key of score 0 against `count` at `score`.
Case peak(double score, std::size_t count) {
  std::vector<double> scores(count + 1, score);
  scores[0] = 0;
  return top_k_case(std::move(scores), 1);
}

/// Its tail mass.
Ball tail_mass(double score, std::size_t count) {
  const Ball tail = Ball(count) * exp(Ball(score).at_precision(256));
  return tail / (Ball(1) + tail);
}

/// Whether both certificates hold; how often the upper one is the truth.
template <class T>
double check(const stable::Estimate<T>& computed, const Ball& truth,
             Underflow underflow = Underflow::gradual) {
  const Ball upper(static_cast<double>(stable::upper(computed, underflow)));
  const Ball lower(static_cast<double>(stable::lower(computed, underflow)));
  EXPECT_TRUE(certainly_less(truth, upper));
  EXPECT_TRUE(certainly_less(lower, truth));
  return approximate(upper / truth);
}

} // namespace

TEST(Certificates, RoundOutward) {
  EXPECT_EQ(stable::upper<float>({1.0F, {0x1p-30, 0}}), std::nextafter(1.0F, 2.0F));
  EXPECT_EQ(stable::lower<float>({1.0F, {0x1p-30, 0}}), std::nextafter(1.0F, 0.0F));
  EXPECT_EQ(stable::upper<double>({0.5, {}}), 0.5);
  EXPECT_EQ(stable::upper<float>({0.0F, {0, 0x1p-149}}), 0x1p-148F); // the sum is rounded up, and then again
  EXPECT_EQ(stable::upper<float>({0.0F, {0, 0x1p-149}}, Underflow::flushed), std::nextafter(0x1p-126F, 1.0F));
  EXPECT_EQ(stable::lower<float>({0x1p-149F, {0, 0x1p-148}}), 0.0F);
}

TEST(Certificates, WhatIsNotFiniteCertifiesNothing) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const stable::Estimate<float>& x :
       {stable::Estimate<float>{infinity, {}}, stable::Estimate<float>{std::nanf(""), {}},
        stable::Estimate<float>{1, {1, 0}}, stable::Estimate<float>{1, {0, HUGE_VAL}}}) {
    EXPECT_EQ(stable::upper(x), infinity);
    EXPECT_EQ(stable::lower(x), 0.0F);
  }
}

TEST(Certificates, CountTailTermsThatUnderflow) {
  check(stable::tail_mass_by_row_maximum<float>(peak(-110, 3)), tail_mass(-110, 3));
  check(stable::tail_mass_by_row_maximum<double>(peak(-800, 3)), tail_mass(-800, 3));
  check(stable::tail_mass<float>(peak(-110, 3)), tail_mass(-110, 3));
  check(stable::tail_mass<double>(peak(-800, 3)), tail_mass(-800, 3));
  const std::size_t many = 10'000'000; // subnormal terms
  EXPECT_LT(check(stable::tail_mass_by_row_maximum<float>(peak(-103, many)), tail_mass(-103, many)), 4);
}

TEST(Certificates, OfGapsWhoseExponentialOverflows) {
  check(stable::gap_bound<float>(peak(-89, 1)), tail_mass(-89, 1));
  check(stable::gap_bound<float>(peak(-200, 2)), tail_mass(-200, 2));
  check(stable::gap_bound<double>(peak(-710, 1)), tail_mass(-710, 1));
  check(stable::gap_bound<double>(peak(-2000, 2)), tail_mass(-2000, 2));
}

TEST(Certificates, ATailMassThatHardwareMayFlushIsZero) {
  // Every weight is a normal float, and the quotient of their sums is none.
  std::vector<double> scores(9, 0);
  scores.back() = -87;
  const Case c = top_k_case(std::move(scores), 8);
  const Ball weight = exp(Ball(-87).at_precision(256));
  const Ball truth = weight / (Ball(8) + weight);
  const stable::Estimate<float> flushed = stable::tail_mass_by_row_maximum<float>(c, Underflow::flushed);
  EXPECT_EQ(flushed.value, 0.0F);
  check(flushed, truth);
  const stable::Estimate<float> gradual = stable::tail_mass_by_row_maximum<float>(c);
  EXPECT_GT(gradual.value, 0.0F);
  EXPECT_LT(gradual.value, std::numeric_limits<float>::min());
  check(gradual, truth);
}

#if defined(__SSE2__)
TEST(Certificates, HoldWhereTheHardwareFlushes) {
  constexpr unsigned flush_and_read_as_zero = 0x8040;
  const Case c = peak(-88, 5); // terms are subnormal floats
  const unsigned control = _mm_getcsr();
  _mm_setcsr(control | flush_and_read_as_zero);
  const stable::Estimate<float> by_maximum = stable::tail_mass_by_row_maximum<float>(c, Underflow::flushed);
  const stable::Estimate<float> by_own_top = stable::tail_mass<float>(c);
  const stable::Estimate<float> by_gap = stable::gap_bound<float>(c);
  _mm_setcsr(control);
  EXPECT_EQ(by_maximum.value, 0.0F);
  check(by_maximum, tail_mass(-88, 5));
  check(by_own_top, tail_mass(-88, 5), Underflow::flushed);
  check(by_gap, tail_mass(-88, 5), Underflow::flushed);
}
#endif
