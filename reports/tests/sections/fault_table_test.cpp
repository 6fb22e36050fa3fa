// The table of the smallest faults: true of files that have such faults.
#include "reports/sections/fault_table.hpp"

#include "reports/tests/commands/run_command.hpp"
#include "verify/tests/input/float_file.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace tailmass::reports::sections {
using tailmass::tests::run_command;

namespace {

constexpr std::size_t n = 64;

/// Checks a flat F32 row whose lse and output are off; the exit code.
int check_of(double lse_shift, double output_factor) {
  const samples::Folder folder;
  const std::string file =
      folder
          .write("flat.safetensors",
                 samples::safetensors_of(
                     {{"a.scores", {1, n}, std::vector<float>(n, 8)},
                      {"a.values", {n, 1}, std::vector<float>(n, 1)},
                      {"a.lse", {1}, {static_cast<float>(8 + std::log(double{n}) + lse_shift)}},
                      {"a.outputs", {1, 1}, {static_cast<float>(output_factor)}}}))
          .string();
  return run_command({"check", file}).exit_code;
}

} // namespace

TEST(FaultTable, TellsWhatACheckAccuses) {
  const std::size_t lengths[] = {n};
  const verify::studies::SmallestFault f32 = verify::studies::smallest_faults(lengths)[1];
  ASSERT_EQ(f32.format, verify::input::DType::F32);
  for (const double sign : {-1.0, 1.0}) {
    EXPECT_EQ(check_of(sign * 0.9 * f32.flat.lse, 1 + sign * 0.9 * f32.flat.output), 0);
    EXPECT_EQ(check_of(sign * 1.1 * f32.flat.lse, 1), 1);
    EXPECT_EQ(check_of(0, 1 + sign * 1.1 * f32.flat.output), 1);
  }
}

TEST(FaultTable, AFlatRowMayLoseKeysUnseen) {
  const std::size_t lengths[] = {16384};
  const verify::studies::SmallestFault f32 = verify::studies::smallest_faults(lengths)[1];
  const samples::Folder folder;
  const auto lost = [&](double keys) {
    const auto lse = static_cast<float>(8 + std::log(16384 - keys));
    const auto file = samples::safetensors_of(
        {{"a.scores", {1, 16384}, std::vector<float>(16384, 8)}, {"a.lse", {1}, {lse}}});
    return run_command({"check", folder.write("flat.safetensors", file).string()}).exit_code;
  };
  EXPECT_EQ(lost(1), 0);
  EXPECT_EQ(lost(std::floor(0.95 * f32.flat.share_in_lse * 16384)), 0);
  EXPECT_EQ(lost(std::ceil(1.05 * f32.flat.share_in_lse * 16384)), 1);
}

} // namespace tailmass::reports::sections
