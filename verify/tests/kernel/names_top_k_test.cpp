// Which keys are those of largest scores, where scores are equal and where they are not.
#include "verify/kernel/head.hpp"

#include "theory/theorems/cases.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::kernel {

TEST(KernelNamesTopK, KeysAreCountedFromTheBase) {
  const auto keys = [](std::uint64_t index) {
    return distinct_keys(std::vector<input::Integer>{{false, index}}, 3, 1);
  };
  EXPECT_EQ(keys(1), std::vector<Key>{0});
  EXPECT_EQ(keys(3), std::vector<Key>{2});
  EXPECT_EQ(keys(4), std::nullopt);
  EXPECT_EQ(keys(0), std::nullopt);
}

TEST(KernelNamesTopK, AnyOfEqualScoresWillDo) {
  const std::vector<double> scores{2, 1, 2, 1, masked};
  for (const std::vector<Key>& keys : {std::vector<Key>{0}, {2}, {2, 0}, {0, 2, 1}, {3, 2, 0}, {0, 1, 2, 3}})
    EXPECT_TRUE(names_top_k(keys, scores));
  for (const std::vector<Key>& keys : {std::vector<Key>{1}, {0, 1}, {1, 3, 0}, {0, 2, 4}})
    EXPECT_FALSE(names_top_k(keys, scores));
}

} // namespace tailmass::verify::kernel
