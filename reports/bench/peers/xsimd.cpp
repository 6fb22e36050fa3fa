// Log-sum-exp in two passes by xsimd's exp, with four accumulators.
#include "reports/bench/built_peers.hpp"

#include <cmath>
#include <xsimd/xsimd.hpp>

namespace tailmass::reports::bench {

namespace {

template <class T>
double xsimd_log_sum_exp(const T* x, std::size_t n) {
  using Batch = xsimd::batch<T>;
  constexpr std::size_t lanes = Batch::size;
  const std::size_t whole = n - n % (4 * lanes);
  Batch a(x[0]), b = a, c = a, d = a;
  for (std::size_t i = 0; i < whole; i += 4 * lanes) {
    a = xsimd::max(a, Batch::load_unaligned(x + i));
    b = xsimd::max(b, Batch::load_unaligned(x + i + lanes));
    c = xsimd::max(c, Batch::load_unaligned(x + i + 2 * lanes));
    d = xsimd::max(d, Batch::load_unaligned(x + i + 3 * lanes));
  }
  T lane[lanes];
  xsimd::max(xsimd::max(a, b), xsimd::max(c, d)).store_unaligned(lane);
  T top = lane[0];
  for (std::size_t i = 1; i < lanes; ++i)
    top = lane[i] > top ? lane[i] : top;
  for (std::size_t i = whole; i < n; ++i)
    top = x[i] > top ? x[i] : top;
  const Batch shift(top);
  a = b = c = d = Batch(T(0));
  for (std::size_t i = 0; i < whole; i += 4 * lanes) {
    a += xsimd::exp(Batch::load_unaligned(x + i) - shift);
    b += xsimd::exp(Batch::load_unaligned(x + i + lanes) - shift);
    c += xsimd::exp(Batch::load_unaligned(x + i + 2 * lanes) - shift);
    d += xsimd::exp(Batch::load_unaligned(x + i + 3 * lanes) - shift);
  }
  (a + b + c + d).store_unaligned(lane);
  double sum = 0;
  for (std::size_t i = 0; i < lanes; ++i)
    sum += static_cast<double>(lane[i]);
  for (std::size_t i = whole; i < n; ++i)
    sum += std::exp(static_cast<double>(x[i] - top));
  return static_cast<double>(top) + std::log(sum);
}

} // namespace

LogSumExp xsimd_functions() {
  return {xsimd_log_sum_exp<double>, xsimd_log_sum_exp<float>,
          TAILMASS_DOTTED(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH)};
}

} // namespace tailmass::reports::bench
