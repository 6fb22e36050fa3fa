// The library that checks a kernel's results, as a program calls it.
#include "verify/checks/include/tailmass/kernel_checks.hpp"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

namespace tailmass::kernel_checks {
namespace {

/// Two rows of four scores, and what a right kernel gives of them.
struct Attention {
  std::vector<float> scores{1, 2, 3, 4, 0.5F, -1, 2, 0}, values{1, 2, 3, 4}, lse, truncated;
  std::vector<std::int32_t> indices{3, 2, 2, 0};

  Attention() {
    for (std::size_t row = 0; row < 2; ++row) {
      double sum = 0, head = 0, mean = 0;
      for (std::size_t key = 0; key < 4; ++key)
        sum += std::exp(static_cast<double>(scores[4 * row + key]));
      for (std::size_t j = 0; j < 2; ++j) {
        const auto key = static_cast<std::size_t>(indices[2 * row + j]);
        const double weight = std::exp(static_cast<double>(scores[4 * row + key]));
        head += weight;
        mean += weight * static_cast<double>(values[key]);
      }
      lse.push_back(static_cast<float>(std::log(sum)));
      truncated.push_back(static_cast<float>(mean / head));
    }
  }
  [[nodiscard]] std::vector<Tensor> tensors() const {
    return {{"scores", "F32", scores.data(), {2, 4}},
            {"values", "F32", values.data(), {4, 1}},
            {"indices", "I32", indices.data(), {2, 2}},
            {"lse", "F32", lse.data(), {2}},
            {"truncated", "F32", truncated.data(), {2, 1}}};
  }
};

std::string refused(const std::vector<Tensor>& tensors,
                    const std::map<std::string, std::string>& declared = {}) {
  try {
    (void)check(tensors, declared);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(KernelChecks, HoldWhatIsRight) {
  const Certificate found = check(Attention().tensors());
  EXPECT_TRUE(found.holds());
  EXPECT_EQ(found.rows, 2U);
  EXPECT_EQ(found.held, 6U);
  EXPECT_TRUE(found.faults.empty());
}

TEST(KernelChecks, NameTensorRowAndCauseOfWhatIsWrong) {
  Attention attention;
  attention.lse[1] /= static_cast<float>(std::log(2));
  Certificate found = check(attention.tensors(), {}, "mine");
  EXPECT_FALSE(found.holds());
  EXPECT_EQ(found.exceeded, 1U);
  ASSERT_EQ(found.faults.size(), 1U);
  EXPECT_EQ(found.faults[0].tensor, "lse");
  EXPECT_EQ(found.faults[0].row, "[1]");
  EXPECT_EQ(found.faults[0].cause, "it were in base 2, not natural");
  EXPECT_TRUE(found.faults[0].message.starts_with("mine: tensor \"lse\", row [1]: "))
      << found.faults[0].message;
  // What is declared is held to.
  attention.lse[0] /= static_cast<float>(std::log(2));
  EXPECT_TRUE(check(attention.tensors(), {{"lse_base", "2"}}).holds());
  attention = {};
  attention.indices[0] = 0;
  found = check(attention.tensors());
  EXPECT_EQ(found.exceeded, 2U) << "the indices, and the mean over another head";
}

TEST(KernelChecks, ReadStridedTensorsWhereTheyLie) {
  Attention attention;
  std::vector<float> columns;
  for (std::size_t key = 4; key-- > 0;) // transposed, and the keys backwards
    for (std::size_t row = 0; row < 2; ++row)
      columns.push_back(attention.scores[4 * row + key]);
  std::vector<Tensor> tensors = attention.tensors();
  tensors[0] = {"scores", "F32", &columns[6], {2, 4}, {1, -2}};
  EXPECT_TRUE(check(tensors).holds());
  tensors[0].steps = {0, -2}; // both rows the first one
  EXPECT_FALSE(check(tensors).holds());
}

TEST(KernelChecks, TellRowsThatNoKernelCouldBeHeldTo) {
  Attention attention;
  attention.scores[5] = std::numeric_limits<float>::quiet_NaN();
  const Certificate found = check(attention.tensors());
  EXPECT_EQ(found.faulty, 1U);
  EXPECT_EQ(found.exceeded, 0U);
  EXPECT_FALSE(found.holds());
  ASSERT_EQ(found.faults.size(), 1U);
  EXPECT_EQ(found.faults[0].row, "[1]");
}

TEST(KernelChecks, RefuseInOneLineWhatCannotBeHeld) {
  std::vector<Tensor> tensors = Attention().tensors();
  EXPECT_EQ(refused(tensors, {{"lse_bas", "2"}}),
            "no word that declares is called \"lse_bas\", the nearest is lse_base");
  EXPECT_TRUE(refused(tensors, {{"lse_base", "3"}}).starts_with("lse_base is \"3\", not "));
  tensors.push_back(tensors.back());
  EXPECT_EQ(refused(tensors), "tensor \"truncated\" is there twice");
  tensors.pop_back();
  tensors[4].format = "F33";
  EXPECT_EQ(refused(tensors),
            "tensor \"truncated\": no format of elements is called \"F33\", the nearest is F32");
  tensors.pop_back();
  tensors[3].shape = {3};
  EXPECT_NE(refused(tensors).find("\"lse\": shape [3] does not fit"), std::string::npos) << refused(tensors);
  tensors[3].part = "logits";
  EXPECT_EQ(refused(tensors), "no part of an attention is called \"logits\"");
  tensors.resize(2);
  EXPECT_EQ(refused(tensors), "kernel: no tensor is a result that could be held");
  EXPECT_EQ(refused({{"scores", "F32", nullptr, {2, 4}, {1}}}), "tensor \"scores\": 1 steps of 2 axes");
}

} // namespace
} // namespace tailmass::kernel_checks
