// Sums of exponentials of floats over a block, and the exponentials themselves: in float where the processor
// has fused multiply-add, else in double.
//
// Formula as in exponential64-inl.hpp, with the table everywhere and Taylor's q.
//
// Error of one weight, relatively, u = 2^-24, R <= 0.0435 the largest |r|:
//   reduction. r by two fused steps, u R each; parts of ln2 left out, |j| 2^-56, are below 2^-12 u.
//   e^r - (1 + r + r^2 q), q exact: R^5/5! = 0.022 u.
//   p = e^r - 1: r q has relative error 2.1 u and is below 0.0224, which gives 0.002 u of p's magnitude
//     0.0444, and its own rounding 0.0444 u.
//   s: entry j of the table is off by t_j u; s + s p is rounded, by u or, above 2^{j/8} e^-R, by
//     u/(2^{j/8} e^-R). The sum of both is largest at j = 2: 1.414 u.
// Together 1.414 + 1.045 (0.091 + 0.047 + 0.022) = 1.59 u, stated as 1.6 u; 1.54 u is proved by Gappa from
// this source (theory/proofs/rounding.csv). Largest error seen, over all of the domain
// (theory/tests/fast/exponential_test.cpp): 1.4600 u at -0x1.177b9p+6.
//
// Error of the sum: weights are added in double, at most 1024 a lane, which costs 2^-42; elements below the
// floor add less than 4096 2^-106, which it covers.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/float_exponential_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "theory/fast/kernels/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using D32 = hn::ScalableTag<float>;
using V32 = hn::Vec<D32>;
using I32 = hn::RebindToSigned<D32>;

/// Largest relative error of one weight, in units of 2^-24.
constexpr double weight_error32 = 1.6;

/// Bits of 2^{j/8} in float, without j's own share of the exponent; twice, for 16 lanes.
// clang-format off
HWY_ALIGN constexpr std::int32_t table32[16] = {
    0x3f800000, 0x3f8b95c2 - (1 << 20), 0x3f9837f0 - (2 << 20), 0x3fa5fed7 - (3 << 20),
    0x3fb504f3 - (4 << 20), 0x3fc5672a - (5 << 20), 0x3fd744fd - (6 << 20), 0x3feac0c7 - (7 << 20),
    0x3f800000, 0x3f8b95c2 - (1 << 20), 0x3f9837f0 - (2 << 20), 0x3fa5fed7 - (3 << 20),
    0x3fb504f3 - (4 << 20), 0x3fc5672a - (5 << 20), 0x3fd744fd - (6 << 20), 0x3feac0c7 - (7 << 20)};
// clang-format on

/// Takes exponentials in float, for vectors of 8 or 16 lanes.
template <bool with_base>
class Exponential32 {
public:
  explicit HWY_INLINE Exponential32(Scale scale)
      : base_(hn::Set(d_, static_cast<float>(scale.base))),
        floor_(hn::Set(d_, (static_cast<float>(scale.exponent) - 120) * 0.69314718f)),
        table_(hn::Sub(
            hn::LoadU(i_, table32),
            hn::Set(i_, static_cast<std::int32_t>(static_cast<std::uint32_t>(scale.exponent) << 23)))) {}

  template <class X>
  HWY_INLINE X operator()(X x) const {
    const V32 magic = hn::Set(d_, 0x1.8p23f);
    const X y = each(
        [&](V32 v) HWY_ATTR {
          if constexpr (with_base)
            v = hn::Sub(v, base_);
          return at_least(floor_, v);
        },
        x);
    const X t = each([&](V32 v) HWY_ATTR { return hn::MulAdd(v, hn::Set(d_, 0x1.715476p+3f), magic); }, y);
    const X j = each([&](V32 v) HWY_ATTR { return hn::Sub(v, magic); }, t);
    X r = each([&](V32 v, V32 w) HWY_ATTR { return hn::NegMulAdd(v, hn::Set(d_, 0x1.62e430p-4f), w); }, j, y);
    r = each([&](V32 v, V32 w) HWY_ATTR { return hn::NegMulAdd(v, hn::Set(d_, -0x1.05c610p-32f), w); }, j, r);
    X q =
        each([&](V32 v) HWY_ATTR { return hn::MulAdd(hn::Set(d_, 1.0f / 24), v, hn::Set(d_, 1.0f / 6)); }, r);
    q = each([&](V32 v, V32 w) HWY_ATTR { return hn::MulAdd(v, w, hn::Set(d_, 0.5f)); }, q, r);
    const X p = each([&](V32 v, V32 w) HWY_ATTR { return hn::MulAdd(v, hn::Mul(v, w), v); }, r, q);
    const X s = each(
        [&](V32 v) HWY_ATTR {
          const auto bits = hn::BitCast(i_, v);
          const V32 entries = entries_of(d_, hn::BitCast(d_, table_), bits);
          return hn::BitCast(d_, hn::Add(hn::BitCast(i_, entries), hn::ShiftLeft<20>(bits)));
        },
        t);
    return each([&](V32 v, V32 w) HWY_ATTR { return hn::MulAdd(v, w, v); }, s, p);
  }

private:
  D32 d_;
  I32 i_;
  V32 base_;
  V32 floor_;
  hn::Vec<I32> table_;
};

#if HWY_NATIVE_FMA && HWY_ARCH_X86 // vectors of at least 8 floats
/// Weights in float, added in double.
template <bool with_base>
class FloatSums {
public:
  explicit HWY_INLINE FloatSums(Scale scale) : exponential_(scale) {}

  HWY_INLINE void add(V32 x0, V32 x1, V32 x2, V32 x3) {
    top_ = hn::Max(top_, hn::Max(hn::Max(x0, x1), hn::Max(x2, x3)));
    const auto w = exponential_(Several<V32>{x0, x1, x2, x3});
    add_one(sum0_, sum1_, w.a);
    add_one(sum2_, sum3_, w.b);
    add_one(sum0_, sum1_, w.c);
    add_one(sum2_, sum3_, w.d);
  }
  HWY_INLINE BlockSum result() const {
    const V64 sum = hn::Add(hn::Add(sum0_, sum1_), hn::Add(sum2_, sum3_));
    return {hn::GetLane(hn::SumOfLanes(wide_, sum)), 0, largest_lane(d_, top_)};
  }

private:
  HWY_INLINE void add_one(V64& lower, V64& upper, V32 w) const {
    lower = hn::Add(lower, hn::PromoteTo(wide_, hn::LowerHalf(w)));
    upper = hn::Add(upper, hn::PromoteTo(wide_, hn::UpperHalf(hn::Half<D32>(), w)));
  }

  D32 d_;
  D64 wide_;
  Exponential32<with_base> exponential_;
  V32 top_ = hn::Set(d_, -std::numeric_limits<float>::infinity());
  V64 sum0_ = hn::Zero(wide_), sum1_ = sum0_, sum2_ = sum0_, sum3_ = sum0_;
};

template <bool with_base>
HWY_INLINE BlockSum sum_floats(const float* x, std::size_t n, Scale scale) {
  FloatSums<with_base> sums(scale);
  by_fours(D32(), x, n, sums);
  return sums.result();
}
#endif

BlockSum SumFloats(const float* x, std::size_t n, Scale scale) {
#if HWY_NATIVE_FMA && HWY_ARCH_X86 // vectors of at least 8 floats
  return scale.base == 0 ? sum_floats<false>(x, n, scale) : sum_floats<true>(x, n, scale);
#else
  double wide[most_in_call];
  std::copy(x, x + n, wide);
  return sum_block(wide, n, scale);
#endif
}

void WeightsFloats(const float* x, std::size_t n, Scale scale, float* out) {
#if HWY_NATIVE_FMA && HWY_ARCH_X86 // vectors of at least 8 floats
  map(D32(), x, n, Exponential32<true>(scale), out);
#else
  double wide[most_in_call];
  std::copy(x, x + n, wide);
  weights_block(wide, n, scale, wide);
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(wide[i]);
#endif
}

double FloatError() {
  return HWY_NATIVE_FMA != 0 ? unit_float * weight_error32 + 0x1p-42 : unit_float * 1.001;
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(SumFloats);
HWY_EXPORT(WeightsFloats);
HWY_EXPORT(FloatError);

BlockSum sum_block(const float* x, std::size_t n, Scale scale) {
  return TAILMASS_ON_TARGET(SumFloats)(x, n, scale);
}
void weights_block(const float* x, std::size_t n, Scale scale, float* out) {
  TAILMASS_ON_TARGET(WeightsFloats)(x, n, scale, out);
}
template <>
double sum_error<float>() {
  return TAILMASS_ON_TARGET(FloatError)();
}

} // namespace tailmass::fast
#endif
