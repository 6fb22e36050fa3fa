// Every figure of a row by double words against the definitions in balls: the record is the same.
#include "verify/campaign/certified_outputs.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/numbers/random.hpp"
#include "theory/tests/sanitized.hpp"
#include "verify/attention/bundled.hpp"
#include "verify/campaign/certificates.hpp"
#include "verify/campaign/certify_campaign.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/judge/decided_k_epsilon.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::verify::campaign {

namespace {

/// All rows; some of them where a sanitizer makes balls slow.
constexpr std::size_t step = tailmass::tests::sanitized ? 20 : 1;

void expect_same(const record::Magnitude& found, const record::Magnitude& expected, const std::string& what) {
  EXPECT_EQ(found.value, expected.value) << what;
  EXPECT_EQ(found.log, expected.log) << what;
  EXPECT_EQ(found.decimal, expected.decimal) << what;
}

void expect_same(const record::OutputRecord& found, const record::OutputRecord& expected) {
  expect_same(found.error, expected.error, "error");
  ASSERT_EQ(found.bounds.size(), expected.bounds.size());
  for (std::size_t i = 0; i < found.bounds.size(); ++i) {
    EXPECT_EQ(found.bounds[i].first, expected.bounds[i].first);
    expect_same(found.bounds[i].second, expected.bounds[i].second, found.bounds[i].first);
  }
  EXPECT_EQ(found.active, expected.active);
  EXPECT_FALSE(found.diameter_bound_at_least);
}

/// Whether double words settle some figure of a truncation.
bool by_words(const Case& c) {
  WordRow row(c, std::make_shared<const RowWeights>(*c.scores));
  return row.usable() && record::settled_magnitude(WordQuantities(row, c.head).error_norm());
}

Case case_of(std::vector<double> scores, std::size_t d, std::vector<double> values) {
  const auto row = std::make_shared<const Scores>(std::move(scores));
  Case c{row, Head::top_k(*row, row->size())};
  c.values = std::make_shared<const Values>(row->size(), d, std::move(values));
  return c;
}

/// Rows of many kinds: spreads, ties, masks, offsets, peaks, and values from equal ones to far outliers.
Case generated(RandomStream& random, std::size_t kind) {
  const std::size_t n = 2 + random.below(120), d = 1 + random.below(20);
  const double spread = std::array{0.01, 1.0, 4.0, 30.0}[kind % 4];
  std::vector<double> scores(n), values(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    scores[i] = spread * random.normal() + (kind % 5 == 0 ? 300 : 0);
    if (kind % 3 == 1)
      scores[i] = std::round(scores[i]);
    if (i > 0 && kind % 7 == 2 && random.below(5) == 0)
      scores[i] = -INFINITY;
    if (i > 2 && kind % 11 == 3 && random.below(4) == 0)
      scores[i] -= 700;
  }
  const double unit = std::array{1.0, 0x1p-90, 0x1p+80, 0x1p-400, 0x1p+300}[kind % 13 < 4 ? kind % 13 : 0];
  for (std::size_t i = 0; i < n; ++i) {
    const double length = kind % 4 == 1 ? std::exp(2 * random.normal()) : 1;
    for (std::size_t a = 0; a < d; ++a) {
      double x = length * random.normal() + (kind % 6 == 2 ? 1000 : 0);
      if (kind % 6 == 3)
        x = random.below(2) == 0 ? 1 : -1;
      if (kind % 6 == 4)
        x = static_cast<double>(static_cast<float>(x));
      values[i * d + a] = kind % 17 == 16 ? 2.5 : x * unit;
    }
  }
  return case_of(std::move(scores), d, std::move(values));
}

void expect_as_defined(const Case& c, double epsilon) {
  const Head head = Head::top_k(*c.scores, judge::decided_k_epsilon(*c.scores, epsilon).at_most);
  OutputMeter defined(c), meter(c, std::make_shared<const RowWeights>(*c.scores));
  expect_same(meter.measure(head), defined.measure(head));
}

} // namespace

TEST(CertifiedOutputs, FiguresOfGeneratedRowsAreThoseOfTheDefinitions) {
  RandomStream random(5, {"certified outputs"});
  std::size_t settled = 0, rows = 0;
  for (std::size_t kind = 0; kind < 300; ++kind) {
    SCOPED_TRACE(kind);
    Case c = generated(random, kind);
    for (const double epsilon : {0.3, 0.01}) {
      expect_as_defined(c, epsilon);
      c.head = Head::top_k(*c.scores, judge::decided_k_epsilon(*c.scores, epsilon).at_most);
      if (!c.head.finite_tail().empty()) {
        ++rows;
        settled += by_words(c) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(settled, rows * 3 / 4); // else this test would compare balls with themselves
}

TEST(CertifiedOutputs, FiguresOfBundledRowsAreThoseOfTheDefinitions) {
  cases::Dataset dataset(attention::bundled_files(), {}, 1);
  std::size_t rows = 0;
  for (std::size_t index = 0; index < dataset.rows(); index += step) {
    const cases::AttentionRow row = dataset.row(index, false);
    if (!row.scores || !row.values)
      continue;
    SCOPED_TRACE(row.origin.tensor + row.origin.row);
    Case c{row.scores, Head::top_k(*row.scores, row.scores->size())};
    c.values = row.values;
    expect_as_defined(c, index % 2 == 0 ? 0.1 : 0.001);
    ++rows;
  }
  EXPECT_GT(rows, 50U);
}

TEST(CertifiedOutputs, DoubleWordsSettleAllButAFewOfTheBundledRows) {
  cases::Dataset dataset(attention::bundled_files(), {}, 1);
  for (std::size_t index = 0; index < dataset.rows(); index += step) {
    const cases::AttentionRow row = dataset.row(index, false);
    if (!row.scores || !row.values)
      continue;
    SCOPED_TRACE(row.origin.tensor + row.origin.row);
    Case c{row.scores, Head::top_k(*row.scores, std::max(row.scores->finite_count() / 2, std::size_t{1}))};
    c.values = row.values;
    if (c.head.finite_tail().empty())
      continue;
    WordRow words(c, std::make_shared<const RowWeights>(*c.scores));
    ASSERT_TRUE(words.usable());
    WordQuantities of(words, c.head);
    for (Ball (OutputQuantities::*quantity)() :
         {&OutputQuantities::tail_mass, &OutputQuantities::root_odds, &OutputQuantities::error_norm,
          &OutputQuantities::centre_distance, &OutputQuantities::variance,
          &OutputQuantities::eigenvalue_bound, &OutputQuantities::largest_norm, &OutputQuantities::diameter})
      EXPECT_TRUE(record::settled_magnitude((of.*quantity)()));
  }
}

TEST(CertifiedOutputs, BeyondItsBudgetTheDiameterIsEnclosed) {
  RandomStream random(6, {"budget"});
  for (std::size_t kind = 0; kind < 24; ++kind) {
    SCOPED_TRACE(kind);
    const Case c = generated(random, 24 * kind); // spread, float values without ties
    const Head head = Head::top_k(*c.scores, (c.scores->size() + 1) / 2);
    if (head.finite_tail().empty())
      continue;
    const auto weights = std::make_shared<const RowWeights>(*c.scores);
    const record::OutputRecord whole = OutputMeter(c, weights).measure(head);
    const record::OutputRecord found = OutputMeter(c, weights, 0).measure(head);
    if (!found.diameter_bound_at_least) // where the first pairs left no other
      continue;
    const auto value = [](const record::OutputRecord& of, std::size_t bound) {
      return of.bounds[bound].second.value;
    };
    EXPECT_EQ(found.bounds[1].first, "diameter-bound");
    EXPECT_LE(found.diameter_bound_at_least->value, value(whole, 1));
    EXPECT_GE(value(found, 1), value(whole, 1));
    EXPECT_GE(value(found, 5), value(whole, 5));
    EXPECT_TRUE(found.active.empty() || found.active == whole.active);
    for (const std::size_t other : {0U, 2U, 3U, 4U})
      expect_same(found.bounds[other].second, whole.bounds[other].second, found.bounds[other].first);
  }
}

TEST(CertifiedOutputs, AMagnitudeSettlesWhereAllNumbersOfABallShareIt) {
  const Ball third = Ball(1).at_precision(128) / Ball(3);
  const auto widened = [&](double by) {
    return enclosing({1.0 / 3, approximate(third - Ball(1.0 / 3))}, by);
  };
  ASSERT_TRUE(record::settled_magnitude(widened(0x1p-70)));
  EXPECT_EQ(record::settled_magnitude(widened(0x1p-70))->value, 1.0 / 3);
  EXPECT_EQ(record::settled_magnitude(widened(0x1p-70))->log, record::magnitude_of(third).log);
  EXPECT_FALSE(record::settled_magnitude(widened(0x1p-50)));
  EXPECT_FALSE(record::settled_magnitude(enclosing({}, 0x1p-80)));
  EXPECT_FALSE(record::settled_magnitude(Ball(0)));
  EXPECT_FALSE(record::settled_magnitude(Ball(5e-324))); // its digits are told as a decimal
}

TEST(CertifiedOutputs, TailMassesAreThoseOfTheDefinition) {
  RandomStream random(7, {"tail masses"});
  for (std::size_t kind = 0; kind < 200; ++kind) {
    SCOPED_TRACE(kind);
    Case c = generated(random, kind);
    const cases::AttentionRow row{
        .origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"}, .scores = c.scores, .values = {}};
    const record::RowRecord found = certify_row(row, std::vector{0.05}).front();
    Evaluator<Ball> truth({c.scores, Head::top_k(*c.scores, found.k_epsilon)}, Precision<Ball>{128});
    expect_same(found.tail_mass, record::magnitude_of(exact::tail_mass(truth)), "tail mass");
  }
}

TEST(CertifiedSizes, AreThoseThatBallsDecide) {
  const std::vector<double> epsilons{0.1, 0.001};
  RandomStream random(8, {"sizes"});
  for (std::size_t kind = 0; kind < 60; ++kind) {
    SCOPED_TRACE(kind);
    const Case c = generated(random, kind);
    EXPECT_EQ(certified_sizes(*c.scores, epsilons), certified_sizes(*c.scores, epsilons, true));
  }
  cases::Dataset dataset(attention::bundled_files(), {}, 1);
  for (std::size_t index = 0; index < dataset.rows(); index += 20 * step) {
    const cases::AttentionRow row = dataset.row(index, false);
    if (row.scores) {
      EXPECT_EQ(certified_sizes(*row.scores, epsilons), certified_sizes(*row.scores, epsilons, true))
          << index;
    }
  }
}

} // namespace tailmass::verify::campaign
