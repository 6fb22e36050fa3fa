// Kernels as code: what is told of those that cannot be loaded, and of calls that go wrong.
#include "properties/kernels/kernel_check.hpp"

#include "properties/kernels/kernel_case.hpp"
#include "properties/tests/kernels/test_library.hpp"
#include "theory/numbers/random.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::properties::kernels {
namespace {

using tests::test_library;

constexpr double infinity = std::numeric_limits<double>::infinity();

Case row(std::vector<double> scores, std::size_t k, std::size_t dimension = 0) {
  auto made = std::make_shared<const Scores>(std::move(scores));
  Case c(made, Head::top_k(*made, k));
  if (dimension > 0) {
    std::vector<double> entries;
    for (std::size_t i = 0; i < made->size() * dimension; ++i)
      entries.push_back(static_cast<double>(i % 7) - 3);
    c.values = std::make_shared<const Values>(made->size(), dimension, entries);
  }
  return c;
}

/// A row of a standard normal, as tests of kernels take it.
Case randn(std::size_t n, std::size_t k, std::uint64_t seed, std::size_t dimension = 0) {
  RandomStream random(seed, {"randn"});
  std::vector<double> scores(n);
  for (double& score : scores)
    score = static_cast<double>(static_cast<float>(random.normal()));
  return row(std::move(scores), k, dimension);
}

std::string refused(const std::string& library) {
  try {
    const Kernel kernel(KernelPlace{library});
    return {};
  } catch (const verify::input::InputError& error) {
    return error.what();
  }
}

/// What is said of a case by the question.
Finding found(const Kernel& kernel, const Case& c, Question question) {
  const auto questions = questions_of(kernel.info());
  const auto at = std::ranges::find(questions, question) - questions.begin();
  return check_kernel(kernel, c, true)[static_cast<std::size_t>(at)];
}

TEST(Kernel, SaysInOneLineWhyItCannotBeLoaded) {
  EXPECT_EQ(refused("./no.so"), "./no.so: cannot open shared object file: No such file or directory");
  const std::string functions = test_library("functions");
  EXPECT_EQ(refused(functions), functions + ": has no symbol tailmass_kernel_describe");
  EXPECT_EQ(refused(test_library("radix") + ":run"), test_library("radix") + ": has no symbol run");
  EXPECT_EQ(refused(test_library("ill_a")), test_library("ill_a") + ": is of kernel ABI 7; this is ABI 1");
  EXPECT_EQ(refused(test_library("ill_l")), test_library("ill_l") + ": crashed: Aborted while it was loaded");
}

TEST(Kernel, TellsOfItselfWhatItLeavesOpen) {
  const Kernel radix(KernelPlace{test_library("radix")});
  EXPECT_EQ(radix.info().name, "radix");
  EXPECT_EQ(radix.info().most_keys, 131072U);
  EXPECT_EQ(radix.info().most_k, 2048U);
  const Kernel online(KernelPlace{test_library("online_half")});
  EXPECT_EQ(online.info().scores, verify::input::DType::F16);
  EXPECT_EQ(online.info().keys_multiple, 64U);
  EXPECT_EQ(questions_of(online.info()),
            (std::vector{Question::returns, Question::lse, Question::output, Question::repeats}));
}

TEST(Kernel, IsRightWhereItIs) {
  for (const char* name : {"radix", "online_double", "online_float", "online_half", "online_bfloat16"}) {
    const Kernel kernel(KernelPlace{test_library(name)});
    for (const std::size_t n : {std::size_t{64}, std::size_t{1024}, std::size_t{8192}}) {
      const std::optional<Case> c = kernel_case(kernel.info(), randn(n, 32, n, 2));
      ASSERT_TRUE(c);
      for (const Finding& finding : check_kernel(kernel, *c, true)) {
        EXPECT_LE(finding.share, 1) << name << " " << n << ": " << finding.fault;
        EXPECT_EQ(finding.fault, "") << name;
      }
    }
  }
}

TEST(Kernel, TellsEveryWayInWhichACallGoesWrong) {
  const Case masked = row({0, -infinity, 1, 2}, 1), whole = row({0, 3, 1, 2}, 2);
  const auto fault = [&](const char* name, const Case& c) {
    return found(Kernel(KernelPlace{test_library(name)}), c, Question::returns).fault;
  };
  EXPECT_EQ(fault("ill_n", masked), "");
  EXPECT_EQ(fault("ill_c", masked), "crashed: Aborted");
  EXPECT_EQ(fault("ill_c", whole), "");
  EXPECT_EQ(found(Kernel(KernelPlace{test_library("ill_h"), 0.5}), masked, Question::returns).fault,
            "gave no answer within 0.5 s");
  EXPECT_EQ(fault("ill_e", masked), "ended its process with exit code 3");
  EXPECT_EQ(fault("ill_t", masked), "threw an exception: no mask");
  EXPECT_EQ(fault("ill_f", masked), "failed with code 2: no room for 4 keys");
  EXPECT_EQ(fault("ill_o", masked), "4 bytes written from 0 after the end of its indices");
  EXPECT_EQ(fault("ill_w", whole), "crashed: Segmentation fault");
}

TEST(Kernel, OfADeviceIsCalledOnItsMemoryAndHeldAsAnyOther) {
  const Case whole = row({0, 3, 1, 2}, 2);
  const Kernel kernel(KernelPlace{test_library("fake_device_n")});
  // Rows that grow need more memory, then less of it.
  for (const std::size_t n : {std::size_t{4}, std::size_t{5000}, std::size_t{16}})
    for (const Finding& finding : check_kernel(kernel, randn(n, 3, n), true)) {
      EXPECT_GE(finding.share, 0) << n;
      EXPECT_LE(finding.share, 1) << n << ": " << finding.fault;
    }
  const auto fault = [&](const char* name) {
    return found(Kernel(KernelPlace{test_library(name)}), whole, Question::returns).fault;
  };
  EXPECT_EQ(fault("fake_device_w"), "wrote to its inputs");
  EXPECT_EQ(fault("fake_device_o"), "4 bytes written from 0 after the end of its indices");
  EXPECT_TRUE(fault("fake_device_m").starts_with("allocate gave no ")) << fault("fake_device_m");
  EXPECT_EQ(fault("fake_device_t"), "to_host failed with code 700");
  EXPECT_TRUE(refused(test_library("fake_device_s"))
                  .starts_with(test_library("fake_device_s") +
                               ": tailmass_kernel_device: its struct is of 16 bytes instead of "));
}

TEST(Kernel, IsCalledAgainAfterACrash) {
  for (const char* name : {"ill_c", "ill_t"}) {
    const Kernel kernel(KernelPlace{test_library(name)});
    EXPECT_NE(found(kernel, row({0, -infinity}, 1), Question::returns).fault, "");
    EXPECT_EQ(found(kernel, row({0, 1}, 1), Question::indices).share, 0);
  }
}

TEST(Kernel, IsAskedNothingOfACaseThatItDoesNotTake) {
  const Kernel kernel(KernelPlace{test_library("ill_u")});
  for (const Finding& finding : check_kernel(kernel, row({0, 1}, 1)))
    EXPECT_EQ(finding.share, -infinity);
}

TEST(Kernel, TellsASecondCallOfOtherBits) {
  const Kernel kernel(KernelPlace{test_library("ill_r")});
  EXPECT_EQ(found(kernel, row({1, 1, 0}, 1), Question::repeats).fault, "a second call wrote other indices");
  EXPECT_EQ(found(kernel, row({1, 0.5, 0}, 1), Question::repeats).share, 0);
}

TEST(Kernel, NamesTheCauseOfAWrongAnswer) {
  const Kernel kernel(KernelPlace{test_library("radix_overflowing")});
  std::vector<double> scores(4000, 0.0);
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = 1 + static_cast<double>(i) * 0x1p-23;
  const Finding indices = found(kernel, row(scores, 16, 1), Question::indices);
  EXPECT_EQ(indices.share, infinity);
  EXPECT_NE(indices.fault.find("radix: tensor \"indices\", row [0]"), std::string::npos) << indices.fault;
}

TEST(KernelCase, IsRoundedPaddedAndOfARankThatIsTaken) {
  const Kernel online(KernelPlace{test_library("online_half")});
  Case c = row({0.1, 70, 0.3}, 3, 1);
  const std::optional<Case> taken = kernel_case(online.info(), c);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->scores->size(), 64U);
  EXPECT_EQ(taken->scores->finite_count(), 3U);
  EXPECT_EQ((*taken->scores)[0], 0x1.998p-4);
  EXPECT_EQ(taken->values->keys(), 64U);
  EXPECT_EQ(taken->values->at(63, 0), 0);
  EXPECT_TRUE(kernel_case(online.info(), row({65519}, 1)));
  EXPECT_FALSE(kernel_case(online.info(), row({65520}, 1))) << "beyond the format";
  EXPECT_FALSE(kernel_case(online.info(), randn(16385, 1, 1))) << "too long";
}

TEST(KernelCase, ScalesValuesIntoTheirFormat) {
  const Kernel online(KernelPlace{test_library("online_half")});
  Case c = row({0, 1}, 1);
  c.values = std::make_shared<const Values>(2, 1, std::vector<double>{0x1p500, 0x1p499});
  const std::optional<Case> taken = kernel_case(online.info(), c);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->values->at(0, 0), 0x1p14);
  EXPECT_EQ(taken->values->at(1, 0), 0x1p13);
}

} // namespace
} // namespace tailmass::properties::kernels
