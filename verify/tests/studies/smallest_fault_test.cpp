// The study of the smallest faults: what it must say of formats and lengths.
#include "verify/studies/smallest_fault.hpp"

#include "theory/nouns/domain_error.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::verify::studies {

TEST(SmallestFault, GrowsWithLengthAndCoarseness) {
  const std::size_t lengths[] = {16, 256};
  std::size_t told = 0;
  const std::vector<SmallestFault> found = smallest_faults(
      lengths,
      {.threads = 1, .progress = [&](std::size_t done, std::size_t total) { told += done * 100 + total; }});
  ASSERT_EQ(found.size(), 8U);
  EXPECT_EQ(told, 100U * 36 + 8 * 8);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].keys, lengths[i % 2]);
    for (const LeastSeen* seen : {&found[i].flat, &found[i].peaked}) {
      EXPECT_GT(seen->output, 0);
      EXPECT_GT(seen->lse, 0);
      // A lost share p moves the lse by -ln(1 - p), the mean by p/(1 - p).
      EXPECT_NEAR(-std::log1p(-seen->share_in_lse), seen->lse, 1e-12 * seen->lse);
      EXPECT_NEAR(seen->share_in_output / (1 - seen->share_in_output), seen->output, 1e-12 * seen->output);
    }
    if (i % 2 == 1) {
      EXPECT_GT(found[i].flat.output, found[i - 1].flat.output);
      EXPECT_GT(found[i].peaked.lse, found[i - 1].peaked.lse);
    }
    if (i >= 2) {
      EXPECT_GT(found[i].flat.output, found[i - 2].flat.output);
    }
  }
  EXPECT_EQ(found[2].flat.lse, found[6].flat.lse) << "the lse of bf16 kernels is F32";
  EXPECT_GT(found[6].flat.output, 0x1p-8) << "BF16 is rounded at the end and before P V";
}

TEST(SmallestFault, RowsAreOfOneToAMillionKeys) {
  for (const std::size_t keys : {std::size_t{0}, longest_row + 1})
    EXPECT_THROW((void)smallest_faults({&keys, 1}), DomainError);
}

} // namespace tailmass::verify::studies
