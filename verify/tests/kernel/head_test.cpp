// Top-k sets recognised, and each way to miss one named.
#include "verify/kernel/head.hpp"

#include "theory/theorems/cases.hpp"
#include "verify/kernel/head_faults.hpp"

#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

KernelHead head_of(const std::vector<double>& scores, const std::vector<int>& indices,
                   const attention::Declarations& declared = {}, input::DType dtype = input::DType::I32) {
  std::vector<input::Integer> integers;
  for (const int index : indices)
    integers.push_back({index < 0, static_cast<std::uint64_t>(index < 0 ? -index : index)});
  const Scores row(scores);
  return kernel_head({.indices = integers, .scores = row, .declared = declared, .dtype = dtype});
}

const std::vector<double> row{5, 1, 4, 4, 4, 3, -6, masked};

} // namespace

TEST(KernelHead, AcceptsEveryTopKSetInAnyOrder) {
  for (const auto& indices :
       {std::vector<int>{0}, {0, 2}, {0, 3}, {4, 0}, {3, 4, 0}, {2, 3, 4, 0}, {5, 4, 3, 2, 0}}) {
    const KernelHead head = head_of(row, indices);
    EXPECT_EQ(head.fault, "");
    ASSERT_TRUE(head.head.has_value());
    EXPECT_TRUE(head.head->is_top_k());
    EXPECT_EQ(head.head->size(), indices.size());
  }
  EXPECT_EQ(head_of({2, masked, 1, masked}, {0, 2, 3}).fault, ""); // a masked key once no finite one is left
}

TEST(KernelHead, NamesWhatIsNoSetOfKeys) {
  const auto expect = [](const std::vector<int>& indices, const std::string& fault,
                         const std::string& cause) {
    const KernelHead head = head_of(row, indices);
    EXPECT_FALSE(head.head.has_value());
    EXPECT_EQ(head.fault, fault);
    EXPECT_EQ(head.cause, cause);
  };
  expect({0, -3, 2}, "index -3 at position 1 is negative", "");
  expect({0, 8}, "index 8 at position 1 is outside the keys 0..7", "");
  expect({0, 2, 3, 2}, "key 2 is named twice, at positions 1 and 3", "");
  expect({7}, "every key of the head is masked", "the mask were ignored");
  const std::vector<input::Integer> beyond{{false, ~std::uint64_t{0}}};
  const Scores scores(row);
  EXPECT_EQ(kernel_head({.indices = beyond, .scores = scores, .declared = {}}).fault,
            "index 18446744073709551615 at position 0 is outside the keys 0..7");
}

TEST(KernelHead, ReadsAShortHeadWithItsPadding) {
  using Padding = attention::Declarations::Padding;
  const std::vector<double> short_row{masked, 3, masked, 2, masked};
  const auto held = [&](const std::vector<int>& indices, Padding padding,
                        input::DType dtype = input::DType::I32) {
    const KernelHead head = head_of(short_row, indices, {.padding = padding}, dtype);
    return head.fault.empty() && head.head->size() == 2;
  };
  EXPECT_TRUE(held({1, 3, -1, -1}, Padding::minus_one));
  EXPECT_TRUE(held({-1, 3, -1, 1}, Padding::minus_one)); // anywhere
  EXPECT_TRUE(held({1, 3, 255}, Padding::minus_one, input::DType::U8));
  EXPECT_FALSE(held({1, 3, 255}, Padding::minus_one, input::DType::I32));
  EXPECT_TRUE(held({1, 5, 3}, Padding::key_count));
  EXPECT_TRUE(held({1, 3, 2147483647}, Padding::largest));
  EXPECT_TRUE(held({1, 3, 127}, Padding::largest, input::DType::I8));
  EXPECT_TRUE(held({1, 3, 0, 0}, Padding::zero)); // key 0 is masked
  EXPECT_FALSE(held({1, 3, 0, 0}, Padding::minus_one));
  // Where key 0 is visible, it is named once before it is padding.
  const KernelHead zero = head_of({3, masked, masked}, {0, 0, 0}, {.padding = Padding::zero});
  EXPECT_EQ(zero.fault, "");
  EXPECT_EQ(zero.head->size(), 1U);
}

TEST(KernelHead, MayBeLongerThanItsRowWherePaddingFillsIt) {
  EXPECT_EQ(head_of({3, 2}, {1, 0, -1, -1}).fault, "");
  EXPECT_EQ(head_of({3, 2}, {1, 0, 1}).fault, "key 1 is named twice, at positions 0 and 2");
}

TEST(KernelHead, IndicesOfTwoPaddingsAreNoHead) {
  const KernelHead head = head_of(row, {0, 8, -1});
  EXPECT_FALSE(head.head.has_value());
  EXPECT_EQ(head.fault, "index 8 at position 1 is outside the keys 0..7");
  EXPECT_EQ(head.cause, "");
}

TEST(KernelHead, NamesAPaddingThatIsNotDeclared) {
  const KernelHead head = head_of({4, 3, masked}, {0, 1, 3});
  EXPECT_FALSE(head.fault.empty());
  EXPECT_EQ(head.cause, "a short head were padded, which the declaration padding n would say");
}

TEST(KernelHead, NamesAVisibleKeyThatWasDroppedForPadding) {
  EXPECT_EQ(
      head_of({5, 4, 3, masked}, {0, 1, -1}).fault,
      "a visible key was dropped: 1 of 3 indices are padding, and key 2 of score 3 and rank 3 is not named");
  EXPECT_EQ(head_of({5, 4}, {-1, -1}).fault, "every index is padding, where 2 keys are visible");
}

TEST(KernelHead, HoldsTiesAndAnyHeadsToWhatIsDeclared) {
  using Ties = attention::Declarations::Ties;
  EXPECT_EQ(head_of(row, {0, 2}, {.ties = Ties::lowest}).fault, "");
  EXPECT_EQ(head_of(row, {0, 4}, {.ties = Ties::highest}).fault, "");
  EXPECT_EQ(head_of(row, {0, 2, 4}, {.ties = Ties::lowest}).fault,
            "keeps key 4 and drops key 3 of the same score 4, where ties go to the lowest index");
  EXPECT_EQ(head_of(row, {0, 2, 4}, {.ties = Ties::highest}).fault,
            "keeps key 2 and drops key 3 of the same score 4, where ties go to the highest index");
  const attention::Declarations any{.head = attention::Declarations::HeadKind::any};
  EXPECT_EQ(head_of(row, {0, 1}, any).fault, "");
  EXPECT_EQ(head_of(row, {0, 0}, any).fault, "key 0 is named twice, at positions 0 and 1");
}

TEST(KernelHead, HoldsNoTiesOfScoresThatMayBeOff) {
  const Scores scores({2, 1, 1});
  const std::vector<input::Integer> indices{{false, 0}, {false, 2}};
  const attention::Declarations lowest{.ties = attention::Declarations::Ties::lowest};
  const std::vector<double> errors(3, 1e-9);
  EXPECT_NE(kernel_head({.indices = indices, .scores = scores, .declared = lowest}).fault, "");
  EXPECT_EQ(kernel_head({.indices = indices, .scores = scores, .declared = lowest, .errors = errors}).fault,
            "");
}

TEST(KernelHead, HasAKeyOfFiniteSelectionScore) {
  const Scores scores({3, 2, 1}), selection({masked, 5, 4});
  const std::vector<input::Integer> indices{{false, 0}};
  const KernelHead head =
      kernel_head({.indices = indices, .scores = scores, .declared = {}, .selection = &selection});
  EXPECT_TRUE(head.head.has_value());
  EXPECT_EQ(head.fault, "no key of the head has a finite selection score");
}

TEST(KernelHead, OfFormedScoresEqualKeysTie) {
  using Ties = attention::Declarations::Ties;
  const std::vector<double> scores{5, 4, 4, 4.0001, 1}; // keys 1 and 3 are one vector, 2 is another
  const Values keys(5, 2, {5, 0, 4, 0, 0, 4, 4, 0, 1, 0});
  const Scores formed(scores);
  const std::vector<double> errors(5, 0.001), shifted{0, 0, 0, 1, 0};
  const auto fault = [&](const std::vector<std::uint64_t>& indices, Ties ties,
                         std::span<const double> added = {}) {
    std::vector<input::Integer> integers;
    for (const std::uint64_t index : indices)
      integers.push_back({false, index});
    const attention::Declarations declared{.ties = ties};
    return kernel_head({.indices = integers,
                        .scores = formed,
                        .declared = declared,
                        .errors = errors,
                        .keys = &keys,
                        .added = added})
        .fault;
  };
  EXPECT_EQ(fault({0, 1}, Ties::lowest), "");
  EXPECT_EQ(fault({0, 3}, Ties::highest), "");
  EXPECT_EQ(fault({0, 3}, Ties::lowest),
            "keeps key 3 and drops key 1, which is the same vector, where ties go to the lowest index");
  EXPECT_EQ(fault({0, 1}, Ties::highest),
            "keeps key 1 and drops key 3, which is the same vector, where ties go to the highest index");
  EXPECT_EQ(fault({0, 3}, Ties::any), "");
  EXPECT_EQ(fault({0, 2}, Ties::highest), ""); // another vector, whose score a kernel may round up
  EXPECT_EQ(fault({0, 3}, Ties::lowest, shifted), "");
}

TEST(KernelHead, NamesWhatIsNoTopKSet) {
  const auto expect = [](const std::vector<double>& scores, const std::vector<int>& indices,
                         const std::string& cause) {
    const KernelHead head = head_of(scores, indices);
    ASSERT_TRUE(head.head.has_value());
    EXPECT_FALSE(head.head->is_top_k());
    EXPECT_NE(head.fault.find("not a Top-"), std::string::npos) << head.fault;
    std::vector<input::Integer> numbers;
    for (const int index : indices)
      numbers.push_back({index < 0, static_cast<std::uint64_t>(std::abs(index))});
    EXPECT_EQ(cause_of_head(numbers, Scores(scores), *head.head), cause);
  };
  EXPECT_EQ(head_of(row, {0, 5}).fault,
            "keeps key 5 of score 3 and rank 5 and drops key 2 of score 4 and rank 2: "
            "not a Top-2 set, 1 of its keys is wrong");
  expect(row, {0, 5}, "one index were swapped");
  expect(row, {0, 2, 7}, "the mask were ignored");
  expect(row, {2, 3, 4}, "ranks 2 to 4 were taken");
  expect({6, 5, 4, 3, 2, 1}, {1, 2, 3}, "keys were counted from 1");
  expect({6, 5, 4, 3, 2, 1}, {3, 4, 5}, "the smallest scores were taken");
  expect({6, 8, -7, -9, -1, 1}, {3, 1, 2}, "scores were taken by magnitude");
  expect({6, 5, 4, 3, 2, 1, 0, -1}, {0, 4, 6}, "");
}

} // namespace tailmass::verify::kernel
