// Callers' rounding modes, flushed subnormal numbers and traps change nothing that the library computes, and
// come back unchanged.
#include "theory/numbers/assumed_arithmetic.hpp"

#include "theory/fast/blocks/blocks.hpp"
#include "theory/fast/distribution/batch.hpp"
#include "theory/fast/outputs/diameter.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/arithmetic.hpp"
#include "theory/quantities/families.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "theory/tests/fast/rows.hpp"
#include "theory/tests/reference/reference_table.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <bit>
#include <cfenv>
#include <gtest/gtest.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

using namespace tailmass;

namespace {

/// The bits of a result, by which NaN is NaN.
using Bits = std::vector<std::uint64_t>;

void add(Bits& bits, double x) {
  bits.push_back(std::isnan(x) ? 1 : std::bit_cast<std::uint64_t>(x));
}
void add(Bits& bits, const fast::Enclosure& x) {
  add(bits, x.value), add(bits, x.radius);
}
void add(Bits& bits, const stable::Estimate<>& x) {
  add(bits, x.value), add(bits, x.bound.relative), add(bits, x.bound.absolute);
}

/// A way in which a caller's arithmetic is not what the library assumes.
struct Setting {
  const char* name;
  unsigned flags; ///< of MXCSR, to be set
  int rounding;
};
constexpr Setting settings[] = {
    {"rounded up", 0, FE_UPWARD},
    {"rounded down", 0, FE_DOWNWARD},
    {"truncated", 0, FE_TOWARDZERO},
#if defined(__SSE2__)
    {"results flushed", 0x8000, FE_TONEAREST},
    {"operands flushed", 0x0040, FE_TONEAREST},
    {"all flushed and rounded up", 0x8040, FE_UPWARD},
#endif
};

/// Sets the arithmetic of the thread for as long as it lives.
class Under {
public:
  explicit Under(const Setting& setting) {
    std::fegetenv(&before_);
    std::fesetround(setting.rounding);
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | setting.flags);
#endif
  }
  ~Under() {
    std::fesetenv(&before_);
  }
  Under(const Under&) = delete;
  Under& operator=(const Under&) = delete;

private:
  std::fenv_t before_{};
};

/// What `compute` gives under each setting is what it gives without, and it leaves the setting as it was.
template <class Compute>
void expect_the_same(const std::string& what, const Compute& compute) {
  const Bits usual = compute();
  for (const Setting& setting : settings) {
    Bits under;
    bool kept = false;
    {
      const Under set(setting);
      under = compute();
      kept = std::fegetround() == setting.rounding;
#if defined(__SSE2__)
      kept = kept && (_mm_getcsr() & 0x8040) == setting.flags;
#endif
    }
    ASSERT_EQ(under, usual) << what << ", " << setting.name;
    ASSERT_TRUE(kept) << what << ", " << setting.name;
  }
}

/// Every computation of every quantity, as its row names it.
std::vector<quantities::Facts> all_facts() {
  std::vector<quantities::Facts> all;
  for (const auto& family : quantities::of_each_family([](const auto& rows) {
         return std::apply([](const auto&... row) { return std::vector<quantities::Facts>{row...}; }, rows);
       }))
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

/// The shorter rows of the reference table, many of them with tails near the end of the range.
std::vector<Case> some_cases() {
  std::vector<Case> cases;
  for (const ReferenceRow& line : reference_table())
    if (line.c.scores->size() <= 300)
      cases.push_back(line.c);
  return cases;
}

Bits computed(quantities::Computation::Compute compute, const Case& c) {
  Bits bits;
  if (compute)
    for (const stable::Estimate<>& x : compute(c))
      add(bits, x);
  return bits;
}

/// `pick` chooses the stable or the fast way of each.
void expect_the_same_quantities(quantities::Computation quantities::Facts::*way, const std::string& on) {
  for (const quantities::Facts& quantity : all_facts()) {
    const quantities::Computation& how = quantity.*way;
    std::size_t met = 0;
    for (const Case& c : some_cases()) {
      if (!quantity.domain.holds(c) || (how.only.holds && !how.only.holds(c)))
        continue;
      ++met;
      const std::string what = on + " " + std::string(quantity.name);
      expect_the_same(what, [&] { return computed(how.in_double, c); });
      expect_the_same(what + " in float", [&] { return computed(how.in_float, c); });
    }
    EXPECT_TRUE(met >= 3 || !how.in_double) << quantity.name;
  }
}

} // namespace

TEST(AssumedArithmetic, IsSetAndGivenBack) {
  for (const Setting& setting : settings) {
    bool before = true, within = false, nested = false, after = true;
    {
      const Under set(setting);
      before = arithmetic_is_as_assumed();
      {
        const AssumedArithmetic assumed;
        within = arithmetic_is_as_assumed();
        {
          const AssumedArithmetic again;
          nested = arithmetic_is_as_assumed();
        }
        nested = nested && arithmetic_is_as_assumed();
      }
      after = arithmetic_is_as_assumed();
    }
    EXPECT_FALSE(before) << setting.name;
    EXPECT_TRUE(within) << setting.name;
    EXPECT_TRUE(nested) << setting.name;
    EXPECT_FALSE(after) << setting.name;
  }
  EXPECT_TRUE(arithmetic_is_as_assumed());
}

TEST(AssumedArithmetic, IsThatOfLongDoublesToo) {
  std::fesetround(FE_UPWARD);
  volatile long double one = 1, little = 0x1p-70L;
  long double within = 0;
  {
    const AssumedArithmetic assumed;
    within = one + little;
  }
  const long double after = one + little;
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(within, 1);
  EXPECT_GT(after, 1);
}

#if defined(__GLIBC__)
TEST(AssumedArithmetic, TrapsNothing) {
  feenableexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID);
  const stable::Estimate<> mass = stable::tail_mass(top_k_case({0, -1e308, 1e308, masked}, 1));
  const fast::Truncation cut = fast::truncation(std::span<const double>(std::vector<double>{0, 1e6}), 1);
  const int traps = fegetexcept();
  fedisableexcept(FE_ALL_EXCEPT);
  std::feclearexcept(FE_ALL_EXCEPT);
  EXPECT_EQ(traps, FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID);
  EXPECT_EQ(mass.value, 0);
  EXPECT_EQ(cut.k, 1U);
}
#endif

TEST(AssumedArithmetic, IsThatOfNouns) {
  const auto order = [](const std::vector<double>& scores) {
    const Scores row(scores);
    return Bits(row.order().begin(), row.order().end());
  };
  expect_the_same("order of scores", [&] { return order({0, 3e-320, 1e-310, 2e-310, -1e-310}); });
  const Scores row({1e-310, 2e-310, 0});
  expect_the_same("top-k", [&] { return Bits{Head::of_keys(row, {0}).is_top_k() ? 1U : 0U}; });
  expect_the_same("blocks", [&] {
    try {
      (void)Blocks(row, {{{0, 2}, 0, 1e-310, true}, {{1}, 0, 1e-310, false}});
    } catch (const DomainError&) {
      return Bits{1}; // 2e-310 is outside its interval
    }
    return Bits{0};
  });
  const Values values(2, 1, {1e-310, 2e-310});
  expect_the_same("equal values", [&] { return Bits{same_value(values, 0, 1) ? 1U : 0U}; });
}

TEST(AssumedArithmetic, IsThatOfEveryStableQuantity) {
  expect_the_same_quantities(&quantities::Facts::stable, "stable");
}

TEST(AssumedArithmetic, IsThatOfEveryFastQuantityOnEveryTarget) {
  for (const std::string_view target : fast::targets()) {
    const OnTarget on(target);
    expect_the_same_quantities(&quantities::Facts::fast, std::string(target));
  }
}

TEST(AssumedArithmetic, IsThatOfTheFastPathOnEveryTarget) {
  std::vector<double> row(300, -721.0); // e^-721 is subnormal beside the first key
  row[0] = 0, row[7] = -3, row[200] = masked;
  const std::vector<float> narrow(row.begin(), row.end());
  const std::vector<double> points{0, 1e-310, 3e-310, 1e-200};
  for (const std::string_view target : fast::targets()) {
    const OnTarget on(target);
    const auto of_row = [&]<class T>(const std::vector<T>& scores) {
      expect_the_same(std::string(target), [&] {
        Bits bits;
        const std::span<const T> x(scores);
        const fast::Truncation cut = fast::truncation(x, 2);
        add(bits, cut.tail_mass()), add(bits, cut.boundary_gap());
        add(bits, fast::log_sum_exp(x).log());
        const fast::KEpsilon kept = fast::k_epsilon(x, 1e-310);
        bits.insert(bits.end(), {kept.at_least, kept.at_most});
        for (const fast::BlockFacts& facts : fast::facts_of_blocks(x, 64))
          add(bits, facts.mean);
        const fast::Rows<T> rows(x, scores.size() / 3);
        for (const fast::ScaledSum& sum : fast::log_sum_exp(rows, 2))
          add(bits, sum.log());
        for (const auto& cuts : fast::truncations(rows, std::vector<std::size_t>{1, 5}, 3))
          add(bits, cuts[0].tail_mass()), add(bits, cuts[1].tail_mass());
        return bits;
      });
    };
    of_row(row);
    of_row(narrow);
    const fast::Truncation cut = fast::truncation(std::span<const double>(row), 2);
    EXPECT_GT(cut.tail_mass().value, 0) << target;
    EXPECT_GT(cut.tail_mass().radius, 0) << target;
    expect_the_same("diameter", [&] {
      Bits bits;
      add(bits, fast::diameter(std::span<const double>(points), 1));
      return bits;
    });
  }
}

TEST(AssumedArithmetic, IsThatOfTheGaussianModel) {
  expect_the_same("Gaussian", [] {
    Bits bits;
    add(bits, stable::gaussian_threshold(1000, 10)), add(bits, stable::gaussian_tail_mass(1000, 10, 30));
    add(bits, stable::gaussian_k_epsilon_fraction(0.7, 1e-3)),
        add(bits, stable::gaussian_variance(1000, 9, 1));
    add(bits, stable::gaussian_expected_gap(64, 3, 1)),
        add(bits, stable::gaussian_expected_gap_about(64, 3, 1));
    bits.push_back(stable::gaussian_k_epsilon(1000, 0.7, 1e-3));
    return bits;
  });
}
