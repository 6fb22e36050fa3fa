// Tail mass, KL divergence, boundary gap and k_epsilon of the fast path against balls.
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/fast/rows.hpp"
#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tailmass;
using namespace tailmass::fast;

namespace {

Case case_of(const std::vector<double>& scores, std::size_t k) {
  const auto row = std::make_shared<const Scores>(scores);
  return {row, Head::top_k(*row, k)};
}

template <class T>
void expect_truth(const FastRow& on, const std::vector<T>& row, std::size_t k, Evaluator<Ball>& exact,
                  const Scores& scores, std::string_view target) {
  const Truncation cut = truncation(std::span<const T>(row), k);
  const std::string where = on.name + " n = " + std::to_string(row.size()) + " k = " + std::to_string(k) +
                            ' ' + std::string(target);
  EXPECT_TRUE(encloses(cut.tail_mass(), exact::tail_mass(exact))) << where;
  EXPECT_TRUE(encloses(cut.head_mass(), exact::head_mass(exact))) << where;
  EXPECT_TRUE(encloses(cut.kl_divergence(), -log(exact::head_mass(exact)))) << where;
  EXPECT_EQ(cut.finite, scores.finite_count()) << where;
  EXPECT_EQ(cut.kept, scores.ranked(k)) << where;
  EXPECT_EQ(cut.dropped, k < row.size() ? scores.ranked(k + 1) : -INFINITY) << where;
  if (std::isfinite(cut.dropped)) {
    EXPECT_TRUE(encloses(cut.boundary_gap(), Ball(cut.kept) - Ball(cut.dropped))) << where;
  }
  const double tau = cut.tail_mass().value;
  if (tau > 1e-250) {
    EXPECT_LE(cut.tail_mass().radius, 24 * unit_double * tau) << where;
  }
}

template <class T>
void expect_true_k(const FastRow& on, const std::vector<T>& row, const Scores& scores,
                   std::string_view target) {
  for (const double epsilon : {0.5, 0.1, 0.01, 1e-4, 1e-12, 0.9, 0x1p-1000, 0x1p-1074}) {
    const KEpsilon k = k_epsilon(std::span<const T>(row), epsilon);
    const std::size_t truth = exact::k_epsilon(scores, epsilon);
    EXPECT_LE(k.at_least, truth) << on.name << ' ' << row.size() << ' ' << epsilon << ' ' << target;
    EXPECT_GE(k.at_most, truth) << on.name << ' ' << row.size() << ' ' << epsilon << ' ' << target;
    EXPECT_LE(k.at_most, scores.finite_count()) << on.name << ' ' << row.size() << ' ' << epsilon;
    const bool ordinary = epsilon > 1e-200; // else the tail may be below what the kernels tell from nothing
    if (ordinary &&
        (on.name == "Gaussian" || on.name == "all ties" || on.name == "peaked" || on.name == "half masked")) {
      EXPECT_TRUE(k.certain()) << on.name << ' ' << row.size() << ' ' << epsilon << ' ' << target;
    }
  }
}

} // namespace

TEST(FastTruncation, EnclosesTheTruth) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 2UL, 60UL, 97UL, 500UL, 3001UL}) {
      if (n > 500 && target != targets().front() && target != targets().back())
        continue;
      for (const FastRow& row : fast_rows(n, 3 * n)) {
        const std::vector<float> narrow(row.scores.begin(), row.scores.end());
        Case c = case_of(row.scores, 1);
        Evaluator<Ball> exact(c, Precision<Ball>{192});
        for (const std::size_t k : {std::size_t{1}, n / 10 + 1, n / 2 + 1, n}) {
          if (k > n)
            continue;
          exact.focus(Head::top_k(*c.scores, k));
          expect_truth(row, row.scores, k, exact, *c.scores, target);
          expect_truth(row, narrow, k, exact, *c.scores, target);
        }
        expect_true_k(row, row.scores, *c.scores, target);
        expect_true_k(row, narrow, *c.scores, target);
      }
    }
  }
}

TEST(FastTruncation, AtSeveralKIsWhatItIsAtEach) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {1UL, 5UL, 97UL, 200UL, 1021UL, 5003UL}) {
      if (n > 1000 && target != targets().front() && target != targets().back())
        continue;
      for (const FastRow& row : fast_rows(n, n + 1)) {
        const Scores scores(row.scores);
        std::vector<std::size_t> ks{n, 1, n / 2 + 1, n / 2 + 1, n / 3 + 1, std::min(n, n / 3 + 2)};
        for (std::size_t k = 1; k <= n; k += n / 13 + 1)
          ks.push_back(k);
        const std::vector<Truncation> all = truncations(std::span<const double>(row.scores), ks);
        ASSERT_EQ(all.size(), ks.size());
        Case c = case_of(row.scores, 1);
        Evaluator<Ball> exact(c, Precision<Ball>{128});
        for (std::size_t j = 0; j < ks.size(); ++j) {
          const std::string where = row.name + " n = " + std::to_string(n) + " k = " + std::to_string(ks[j]) +
                                    ' ' + std::string(target);
          EXPECT_EQ(all[j].k, ks[j]) << where;
          EXPECT_EQ(all[j].kept, scores.ranked(ks[j])) << where;
          EXPECT_EQ(all[j].dropped, ks[j] < n ? scores.ranked(ks[j] + 1) : -INFINITY) << where;
          exact.focus(Head::top_k(*c.scores, ks[j]));
          EXPECT_TRUE(encloses(all[j].tail_mass(), exact::tail_mass(exact))) << where;
          EXPECT_TRUE(encloses(all[j].head_mass(), exact::head_mass(exact))) << where;
          EXPECT_LE(all[j].tail_mass().radius, 64 * unit_double * all[j].tail_mass().value + 1e-300) << where;
        }
      }
    }
  }
  EXPECT_TRUE(truncations(std::span<const double>(std::vector<double>{1, 2}), {}).empty());
}

TEST(FastTruncation, OfAnyHead) {
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {2UL, 3UL, 61UL, 500UL})
      for (const FastRow& row : fast_rows(n, n)) {
        const auto scores = std::make_shared<const Scores>(row.scores);
        for (const std::size_t step : {2UL, 3UL}) {
          std::vector<Key> keys{scores->order()[n / 2]};
          if (scores->masked(keys[0]))
            keys[0] = scores->order()[0];
          std::vector<double> kept{row.scores[keys[0]]}, dropped;
          for (Key key = 0; key < n; ++key)
            if (key != keys[0]) {
              if (key % step == 0)
                keys.push_back(key);
              (key % step == 0 ? kept : dropped).push_back(row.scores[key]);
            }
          const Case c{scores, Head::of_keys(*scores, keys)};
          Evaluator<Ball> exact(c, Precision<Ball>{192});
          const Truncation cut = truncation(std::span<const double>(kept), std::span<const double>(dropped));
          const std::string where = row.name + " n = " + std::to_string(n) + ' ' + std::string(target);
          EXPECT_EQ(cut.finite, scores->finite_count()) << where;
          EXPECT_TRUE(encloses(cut.tail_mass(), exact::tail_mass(exact))) << where;
          const Enclosure kl = cut.kl_divergence();
          EXPECT_TRUE(encloses(kl, -log(exact::head_mass(exact)))) << where;
          EXPECT_LE(kl.radius, 1e-14 * kl.value + 1e-320) << where;
        }
      }
  }
  const std::vector<double> masked_row(3, -INFINITY), row{0, -800};
  EXPECT_THROW((void)truncation(std::span<const double>(masked_row), std::span<const double>(row)),
               DomainError);
  EXPECT_THROW((void)truncation(std::span<const double>(), std::span<const double>(row)), DomainError);
  EXPECT_EQ(truncation(std::span(row).subspan(1), std::span(row).first(1)).kl_divergence().value, 800);
}

TEST(FastTruncation, ABoundaryGapPaysForItsRounding) {
  // Scores that no double holds the difference of.
  for (const std::vector<double>& row :
       {std::vector<double>{1, -0x1p-60}, {0x1p53, -1, -2}, {1 + 0x1p-52, 0x1p-54}}) {
    const Enclosure gap = truncation(std::span<const double>(row), 1).boundary_gap();
    EXPECT_TRUE(encloses(gap, Ball(row[0]).at_precision(192) - Ball(row[1]))) << row[0];
    EXPECT_LE(gap.radius, unit_double * gap.value) << row[0];
  }
}

TEST(FastTruncation, OfALongRow) {
  const std::size_t n = 100'003;
  for (const FastRow& row : fast_rows(n, 9)) {
    if (row.name != "Gaussian" && row.name != "few levels" && row.name != "peaked" && row.name != "sorted")
      continue;
    const Scores scores(row.scores);
    for (const double epsilon : {0.3, 1e-4}) {
      const KEpsilon k = k_epsilon(std::span<const double>(row.scores), epsilon);
      EXPECT_TRUE(k.certain()) << row.name;
      EXPECT_EQ(k.at_least, exact::k_epsilon(scores, epsilon)) << row.name;
    }
    const Truncation cut = truncation(std::span<const double>(row.scores), n / 10);
    EXPECT_EQ(cut.kept, scores.ranked(n / 10)) << row.name;
    EXPECT_EQ(cut.dropped, scores.ranked(n / 10 + 1)) << row.name;
  }
}

TEST(FastKEpsilon, WherePartsAreEqualItIsWholeNumbers) {
  for (const std::size_t n : {1UL, 2UL, 10UL, 96UL, 97UL, 1000UL, 4096UL})
    for (const std::size_t masks : {0UL, 3UL, 500UL})
      for (const double epsilon : {0.5, 0.25, 0.1, 1.0 / 3, 0x1p-1074, 1 - 0x1p-53}) {
        std::vector<double> row(n, -2.5);
        row.insert(row.begin() + static_cast<std::ptrdiff_t>(n / 2), masks, -INFINITY);
        const KEpsilon k = k_epsilon(std::span<const double>(row), epsilon);
        EXPECT_TRUE(k.certain()) << n << ' ' << masks << ' ' << epsilon;
        EXPECT_EQ(k.at_least, exact::ceil_of_rest(n, epsilon)) << n << ' ' << masks << ' ' << epsilon;
      }
}

TEST(FastKEpsilon, SaysSoWhereRoundingCouldDecide) {
  // Two of four ties at the top are dropped at eps = 1/2, but for what lies far below: tau_2 > 1/2 by e^-900.
  std::vector<double> row{0, 0, 0, 0, -900};
  EXPECT_EQ(exact::k_epsilon(Scores(row), 0.5), 3U);
  const KEpsilon k = k_epsilon(std::span<const double>(row), 0.5);
  EXPECT_FALSE(k.certain());
  EXPECT_LE(k.at_least, 3U);
  EXPECT_GE(k.at_most, 3U);
  // The same of a row that is too long to be sorted at once.
  row.assign(4000, 0);
  row.insert(row.end(), 1000, -900);
  const KEpsilon longer = k_epsilon(std::span<const double>(row), 0.5);
  EXPECT_LE(longer.at_least, 2001U);
  EXPECT_GE(longer.at_most, 2001U);
}

TEST(FastKEpsilon, EpsilonsOneUlpApartAroundATailMass) {
  const std::vector<double> row{0, -1, -2};
  const Scores scores(row);
  const double tau = std::exp(-2.0) / (1 + std::exp(-1.0) + std::exp(-2.0));
  int uncertain = 0;
  double epsilon = tau * (1 - 0x1p-47);
  for (int i = 0; i < 400; ++i, epsilon = std::nextafter(epsilon, 1)) {
    const KEpsilon k = k_epsilon(std::span<const double>(row), epsilon);
    const std::size_t truth = exact::k_epsilon(scores, epsilon);
    EXPECT_LE(k.at_least, truth);
    EXPECT_GE(k.at_most, truth);
    uncertain += k.certain() ? 0 : 1;
  }
  EXPECT_GT(uncertain, 0);
  EXPECT_LT(uncertain, 399);
}

// Thresholds among weights that are at the floor of a block's, where epsilon is near the least of doubles.
TEST(FastKEpsilon, IsBracketedWhereTailsUnderflow) {
  std::mt19937_64 engine(6);
  std::normal_distribution<double> normal;
  for (const std::string_view target : targets()) {
    const OnTarget on(target);
    for (const std::size_t n : {97UL, 128UL, 256UL, 1000UL, 5000UL})
      for (const double gap : {660.0, 690.0, 700.0, 707.0, 712.0, 740.0}) {
        std::vector<double> row(n);
        for (std::size_t i = 0; i < n; ++i)
          row[i] = normal(engine) - (i % 2 == 0 ? 0 : gap);
        for (const double part : {0.02, 0.5, 0.98}) {
          const double epsilon = std::exp(-gap) * part;
          if (epsilon == 0)
            continue;
          const KEpsilon k = k_epsilon(std::span<const double>(row), epsilon);
          const std::size_t truth = exact::k_epsilon(Scores(row), epsilon);
          EXPECT_LE(k.at_least, truth) << n << ' ' << gap << ' ' << part << ' ' << target;
          EXPECT_GE(k.at_most, truth) << n << ' ' << gap << ' ' << part << ' ' << target;
        }
      }
  }
}

TEST(FastTruncation, RefusesWhatIsOutsideItsDomain) {
  const std::vector<double> row{1, 2, 3};
  const std::span<const double> good(row);
  for (const std::size_t k : {0UL, 4UL})
    try {
      (void)truncation(good, k);
      ADD_FAILURE() << k;
    } catch (const DomainError& error) {
      EXPECT_EQ(std::string(error.what()), "k = " + std::to_string(k) + " is outside 1..3");
    }
  EXPECT_THROW((void)k_epsilon(good, 0.0), DomainError);
  EXPECT_THROW((void)k_epsilon(good, 1.0), DomainError);
  EXPECT_THROW((void)k_epsilon(good, std::nan("")), DomainError);
  for (const std::size_t n : {3UL, 5000UL})
    for (const double bad : {std::nan(""), static_cast<double>(INFINITY)}) {
      std::vector<double> scores(n, 0.5);
      scores[n - 2] = bad;
      for (const auto& compute : {+[](std::span<const double> x) { (void)truncation(x, 2); },
                                  +[](std::span<const double> x) { (void)k_epsilon(x, 0.1); }})
        try {
          compute(scores);
          ADD_FAILURE();
        } catch (const DomainError& error) {
          EXPECT_EQ(error.key(), n - 2);
        }
    }
  const std::vector<double> masked_row(200, -INFINITY);
  EXPECT_THROW((void)truncation(std::span<const double>(masked_row), 2), DomainError);
  EXPECT_THROW((void)k_epsilon(std::span<const double>(masked_row), 0.5), DomainError);
}
