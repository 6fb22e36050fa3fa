// "Holds" is not "useful": what the gap bound asks for beside what is needed, on random and on real scores.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/negative_facts.hpp"
#include "verify/attention/bundled.hpp"
#include "verify/cases/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::verify::campaign {

namespace {

/// Mean and standard error of a sample.
struct Moments {
  double sum = 0;
  double squares = 0;
  double count = 0;
  void add(double x) {
    sum += x;
    squares += x * x;
    ++count;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double standard_error() const {
    return std::sqrt((squares / count - mean() * mean()) / (count - 1));
  }
};

/// The stated mean, rounded to a whole number, is within 1/2 and four standard errors of the sample's.
void expect_mean(const Moments& sample, double stated) {
  EXPECT_NEAR(sample.mean(), stated, 0.5 + 4 * sample.standard_error());
  EXPECT_LT(sample.standard_error(), 2); // the sample is large enough to say so
}

} // namespace

TEST(Looseness, OfTheGapBoundOnGaussianRowsIsAsStated) {
  const GaussianLooseness stated;
  Moments certified;
  Moments needed;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    RandomStream random(seed, {"gaussian looseness"});
    std::vector<double> drawn(stated.keys);
    for (double& score : drawn)
      score = stated.sigma * random.normal();
    const Scores scores(std::move(drawn));
    certified.add(static_cast<double>(exact::k_by_gap_bound(exact::RankedWeights(scores), stated.epsilon)));
    needed.add(static_cast<double>(exact::k_epsilon(scores, stated.epsilon)));
  }
  expect_mean(certified, stated.certified);
  expect_mean(needed, stated.needed);
}

TEST(Looseness, OfTheGapBoundOnRealRowsIsNoBetter) {
  // It asks for about 1 - epsilon of any row, however few keys are needed, and hardly ever for just those.
  const double epsilon = 0.1;
  cases::Dataset dataset(attention::bundled_files(), {}, 1);
  Moments share;
  std::vector<double> factors; // certified over needed, where a quarter of the row is enough
  std::size_t exact_answers = 0;
  for (std::size_t index = 0; index < dataset.rows(); index += 4) {
    const cases::AttentionRow row = dataset.row(index);
    const std::size_t needed = exact::k_epsilon(*row.scores, epsilon);
    const std::size_t certified = exact::k_by_gap_bound(exact::RankedWeights(*row.scores), epsilon);
    const double finite = static_cast<double>(row.scores->finite_count());
    EXPECT_GE(certified, needed);
    exact_answers += certified == needed ? 1 : 0;
    share.add(static_cast<double>(certified) / finite);
    if (static_cast<double>(needed) <= finite / 4)
      factors.push_back(static_cast<double>(certified) / static_cast<double>(needed));
  }
  EXPECT_GE(share.count, 100);
  EXPECT_LE(exact_answers, 5U);
  EXPECT_GT(share.mean(), 0.8);
  ASSERT_GE(factors.size(), 10U);
  std::ranges::nth_element(factors, factors.begin() + static_cast<std::ptrdiff_t>(factors.size() / 2));
  EXPECT_GT(factors[factors.size() / 2], 4); // the median
}

} // namespace tailmass::verify::campaign
