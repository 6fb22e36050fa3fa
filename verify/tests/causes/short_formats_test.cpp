// Results that were rounded to a format of fewer bits than that in which they are stored.
#include "verify/causes/candidate.hpp"
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::causes {

using made::cause;
using made::Numbers;
using made::Row;

namespace {

double rounded(double x, int bits) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, bits)), exponent - bits);
}

} // namespace

TEST(ShortFormats, OfALogSumExp) {
  for (const auto& [bits, name] : {std::pair(8, "BF16"), std::pair(11, "F16")})
    EXPECT_EQ(made::causes_of_lse([significant = bits](const Numbers& scores) {
                return rounded(made::log_sum_exp(scores), significant);
              }),
              std::vector<std::string>(4, std::string("it were rounded to ") + name));
  const std::vector<std::string> off = made::causes_of_lse(
      [](const Numbers& scores) { return rounded(made::log_sum_exp(scores), 8) + 0.0625; });
  EXPECT_EQ(off.size(), 4U);
  for (const std::string& named : off)
    EXPECT_TRUE(named.empty() || !named.starts_with("it were rounded")) << named;
}

TEST(ShortFormats, OfAnOutput) {
  for (const auto& [bits, name] : {std::pair(8, "BF16"), std::pair(11, "F16")})
    for (unsigned seed = 0; seed < 4; ++seed) {
      Row made(seed);
      Numbers outputs = made::mean(*made.values, made.head, made::picked(made.scores, made.head));
      for (double& x : outputs)
        x = rounded(x, bits);
      made.outputs(outputs);
      EXPECT_EQ(cause(made.row, kernel::kernel_outputs.name), std::string("it were rounded to ") + name);
    }
}

TEST(SameDetail, OfSeveralRowsIsLikelierThanAnyOther) {
  std::vector<std::vector<Candidate>> rows;
  for (int row = 0; row < 4; ++row) {
    const auto lost = [](int key) {
      return Candidate{.cause = "one key were left out",
                       .detail = ", key " + std::to_string(key),
                       .alone = -2,
                       .again = -2,
                       .same = -6};
    };
    rows.push_back({lost(10 + row), lost(7), lost(20 + row)});
  }
  EXPECT_EQ(likeliest(rows), std::vector<std::string>(4, "one key were left out, key 7"));
}

} // namespace tailmass::verify::causes
