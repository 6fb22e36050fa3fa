// Sums of exponentials of doubles over a block, and the exponentials themselves.
//
// Error of the sum beside that of each weight: an accumulator starts at C = 2^19, above all that a lane adds
// (1024 weights below 2^8.1), so that s = acc + w, e = w - (s - acc) has no rounding beyond s (fast two-sum),
// and acc - C is exact. |e| <= 2^-34; adding m <= 1024 of them in a lane costs m^2/2 2^-53 2^-34, all lanes
// together below 2^-66 (m = 1024, 4 accumulators of 1 lane, is the worst), the final additions below 2^-70;
// the sum is at least 2^-8.1. So 2^-57 covers it. Elements below the floor add less than 4096 2^-990, which
// it covers as well.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/exponential_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "theory/fast/kernels/exponential64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr double accumulator_start = 0x1p19;

/// Four accumulators, each a sum and what its additions lost.
template <bool with_base>
class DoubleSums {
public:
  explicit HWY_INLINE DoubleSums(Scale scale) : exponential_(scale) {}

  HWY_INLINE void add(V64 x0, V64 x1, V64 x2, V64 x3) {
    top0_ = hn::Max(top0_, hn::Max(x0, x1));
    top1_ = hn::Max(top1_, hn::Max(x2, x3));
    const auto w = exponential_(Several<V64>{x0, x1, x2, x3});
    add_one(sum0_, rest0_, w.a);
    add_one(sum1_, rest1_, w.b);
    add_one(sum2_, rest2_, w.c);
    add_one(sum3_, rest3_, w.d);
  }
  HWY_INLINE BlockSum result() const {
    const V64 high = hn::Add(hn::Add(hn::Sub(sum0_, start_), hn::Sub(sum1_, start_)),
                             hn::Add(hn::Sub(sum2_, start_), hn::Sub(sum3_, start_)));
    const V64 low = hn::Add(hn::Add(rest0_, rest1_), hn::Add(rest2_, rest3_));
    return {hn::GetLane(hn::SumOfLanes(d_, high)), hn::GetLane(hn::SumOfLanes(d_, low)),
            largest_lane(d_, hn::Max(top0_, top1_))};
  }

private:
  HWY_INLINE void add_one(V64& sum, V64& rest, V64 w) const {
    const V64 next = hn::Add(sum, w);
    rest = hn::Add(rest, hn::Sub(w, hn::Sub(next, sum)));
    sum = next;
  }

  D64 d_;
  Exponential64<with_base> exponential_;
  V64 start_ = hn::Set(d_, accumulator_start);
  V64 top0_ = hn::Set(d_, -std::numeric_limits<double>::infinity()), top1_ = top0_;
  V64 sum0_ = start_, sum1_ = start_, sum2_ = start_, sum3_ = start_;
  V64 rest0_ = hn::Zero(d_), rest1_ = rest0_, rest2_ = rest0_, rest3_ = rest0_;
};

template <bool with_base>
HWY_INLINE BlockSum sum_doubles(const double* x, std::size_t n, Scale scale) {
  DoubleSums<with_base> sums(scale);
  by_fours(D64(), x, n, sums);
  return sums.result();
}

BlockSum SumDoubles(const double* x, std::size_t n, Scale scale) {
  return scale.base == 0 ? sum_doubles<false>(x, n, scale) : sum_doubles<true>(x, n, scale);
}

void WeightsDoubles(const double* x, std::size_t n, Scale scale, double* out) {
  map(D64(), x, n, Exponential64<true>(scale), out);
}

double DoubleError() {
  return unit_double * weight_error + 0x1p-57;
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(SumDoubles);
HWY_EXPORT(WeightsDoubles);
HWY_EXPORT(DoubleError);

BlockSum sum_block(const double* x, std::size_t n, Scale scale) {
  return TAILMASS_ON_TARGET(SumDoubles)(x, n, scale);
}
void weights_block(const double* x, std::size_t n, Scale scale, double* out) {
  TAILMASS_ON_TARGET(WeightsDoubles)(x, n, scale, out);
}
template <>
double sum_error<double>() {
  return TAILMASS_ON_TARGET(DoubleError)();
}

bool in_window(const BlockSum& sum, Scale scale) {
  const double level = (sum.top - scale.base) * log2_e - static_cast<double>(scale.exponent);
  return std::abs(level) <= window - 0x1p-7 && std::isfinite(sum.high);
}

std::int64_t exponent_of(double top, double base) {
  return std::llrint((top - base) * log2_e);
}

} // namespace tailmass::fast
#endif
