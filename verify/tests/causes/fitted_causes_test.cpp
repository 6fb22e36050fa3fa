// Counts, caps and factors that are fitted to what is stored.
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::causes {

using made::cause;
using made::log_sum_exp;
using made::mean;
using made::Numbers;
using made::picked;
using made::Row;

TEST(FittedCauses, OfTheLastKeySeveralTimes) {
  for (const std::size_t count : {1U, 3U, 100U}) {
    const std::string expected =
        count == 1 ? "the last key were counted twice"
                   : "the last key were counted " + std::to_string(count) + " times more, as padding";
    EXPECT_EQ(made::causes_of_lse([&](const Numbers& scores) {
                Numbers more(scores);
                more.insert(more.end(), count, scores.back());
                return log_sum_exp(more);
              }),
              std::vector<std::string>(4, expected));
    Row made(2);
    std::vector<std::size_t> head(made.head);
    head.insert(head.end(), count, head.back());
    made.outputs(mean(*made.values, head, picked(made.scores, head)));
    EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), expected);
  }
}

TEST(FittedCauses, OfASoftCapThatNothingDeclaresAndScoresNearlyReach) {
  const double cap = 2;
  Row made(4);
  Numbers products = made.scores, capped;
  const double largest = made.scores[made.head.front()];
  for (double& score : products)
    score *= 6 * cap / largest;
  for (const double score : products)
    capped.push_back(static_cast<float>(cap * std::tanh(score / cap)));
  made.row.scores = std::make_shared<const Scores>(capped);
  made.outputs(mean(*made.values, made.head, picked(products, made.head)));
  // rounding such scores moved their products by more than a kernel does
  EXPECT_GT(capped[made.head.front()], 0.9999 * cap);
  const std::string found = cause(made.row, kernel::kernel_outputs.name);
  EXPECT_TRUE(found.starts_with("a soft cap of ") && found.ends_with(" were dropped")) << found;
}

TEST(FittedCauses, OfAScaleBeforeASoftCap) {
  constexpr double cap = 3;
  Row made(5, true);
  const auto capped = [&](double factor) {
    Numbers scores(made.scores);
    for (double& score : scores)
      score = cap * std::tanh(factor * score / cap);
    return scores;
  };
  const Numbers twice = capped(1 / std::sqrt(8.0));
  Numbers right = capped(1);
  for (double& score : right)
    score = static_cast<float>(score);
  made.row.declared.soft_cap = cap;
  made.row.scores = std::make_shared<const Scores>(right);
  made.lse(log_sum_exp(twice));
  made.outputs(mean(*made.values, made.head, picked(twice, made.head)));
  for (const std::string_view check : {kernel::kernel_lse.name, kernel::kernel_outputs.name})
    EXPECT_EQ(cause(made.row, check), "every score were multiplied by 0.3536 = 1/sqrt(8), the scale applied "
                                      "twice, before the soft cap");
}

TEST(FittedCauses, OfScalesOfKeysAndValuesTogether) {
  Row made(2);
  Numbers scaled = picked(made.scores, made.head);
  for (double& score : scaled)
    score *= 4;
  Numbers outputs = mean(*made.values, made.head, scaled);
  for (double& x : outputs)
    x *= 2;
  EXPECT_EQ(cause(made.outputs(outputs).row, kernel::kernel_outputs.name),
            "every score were multiplied by 4, and every coordinate by 2, as by a scale of the values");
}

TEST(FittedCauses, OfTheSinkAndNotOfAFactor) {
  Row made(2);
  made.row.sink = 1.25; // left out of an output that it would only scale
  EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), "the sink were left out");
}

TEST(FittedCauses, OfNoFactorThatOverflows) {
  Row made(6);
  Numbers large(made.scores);
  for (double& score : large)
    score = static_cast<float>(1e4 * (score + 20)); // a sum of e^{2e5} is infinite
  made.row.scores = std::make_shared<const Scores>(large);
  Numbers shifted(made.row.truncated->numbers);
  for (double& x : shifted)
    x += 5;
  EXPECT_EQ(cause(made.outputs(shifted).row, kernel::kernel_outputs.name), "");
}

TEST(FittedCauses, OfWhatEveryCoordinateBecame) {
  Row made(3);
  const Numbers right(made.row.truncated->numbers);
  const auto changed = [&](auto change) {
    Numbers outputs(right);
    for (double& x : outputs)
      x = change(x);
    return cause(made.outputs(outputs).row, kernel::kernel_outputs.name);
  };
  EXPECT_EQ(changed([](double x) { return x - 0.5; }), "-0.5 were added to every coordinate");
  EXPECT_EQ(changed([](double x) { return -x; }), "the sign of every coordinate were wrong");
  EXPECT_EQ(changed([](double x) { return 1.7 * x; }), "every coordinate were multiplied by 1.7");
  made.row.truncated->dtype = input::DType::BF16; // known within a hundredth
  made.row.values_dtype = input::DType::BF16;
  EXPECT_EQ(changed([](double x) { return 1.698 * x; }), "every coordinate were multiplied by 1.7");
}

TEST(FittedCauses, OfScoresOfWhichNoBoundIsLeft) {
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    for (double& score : made.scores)
      score = static_cast<float>(1e6 * score);
    made.row.scores = std::make_shared<const Scores>(made.scores);
    made.lse(1.5 * log_sum_exp(made.scores));
    Numbers outputs = mean(*made.values, made.head, picked(made.scores, made.head));
    for (double& x : outputs)
      x += 5;
    EXPECT_EQ(cause(made.outputs(outputs).row, kernel::kernel_outputs.name),
              "5 were added to every coordinate");
    for (const record::ConsistencyRecord& check : kernel::check_kernel(made.row).checks)
      if (check.check == kernel::kernel_lse.name && !check.failures.empty())
        found.push_back(causes_of(made.row, check.check, check.failures.front()).causes);
  }
  EXPECT_EQ(likeliest(found), std::vector<std::string>(4, "every score were multiplied by 1.5"));
}

TEST(FittedCauses, OfASoftCapFarBelowTheScores) {
  Row made(7);
  Numbers large(made.scores), capped;
  for (double& score : large) {
    score = static_cast<float>(3 * score);
    capped.push_back(4 * std::tanh(score / 4));
  }
  made.row.scores = std::make_shared<const Scores>(large);
  made.outputs(mean(*made.values, made.head, picked(capped, made.head)));
  EXPECT_GT(*std::ranges::max_element(large), 8);
  EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), "a soft cap of 4 were put on the scores");
}

TEST(FittedCauses, OfASinkMayBeOfKeysAsPadding) {
  // Five keys of score 0, where a sum of weights is known within a third of one.
  EXPECT_EQ(made::causes_of_lse([](const Numbers& scores) {
              Numbers more(scores);
              more.insert(more.end(), 5, 0.0);
              return log_sum_exp(more);
            }),
            std::vector<std::string>(4, "5 keys of score 0 were summed too, as padding"));
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    for (double& score : made.scores)
      score = static_cast<float>(score + 8);
    made.row.scores = std::make_shared<const Scores>(made.scores);
    Numbers more(made.scores);
    more.insert(more.end(), 5, 0.0);
    made.row.indices.reset();
    made.row.truncated.reset();
    made.lse(log_sum_exp(more));
    for (const record::ConsistencyRecord& check : kernel::check_kernel(made.row).checks)
      if (check.check == kernel::kernel_lse.name && !check.failures.empty())
        found.push_back(causes_of(made.row, check.check, check.failures.front()).causes);
  }
  for (const std::string& named : likeliest(found))
    EXPECT_EQ(named,
              "one more term of score 1.61 were summed, as of a sink, or 5 keys of score 0 as padding");
}

TEST(FittedCauses, OfAScaleWhereNoDimensionIsKnown) {
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    made.row.values = nullptr;
    made.row.truncated.reset();
    Numbers scaled(made.scores);
    for (double& score : scaled)
      score /= std::sqrt(128.0);
    made.lse(log_sum_exp(scaled));
    found.push_back(causes_of(made.row, kernel::kernel_lse.name, {}).causes);
  }
  EXPECT_EQ(likeliest(found),
            std::vector<std::string>(
                4, "every score were multiplied by 0.08839 = 1/sqrt(128), as of a scale applied twice"));
}

} // namespace tailmass::verify::causes
