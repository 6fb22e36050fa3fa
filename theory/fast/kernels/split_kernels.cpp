// A block split by a bracket of scores: sums of what is above and below it, and the scores within, from one
// reading and one exponential a score, for every instruction set that Highway knows here.
//
// Error of the sums beside that of each weight, in units of 2^exponent: a lane adds its m = 2048/lanes
// numbers to C = 2^20, or 2^{12 + level} below the bracket, above all that it adds (2048 weights below 2^8.1,
// or 2^level). So s = acc + w, e = w - (s - acc) has no rounding beyond s (fast two-sum), and acc - C is
// exact, as are their sums over lanes, multiples of 2^-32 below 2^20. |e| <= 2^-33; adding m of them costs
// m^2/2 2^-53 2^-33 a lane, 2^-65/lanes in all, and adding the lanes' 2^-72. Below the bracket, times
// 2^{level - 8}; there are, in addition, weights below the floor, 2048 2^-990 of them at most.
//
// Largest errors seen of a sum of one score, its weight's included, over 10^5 scores
// (theory/tests/fast/largest_errors_test.cpp): fused, no table 1.3397 u at 0x1.0d23e06a1ac44p+5;
// unfused 1.3314 u at -0x1.52001ef42079p+4. More scores average out.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/split_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "theory/fast/kernels/append-inl.hpp"
#include "theory/fast/kernels/exponential64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// A sum that began at `start`, and what its additions lost.
struct Compensated {
  V64 sum, lost;
  HWY_INLINE void add(V64 w) {
    const V64 next = hn::Add(sum, w);
    lost = hn::Add(lost, hn::Sub(w, hn::Sub(next, sum)));
    sum = next;
  }
  HWY_INLINE BlockSum total(V64 start, V64 top) const {
    const D64 d;
    return {hn::GetLane(hn::SumOfLanes(d, hn::Sub(sum, start))), hn::GetLane(hn::SumOfLanes(d, lost)),
            largest_lane(d, top)};
  }
};

template <class T, bool with_base>
class Splitting {
public:
  HWY_INLINE Splitting(T low, T high, Scale scale, int level, T* between)
      : exponential_(scale), low_(hn::Set(d_, static_cast<double>(low))),
        high_(hn::Set(d_, static_cast<double>(high))), start_above_(hn::Set(d_, 0x1p20)),
        start_below_(hn::Set(d_, std::ldexp(1.0, 12 + level))), masked_(hn::Set(d_, -infinity)),
        top_(masked_),
        top_below_(masked_), above_{start_above_, hn::Zero(d_)}, below_{start_below_, hn::Zero(d_)},
        invalid_(hn::Zero(d_)), count_above_(hn::Zero(i_)), between_(between), end_(between) {}

  HWY_INLINE void add(Several<V64> x) {
    const auto w = exponential_(x);
    const M64 a = outside(x.a, w.a), b = outside(x.b, w.b), c = outside(x.c, w.c), e = outside(x.d, w.d);
    if (hn::AllTrue(d_, hn::And(hn::And(a, b), hn::And(c, e))))
      return;
    keep(x.a, hn::Not(a));
    keep(x.b, hn::Not(b));
    keep(x.c, hn::Not(c));
    keep(x.d, hn::Not(e));
  }
  /// The first `count` lanes of a vector.
  HWY_INLINE void add_last(V64 x, std::size_t count) {
    const M64 within = hn::FirstN(d_, count);
    x = hn::IfThenElse(within, x, masked_);
    const M64 out = outside(x, exponential_(x));
    keep(x, hn::AndNot(out, within));
  }

  HWY_INLINE BlockSplit result(std::size_t n) const {
    BlockSplit split;
    split.above = above_.total(start_above_, top_);
    split.below = below_.total(start_below_, top_below_);
    split.between_count = static_cast<std::size_t>(end_ - between_);
    split.above_count = static_cast<std::size_t>(-hn::GetLane(hn::SumOfLanes(i_, count_above_)));
    if (split.above_count == 0)
      split.above.top = -infinity;
    split.below_count = n - split.between_count - split.above_count;
    split.error = 0x1p-65 / static_cast<double>(hn::Lanes(d_)) + 0x1p-72;
    split.invalid = !hn::AllTrue(d_, hn::Eq(invalid_, hn::Zero(d_)));
    return split;
  }

private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  /// Adds the lanes outside of the bracket, and says which they are.
  HWY_INLINE M64 outside(V64 x, V64 w) {
    const M64 over = hn::Gt(x, high_), under = hn::Lt(x, low_);
    above_.add(hn::IfThenElseZero(over, w));
    below_.add(hn::IfThenElseZero(under, w));
    top_ = hn::Max(top_, x);
    top_below_ = hn::Max(top_below_, hn::IfThenElse(under, x, masked_));
    count_above_ = hn::Add(count_above_, hn::BitCast(i_, hn::VecFromMask(d_, over)));
    return hn::Or(over, under);
  }
  HWY_INLINE void keep(V64 x, M64 mask) {
    if (hn::AllFalse(d_, mask))
      return;
    end_ = append(x, mask, end_);
    // A NaN or +inf is not below infinity.
    const M64 good = hn::Lt(x, hn::Set(d_, infinity));
    invalid_ = hn::Add(invalid_, hn::IfThenElseZero(hn::AndNot(good, mask), hn::Set(d_, 1)));
  }

  D64 d_;
  I64 i_;
  Exponential64<with_base> exponential_;
  V64 low_, high_, start_above_, start_below_, masked_, top_, top_below_;
  Compensated above_, below_;
  V64 invalid_;
  hn::Vec<I64> count_above_;
  T* between_;
  T* end_;
};

template <class T, bool with_base>
HWY_INLINE BlockSplit split(const T* HWY_RESTRICT x, std::size_t n, T low, T high, Scale scale, int level,
                            T* HWY_RESTRICT between) {
  const std::size_t lanes = hn::Lanes(D64());
  Splitting<T, with_base> splitting(low, high, scale, level, between);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    prefetch_after(x + i);
    splitting.add({doubles_at(x + i), doubles_at(x + i + lanes), doubles_at(x + i + 2 * lanes),
                   doubles_at(x + i + 3 * lanes)});
  }
  for (; i < n; i += lanes) {
    HWY_ALIGN T last[hn::MaxLanes(D64())] = {};
    const std::size_t count = std::min(lanes, n - i);
    std::copy_n(x + i, count, last);
    splitting.add_last(doubles_at(last), count);
  }
  return splitting.result(n);
}

BlockSplit SplitDoubles(const double* x, std::size_t n, double low, double high, Scale scale, int level,
                        double* between) {
  return scale.base == 0 ? split<double, false>(x, n, low, high, scale, level, between)
                         : split<double, true>(x, n, low, high, scale, level, between);
}
BlockSplit SplitFloats(const float* x, std::size_t n, float low, float high, Scale scale, int level,
                       float* between) {
  return scale.base == 0 ? split<float, false>(x, n, low, high, scale, level, between)
                         : split<float, true>(x, n, low, high, scale, level, between);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(SplitDoubles);
HWY_EXPORT(SplitFloats);

BlockSplit split_block(const double* x, std::size_t n, double low, double high, Scale scale, int level,
                       double* between) {
  return TAILMASS_ON_TARGET(SplitDoubles)(x, n, low, high, scale, level, between);
}
BlockSplit split_block(const float* x, std::size_t n, float low, float high, Scale scale, int level,
                       float* between) {
  return TAILMASS_ON_TARGET(SplitFloats)(x, n, low, high, scale, level, between);
}

} // namespace tailmass::fast
#endif
