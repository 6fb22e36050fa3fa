// The figures on the page of clusters follow from those that it says were measured.
#include "theory/tests/source_path.hpp"
#include "verify/record/confidence.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace tailmass::reports::manual {

TEST(ScalePage, WorksOutAModelFromItsMeasuredFigures) {
  std::ifstream file(tests::source_path("reports/manual/scale.md"));
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const auto expect = [&](const std::string& words) {
    EXPECT_NE(page.find(words), std::string::npos) << words;
  };
  constexpr double layers = 80, heads = 64, key_heads = 8, dimension = 128, tokens = 131'072, head = 2048;
  constexpr double rows = layers * heads * tokens, seconds_a_row = 0.0100;
  expect("80 x 64 x 131,072 = 671,088,640 rows");
  EXPECT_EQ(rows, 671'088'640);
  expect("0.0100 s of a core");
  expect(fmt::format("{:.0f} core-hours", rows * seconds_a_row / 3600));
  const double vectors = layers * (2 * heads + 2 * key_heads) * tokens * dimension * 2;
  const double indices = rows * head * 4;
  expect(fmt::format("{:.0f} GB of queries, keys, values and outputs", vectors / 1e9));
  expect(fmt::format("{:.1f} TB of indices", indices / 1e12));
  expect(fmt::format("{:.0f} GB a layer", (vectors + indices) / layers / 1e9));
  constexpr double certified = 0.75, sample_rows = 100'000;
  expect("0.75 s of a core");
  expect(fmt::format("{:.0f} core-hours\nfor a sample of 100,000 rows, {:.0f}",
                     sample_rows * certified / 3600, rows * certified / 3600));
  // Clopper and Pearson's upper bound of a sample without a failure, against Boost.Math.
  constexpr std::size_t sample = 100'000;
  const double share = verify::record::failure_rate_bound(sample);
  EXPECT_NEAR(
      share,
      boost::math::binomial_distribution<>::find_upper_bound_on_p(static_cast<double>(sample), 0, 0.05),
      1e-12 * share);
  expect(fmt::format("{:.2e}", share));
  expect(fmt::format("{:.0f} minutes of a core", static_cast<double>(sample) * seconds_a_row / 60));
  expect(fmt::format("{:.4f}", std::sqrt(std::log(2 / 0.05) / (2 * static_cast<double>(sample)))));
}

} // namespace tailmass::reports::manual
