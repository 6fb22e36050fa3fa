// Each named fault, made by hand, is named; random wrong numbers are not.
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>
#include <numbers>

namespace tailmass::verify::causes {

using made::cause;
using made::log_sum_exp;
using made::mean;
using made::Numbers;
using made::picked;
using made::Row;

namespace {

Numbers changed(Numbers scores, const std::function<double(double)>& change) {
  for (double& score : scores)
    score = change(score);
  return scores;
}

/// A number rounded to the eight significant bits of BF16.
double in_eight_bits(double x) {
  const double ulp = std::ldexp(1, std::ilogb(x) - 7);
  return x == 0 ? x : ulp * std::nearbyint(x / ulp);
}

Numbers slice(const Numbers& scores, std::size_t begin, std::size_t end) {
  return {scores.begin() + static_cast<std::ptrdiff_t>(begin),
          scores.begin() + static_cast<std::ptrdiff_t>(end)};
}

/// Names the cause of log-sum-exps of a few rows that are made of their scores.
void expect_lse(const std::function<double(const Numbers&)>& make, const std::string& expected) {
  EXPECT_EQ(made::causes_of_lse(make), std::vector<std::string>(4, expected));
}

/// Names the cause of an output that is made of the row.
void expect_output(const std::function<Numbers(const Row&)>& make, const std::string& expected) {
  Row made(2);
  EXPECT_EQ(cause(made.outputs(make(made)).row, kernel::kernel_outputs.name), expected);
}

double largest_of(const Numbers& scores) {
  return *std::ranges::max_element(scores);
}

} // namespace

TEST(Causes, RightRowsHaveNone) {
  for (unsigned seed = 0; seed < 20; ++seed)
    for (const bool with_products : {false, true})
      for (const kernel::KernelResult& result :
           {kernel::check_kernel(Row(seed, with_products, with_products ? 9 : 0).row)})
        for (const record::ConsistencyRecord& check : result.checks)
          EXPECT_EQ(check.exceeded, 0U);
}

TEST(Causes, OfHowALogSumExpIsLogged) {
  const double log2e = std::numbers::log2e;
  expect_lse([&](const Numbers& s) { return log2e * log_sum_exp(s); }, "it were in base 2, not natural");
  expect_lse([&](const Numbers& s) { return log_sum_exp(s) / log2e; }, "a factor of ln 2 were applied twice");
  expect_lse([](const Numbers& s) { return -log_sum_exp(s); }, "its sign were wrong");
  expect_lse([](const Numbers& s) { return std::exp(log_sum_exp(s) - largest_of(s)); },
             "the sum were not logged, nor the maximum added back");
  expect_lse([](const Numbers& s) { return largest_of(s) + std::exp(log_sum_exp(s) - largest_of(s)); },
             "the sum were not logged");
  expect_lse([&](const Numbers& s) { return largest_of(s) * log2e + log_sum_exp(s) - largest_of(s); },
             "the maximum were in base 2 and the logarithm natural");
  expect_lse([&](const Numbers& s) { return largest_of(s) + log2e * (log_sum_exp(s) - largest_of(s)); },
             "the maximum were natural and the logarithm in base 2");
  expect_lse([](const Numbers&) { return 0; }, "it were never written: it is 0");
  expect_lse([](const Numbers&) { return std::numeric_limits<double>::infinity(); },
             "the +inf of a split without keys were written");
}

TEST(Causes, OfTermsOfALogSumExp) {
  const auto with = [](double term, std::size_t count) {
    return [=](const Numbers& s) {
      Numbers more(s);
      more.insert(more.end(), count, std::isnan(term) ? s.back() : term);
      return log_sum_exp(more);
    };
  };
  expect_lse(with(0, 4), "4 keys of score 0 were summed too, as padding");
  expect_lse(with(std::nan(""), 3), "the last key were counted 3 times more, as padding");
  expect_lse([](const Numbers& s) { return log_sum_exp(slice(s, 1, 64)); }, "the first key were left out");
  expect_lse([](const Numbers& s) { return log_sum_exp(slice(s, 0, 63)); }, "the last key were left out");
  expect_lse([](const Numbers& s) { return log_sum_exp(slice(s, 0, 48)); }, "keys 48 to 63 were left out");
  expect_lse([](const Numbers& s) { return log_sum_exp(slice(s, 32, 48)); },
             "keys 32 to 47 alone were summed");
  expect_lse(
      [](const Numbers& s) {
        Numbers twice(s);
        twice.insert(twice.end(), s.begin(), s.begin() + 16);
        return log_sum_exp(twice);
      },
      "keys 0 to 15 were counted twice");
  expect_lse(with(4.3, 1), "one more term of score 4.3 were summed, as of a sink");
  Row alone(1); // of one row any sink would do
  EXPECT_EQ(cause(alone.lse(with(4.3, 1)(alone.scores)).row, kernel::kernel_lse.name), "");
}

TEST(Causes, OfScoresByAFactor) {
  for (const auto& [factor, expected] : std::vector<std::pair<double, std::string>>{
           {1 / std::sqrt(8.0), "0.3536 = 1/sqrt(8), the scale applied twice"},
           {std::sqrt(8.0), "2.828 = sqrt(8), the scale left out"},
           {8, "8, the scale inverted"},
           {std::numbers::log2e, "1.443 = log2 e, which were applied twice"},
           {std::numbers::ln2, "0.6931 = ln 2, as log2 e were left out"},
           {std::sqrt(8.0 / 24), "0.5774 = sqrt(8/24), the scale of a dimension of 24"},
           {1 / 16.0, "0.0625 = 1/16"}}) {
    const double times = factor;
    const auto scale = [=](double score) { return times * score; };
    const std::string words = "every score were multiplied by " + expected;
    expect_lse([&](const Numbers& s) { return log_sum_exp(changed(s, scale)); }, words);
    expect_output(
        [&](const Row& row) {
          return mean(*row.values, row.head, changed(picked(row.scores, row.head), scale));
        },
        words);
  }
  expect_output( // eight numbers hold what is fitted to one
      [](const Row& row) {
        return mean(*row.values, row.head,
                    changed(picked(row.scores, row.head), [](double s) { return 0.77 * s; }));
      },
      "every score were multiplied by 0.77");
}

TEST(Causes, OfASoftCapThatWasDropped) {
  const double cap = 9;
  const auto inverse = [&](double score) { return cap * std::atanh(score / cap); };
  Row made(3);
  made.row.declared.soft_cap = cap;
  made.lse(log_sum_exp(changed(made.scores, inverse)));
  made.outputs(mean(*made.values, made.head, changed(picked(made.scores, made.head), inverse)));
  EXPECT_EQ(cause(made.row, kernel::kernel_lse.name), "the soft cap of 9 were dropped");
  EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), "the soft cap of 9 were dropped");
  made.row.declared.soft_cap = std::nullopt; // the output's coordinates tell it
  EXPECT_EQ(cause(made.row, kernel::kernel_lse.name), "");
  EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), "a soft cap of 9 were dropped");
}

TEST(Causes, OfHowAnOutputIsDivided) {
  const auto times = [](double factor) {
    return [=](const Row& row) {
      return changed(row.row.truncated->numbers, [=](double x) { return factor * x; });
    };
  };
  expect_output(times(2), "every coordinate were multiplied by 2, as by a scale of the values");
  expect_output(
      [&](const Row& row) {
        const double total = std::exp(log_sum_exp(picked(row.scores, row.head)));
        return times(total / (total + 3))(row);
      },
      "3 keys of score 0 and value 0 were summed too, as padding");
  expect_output(times(0), "it were never written: it is 0");
}

TEST(Causes, OfSplitsOfAnOutput) {
  struct Half {
    Numbers mean;
    double logged;
  };
  const auto half = [](const Row& row, std::size_t begin) {
    const std::vector<std::size_t> of(row.head.begin() + static_cast<std::ptrdiff_t>(begin),
                                      row.head.begin() + static_cast<std::ptrdiff_t>(begin + 4));
    return Half{mean(*row.values, of, picked(row.scores, of)), log_sum_exp(picked(row.scores, of))};
  };
  const auto merged = [&](const std::function<std::pair<double, double>(double, double)>& weights) {
    return [&half, weights](const Row& row) {
      const Half a = half(row, 0), b = half(row, 4);
      const auto [of_a, of_b] = weights(a.logged, b.logged);
      Numbers sum(a.mean);
      for (std::size_t axis = 0; axis < sum.size(); ++axis)
        sum[axis] = of_a * a.mean[axis] + of_b * b.mean[axis];
      return sum;
    };
  };
  const auto by_base = [&](double base) {
    return merged([=](double a, double b) {
      const double of_a = 1 / (1 + std::pow(base, b - a));
      return std::pair(of_a, 1 - of_a);
    });
  };
  expect_output(merged([](double, double) { return std::pair(0.5, 0.5); }),
                "2 splits were averaged, not weighted");
  expect_output(merged([](double, double) { return std::pair(1.0, 1.0); }),
                "2 splits were added, not weighted");
  expect_output(by_base(2), "2 splits were merged by exp2 of natural log-sum-exps");
  expect_output(by_base(std::exp(std::numbers::log2e)),
                "2 splits were merged by exp of log-sum-exps in base 2");
  expect_output([&](const Row& row) { return half(row, 0).mean; }, "the head's places 4 to 7 were left out");
}

TEST(Causes, OfAWindowOneKeyWideOrNarrow) {
  const auto expect = [](const std::function<double(const Row&, const Numbers&)>& make,
                         const std::string& expected) {
    std::vector<Row> rows;
    std::vector<std::vector<Candidate>> found;
    for (unsigned seed = 20; seed < 24; ++seed) {
      Row& made = rows.emplace_back(seed, true, 9); // sees keys 9 to 54
      made.lse(make(made, slice(made.scores, 9, 55)));
      found.push_back(causes_of(made.row, kernel::kernel_lse.name, {}, most_operations).causes);
    }
    EXPECT_EQ(likeliest(found), std::vector<std::string>(4, expected));
  };
  const auto with = [](std::size_t key) {
    return [=](const Row& made, Numbers visible) {
      const auto& query = made.row.query->numbers;
      visible.push_back(std::inner_product(query.begin(), query.end(), made.row.keys->of(key).begin(), 0.0));
      return log_sum_exp(visible);
    };
  };
  expect(with(8), "the key before the visible ones were seen, as of a window one key wide (key 8)");
  expect(with(55), "the key after the visible ones were seen, as of a causal mask one key ahead (key 55)");
  expect([](const Row&, const Numbers& visible) { return log_sum_exp(slice(visible, 1, visible.size())); },
         "the first visible key were left out, as of a window one key narrow (key 9)");
}

TEST(Causes, OfTilesThatAreCountedFromKeyZero) {
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 30; seed < 34; ++seed) {
    Row made(seed, false, 9); // sees keys 9 to 54, tile by tile 9 to 15, 16 to 31, 32 to 47 and 48 to 54
    Numbers seen = slice(made.scores, 9, 16), after = slice(made.scores, 32, 55);
    seen.insert(seen.end(), after.begin(), after.end());
    made.lse(log_sum_exp(seen));
    found.push_back(causes_of(made.row, kernel::kernel_lse.name, {}).causes);
  }
  EXPECT_EQ(likeliest(found), std::vector<std::string>(4, "keys 16 to 31 were left out"));
}

TEST(Causes, OfMorePaddingThanKeys) {
  expect_lse(
      [](const Numbers& s) {
        Numbers more(s);
        more.insert(more.end(), 150, 0.0);
        return log_sum_exp(more);
      },
      "150 keys of score 0 were summed too, as padding");
}

TEST(Causes, OfAnOutputInWhichOneKeyHasNearlyAllWeight) {
  const auto times_8 = [](double score) { return 8 * score; };
  Row made(2);
  Numbers steep = changed(made.scores, [](double score) { return 5 * score; });
  made.row.scores = std::make_shared<const Scores>(steep);
  made.outputs(mean(*made.values, made.head, changed(picked(steep, made.head), times_8)));
  const std::string found = cause(made.row, kernel::kernel_outputs.name);
  EXPECT_TRUE(found.starts_with("every score were multiplied by ")) << found;
}

TEST(Causes, OfASoftCapThatEveryScoreReaches) {
  Row made(3, true);
  const double cap = 0.5;
  const Numbers products = made.scores;
  Numbers capped = changed(products, [&](double s) { return double(float(cap * std::tanh(s / cap))); });
  made.row.declared.soft_cap = cap;
  made.row.scores = std::make_shared<const Scores>(capped);
  ASSERT_NEAR(largest_of(capped), cap, 1e-7); // nothing is left to invert
  made.lse(log_sum_exp(products));
  EXPECT_EQ(cause(made.row, kernel::kernel_lse.name), "the soft cap of 0.5 were dropped");
}

TEST(Causes, OfOtherRowsAreTriedFirst) {
  Row made(4);
  made.lse(log_sum_exp(made.scores) + std::log1p(std::exp(made.scores[20] - log_sum_exp(made.scores))));
  const auto look = [&](double operations, const Known& known) {
    return causes_of(made.row, kernel::kernel_lse.name, {}, operations, known);
  };
  const Found all = look(most_operations, {});
  const auto twice =
      std::ranges::find(all.causes, std::string("one key were counted twice"), &Candidate::cause);
  ASSERT_NE(twice, all.causes.end());
  EXPECT_TRUE(all.whole);
  const Found hinted = look(most_operations, {{twice->cause}, {twice->family}});
  ASSERT_FALSE(hinted.causes.empty());
  EXPECT_EQ(hinted.causes.front().family, twice->family);
  EXPECT_LT(hinted.spent, all.spent / 4);
}

TEST(Causes, CostNoMoreThanIsAllowed) {
  Row made(5);
  made.lse(made.row.lse->numbers[0] + 0.4321);
  const double all = causes_of(made.row, kernel::kernel_lse.name, {}).spent;
  EXPECT_GT(all, 0);
  for (const double share : {0.0, 0.1, 0.5, 0.9}) {
    const Found found = causes_of(made.row, kernel::kernel_lse.name, {}, share * all);
    EXPECT_LE(found.spent, share * all);
    EXPECT_FALSE(found.whole);
  }
}

TEST(Causes, OfScoresThatAreNone) {
  Row made(6);
  const double total = log_sum_exp(made.scores);
  made.row.scores = std::make_shared<const Scores>(
      changed(made.scores, [&](double s) { return double(float(std::exp(s - total))); }));
  EXPECT_EQ(cause(made.row, kernel::kernel_lse.name),
            "the stored scores were probabilities: those of the row sum to 1");
  // In eight significant bits too, each of which may round; other scores of no more bits are none of these.
  made.row.dtype = input::DType::BF16;
  const auto stored = [&](const std::function<double(double)>& change) {
    made.row.scores = std::make_shared<const Scores>(
        changed(made.scores, [&](double s) { return in_eight_bits(change(s)); }));
    return cause(made.row, kernel::kernel_lse.name);
  };
  EXPECT_EQ(stored([&](double s) { return std::exp(s - total); }),
            "the stored scores were probabilities: those of the row sum to 1");
  EXPECT_EQ(stored([&](double s) { return s - total; }),
            "the stored scores were logarithms of probabilities: their log-sum-exp is 0");
  for (const double shift : {-0.2, 1.0, 100.0}) // all of them negative
    EXPECT_EQ(stored([&](double s) { return s - total - shift; }).find("probabilities"), std::string::npos);
  EXPECT_EQ(stored([](double) { return 0.5; }).find("probabilities"), std::string::npos);
  made.row.dtype = input::DType::F32;
  made.row.scores = std::make_shared<const Scores>(Numbers(made::keys, -3.4028234663852886e38));
  made.lse(-std::numeric_limits<double>::infinity());
  EXPECT_EQ(cause(made.row, kernel::kernel_lse.name),
            "the query saw no key: all scores are the finite mask -3.40282e+38");
}

TEST(Causes, OfScoresThatWereRoundedWhenTheyWereStored) {
  std::size_t named = 0;
  for (unsigned seed = 0; seed < 10; ++seed) {
    Row made(seed);
    made.row.dtype = input::DType::BF16;
    made.row.scores = std::make_shared<const Scores>(changed(made.scores, in_eight_bits));
    const std::string found = cause(made.row, kernel::kernel_lse.name);
    if (found != "right") { // but where the roundings cancel each other
      EXPECT_EQ(found, "scores were rounded to BF16 when they were stored, and not before, which the "
                       "declaration arithmetic scores=rounded would say");
      ++named;
    }
    ASSERT_TRUE(attention::read_arithmetic(made.row.declared.arithmetic, "scores=rounded"));
    EXPECT_EQ(cause(made.row, kernel::kernel_lse.name), "right");
    EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), "right");
  }
  EXPECT_GT(named, 5U);
}

TEST(Causes, OfRandomWrongNumbersAreNone) {
  std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same each time
  std::uniform_real_distribution<double> size(-4, 1);
  std::normal_distribution<double> normal;
  std::size_t named = 0, wrong = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    Row made(seed, seed % 3 == 0, seed % 3 == 0 ? 9 : 0);
    made.lse(made.row.lse->numbers[0] + std::pow(10, size(random)) * normal(random));
    const double off = std::pow(10, size(random));
    Numbers outputs(made.row.truncated->numbers);
    for (double& x : outputs)
      x += off * normal(random);
    made.outputs(std::move(outputs));
    for (const std::string_view check : {kernel::kernel_lse.name, kernel::kernel_outputs.name}) {
      const std::string found = cause(made.row, check);
      wrong += found == "right" ? 0 : 1;
      named += found == "right" || found.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(wrong, 250U);
  EXPECT_LE(100 * named, wrong);
}

} // namespace tailmass::verify::causes
