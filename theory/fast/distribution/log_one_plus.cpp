// ln(1 + x) from a table of nine logarithms and a series.
#include "theory/fast/distribution/log_one_plus.hpp"

#include <cmath>

namespace tailmass::fast {

namespace {

/// ln(c/8) for c = 8 .. 16; the last one is ln 2.
constexpr DoubleWord logarithms[] = {{0, 0},
                                     {0x1.e27076e2af2e6p-4, -0x1.61578001e0162p-60},
                                     {0x1.c8ff7c79a9a22p-3, -0x1.4f689f8434012p-57},
                                     {0x1.4618bc21c5ec2p-2, 0x1.f42decdeccf1dp-56},
                                     {0x1.9f323ecbf984cp-2, -0x1.a92e513217f5cp-59},
                                     {0x1.f128f5faf06edp-2, -0x1.328df13bb38c3p-56},
                                     {0x1.1e85f5e7040d0p-1, 0x1.ef62cd2f9f1e3p-56},
                                     {0x1.41d8fe84672aep-1, 0x1.9192f30bd1806p-55},
                                     {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}};
constexpr DoubleWord ln2 = logarithms[8];

/// P(t).
double series(double t) {
  constexpr int terms = 14;
  double sum = 0;
  for (int j = terms; j >= 2; --j)
    sum = 1.0 / j - t * sum;
  return sum;
}

} // namespace

DoubleWord log_one_plus(DoubleWord x) {
  const DoubleWord one_more = DoubleWord{1, 0} + x;
  const int exponent = std::ilogb(one_more.high);
  const double scale = std::ldexp(1.0, -exponent);
  const double eighths = std::nearbyint(8 * one_more.high * scale);
  const DoubleWord c{eighths / 8, 0};
  // Where 1 + x is not halved, x itself keeps what 1 + x rounds off.
  const DoubleWord rest = exponent == 0 ? x + DoubleWord{1 - c.high, 0}
                                        : DoubleWord{one_more.high * scale, one_more.low * scale} + -c;
  const DoubleWord t = rest / c;
  const double curved = t.high * t.high * series(t.high);
  const DoubleWord whole =
      DoubleWord{static_cast<double>(exponent), 0} * ln2 + logarithms[static_cast<int>(eighths) - 8];
  return whole + (t + DoubleWord{-curved, 0});
}

} // namespace tailmass::fast
