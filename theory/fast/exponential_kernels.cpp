// Sums of exponentials over a block, for every instruction set that Highway knows here.
//
// Formula. With y = x - base, j = the whole number next to 8 y / ln 2 and r = y - j ln2/8,
//   e^y = 2^{j/8} e^r = s + s (r + r (r q)),   q near 1/2! + r/3! + ... ,
// s from a table of 8 that a permutation reads, where vectors have 8 lanes; else j = the whole number next
// to y / ln 2, and s is a power of two. 2^-exponent enters s as an integer, without rounding.
//
// Error of one weight, relatively, u the unit roundoff (2^-53; 2^-24 in float), R the largest |r|:
//   reduction. y is exact: base = 0, or |base| > D0 and |y| <= |base|/2, so that x and base are within a
//     factor of 2 (Sterbenz); farther below, y is below the floor and its weight below 2^-990. r by two
//     fused steps, u R each; without them by three parts of ln 2 whose products with j are exact, 3 u R.
//     Parts of ln2 left out: |j| 2^-109 (float: |j| 2^-56) is below 2^-12 u.
//   e^r - (1 + r + r^2 q), q exact. In double q is the minimax polynomial by Remez' algorithm, rounded, and
//     the largest difference found by arithmetic of 60 digits on 20,001 points of [-R, R], between which it
//     changes by less than 1e-6 of itself: table, R <= 0.0434, degree 5: 0.027 u; no table, R <= 0.3467,
//     degree 9, 1/2 kept: 0.054 u. Float, Taylor's: R <= 0.0435, R^5/5! = 0.022 u.
//   p = e^r - 1, table: r q has relative error 2.1 u and is below 0.0224, which gives 0.002 u of p's
//     magnitude 0.0444, and its own rounding 0.0444 u. Without a table: q within 0.64 u (0.72 u unfused), r q
//     within 0.42 u (0.45 u), p within 0.40 u (0.48 u).
//   s: entry j of the table is off by t_j u; s + s p is rounded, by u or, above 2^{j/8} e^-R, by
//     u/(2^{j/8} e^-R). The sum of both is largest at j = 4: 1.355 u in double, at j = 2 in float, 1.414 u.
// Together: double, table 1.355 + 1.045 (0.091 + 0.047 + 0.027) = 1.53 u; no table, fused, at weights of s
// just above 1: 0.694 + 0.40 + 0.054 + 1 = 2.15 u, stated as 2.2; unfused 1.04 + 0.48 + 0.054 + 1 = 2.58,
// stated as 2.6; float 1.414 + 1.045 (0.091 + 0.047 + 0.022) = 1.59 u, stated as 1.6.
//
// Error of the sum, double: an accumulator starts at C = 2^19, above all that a lane adds (1024 weights below
// 2^8.1), so that s = acc + w, e = w - (s - acc) has no rounding beyond s (fast two-sum), and acc - C is
// exact. |e| <= 2^-34; adding m <= 1024 of them in a lane costs m^2/2 2^-53 2^-34, all lanes together below
// 2^-66 (m = 1024, 4 accumulators of 1 lane, is the worst), the final additions below 2^-70; the sum is at
// least 2^-8.1. So 2^-57 covers it. Float: weights are added in double, at most 1024 a lane: 2^-42.
// Elements below the floor add less than 4096 2^-990 (float: 2^-106), which it covers as well.
//
// Largest errors seen, over 10^7 numbers in double and all of the domain in float
// (theory/tests/fast_exponential_test.cpp): double, table 1.4238 u at -0x1.8faab371fbbdbp+12; no table, fused
// 1.4453 u at 0x1.a413a1326f609p+6; unfused 1.5654 u at 0x1.18c539afb4a6cp+11; float 1.4600 u at
// -0x1.177b9p+6.
#include "theory/fast/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/exponential_kernels.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_AVX3
constexpr bool double_table = true;
#else
constexpr bool double_table = false;
#endif
constexpr bool fused = HWY_NATIVE_FMA != 0;

constexpr double accumulator_start = 0x1p19;

/// Several vectors, through which a formula goes step by step: the chain of one waits for its results while
/// the others' steps are done.
template <class V>
struct Several {
  V a, b, c, d;
};
template <class V, class Step>
HWY_INLINE V each(const Step& step, V x) {
  return step(x);
}
template <class V, class Step>
HWY_INLINE V each(const Step& step, V x, V y) {
  return step(x, y);
}
template <class V, class Step>
HWY_INLINE Several<V> each(const Step& step, Several<V> x) {
  return {step(x.a), step(x.b), step(x.c), step(x.d)};
}
template <class V, class Step>
HWY_INLINE Several<V> each(const Step& step, Several<V> x, Several<V> y) {
  return {step(x.a, y.a), step(x.b, y.b), step(x.c, y.c), step(x.d, y.d)};
}

/// x, or the floor where x is below it; a NaN stays one. The maximum of x86 is its second operand where one
/// of them is a NaN, that of emulated vectors the other one.
template <class V>
HWY_INLINE V at_least(V floor, V x) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  return hn::Max(floor, x);
#else
  return hn::IfThenElse(hn::Lt(x, floor), floor, x);
#endif
}

/// Entries j mod 8 of a table of 8, or of two copies in a vector of 16.
template <class D, class V, class VI>
HWY_INLINE V entries_of(D d, V table, VI j) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  const decltype(hn::IndicesFromVec(d, j)) index{j.raw}; // the permutations read no more bits
#else
  const auto index = hn::IndicesFromVec(d, hn::And(j, hn::Set(hn::RebindToSigned<D>(), 7)));
#endif
  return hn::TableLookupLanes(table, index);
}

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using I64 = hn::RebindToSigned<D64>;

/// Bits of 2^{j/8} in double, without j's own share of the exponent.
HWY_ALIGN constexpr std::int64_t table64[8] = {0x3FF0000000000000,
                                               0x3FF172B83C7D517B - (1LL << 49),
                                               0x3FF306FE0A31B715 - (2LL << 49),
                                               0x3FF4BFDAD5362A27 - (3LL << 49),
                                               0x3FF6A09E667F3BCD - (4LL << 49),
                                               0x3FF8ACE5422AA0DB - (5LL << 49),
                                               0x3FFAE89F995AD3AD - (6LL << 49),
                                               0x3FFD5818DCFBA487 - (7LL << 49)};

/// e^{x - base} 2^-exponent in double.
template <bool with_base>
class Exponential64 {
public:
  explicit HWY_INLINE Exponential64(Scale scale)
      : base_(hn::Set(d_, scale.base)),
        floor_(hn::Set(d_, (static_cast<double>(scale.exponent) - 1000) * 0.6931471805599453)) {
    const std::int64_t shift = static_cast<std::int64_t>(static_cast<std::uint64_t>(scale.exponent) << 52);
    if constexpr (double_table)
      table_ = hn::Sub(hn::LoadU(i_, table64), hn::Set(i_, shift));
    else
      table_ = hn::Sub(hn::Set(i_, table64[0]), hn::Set(i_, shift));
  }

  /// Of a vector, or of several.
  template <class X>
  HWY_INLINE X operator()(X x) const {
    const V64 magic = hn::Set(d_, 0x1.8p52);
    const X y = each(
        [&](V64 v) HWY_ATTR {
          if constexpr (with_base)
            v = hn::Sub(v, base_);
          return at_least(floor_, v);
        },
        x);
    const X t = each(
        [&](V64 v) HWY_ATTR {
          return hn::MulAdd(v, hn::Set(d_, double_table ? 0x1.71547652b82fep+3 : 0x1.71547652b82fep+0),
                            magic);
        },
        y);
    const X j = each([&](V64 v) HWY_ATTR { return hn::Sub(v, magic); }, t);
    const X r = reduced(j, y);
    const X q = each([&](V64 v) HWY_ATTR { return quotient(v); }, r);
    const X p = each([&](V64 v, V64 w) HWY_ATTR { return hn::MulAdd(v, hn::Mul(v, w), v); }, r, q);
    const X s = each([&](V64 v) HWY_ATTR { return power(hn::BitCast(i_, v)); }, t);
    return each([&](V64 v, V64 w) HWY_ATTR { return hn::MulAdd(v, w, v); }, s, p);
  }

private:
  /// r = y - j ln 2, or y - j ln2/8.
  template <class X>
  HWY_INLINE X reduced(X j, X y) const {
    const auto less = [&](X from, double part) HWY_ATTR {
      return each([&](V64 v, V64 w) HWY_ATTR { return hn::NegMulAdd(v, hn::Set(d_, part), w); }, j, from);
    };
    if constexpr (double_table)
      return less(less(y, 0x1.62e42fefa39efp-4), 0x1.abc9e3b39803fp-59);
    else if constexpr (fused)
      return less(less(y, 0x1.62e42fefa39efp-1), 0x1.abc9e3b39803fp-56);
    else
      return less(less(less(y, 0x1.62e42fee00000p-1), 0x1.a39ef35600000p-33), 0x1.93c7673007e5fp-65);
  }

  /// q(r).
  HWY_INLINE V64 quotient(V64 r) const {
    if constexpr (double_table)
      return polynomial(r, 0x1.a0207e133bd91p-13, 0x1.6c1cc68e072c4p-10, 0x1.11111107beb68p-7,
                        0x1.55555547e1175p-5, 0x1.5555555555663p-3, 0x1.0000000000111p-1);
    else
      return polynomial(r, 0x1.af796547c6a4dp-26, 0x1.28a03bf651df7p-22, 0x1.71dde8634927ep-19,
                        0x1.a019aa7a54a5cp-16, 0x1.a01a01b67ee93p-13, 0x1.6c16c17cfc24bp-10,
                        0x1.111111110e55fp-7, 0x1.5555555553154p-5, 0x1.555555555555cp-3, 0.5);
  }
  /// By Horner's rule, the highest coefficient first.
  template <class... Rest>
  HWY_INLINE V64 polynomial(V64 r, double highest, Rest... rest) const {
    V64 sum = hn::Set(d_, highest);
    ((sum = hn::MulAdd(sum, r, hn::Set(d_, rest))), ...);
    return sum;
  }

  HWY_INLINE V64 power(hn::Vec<I64> t) const {
    if constexpr (double_table) {
      const V64 entries = entries_of(d_, hn::BitCast(d_, table_), t);
      return hn::BitCast(d_, hn::Add(hn::BitCast(i_, entries), hn::ShiftLeft<49>(t)));
    } else {
      return hn::BitCast(d_, hn::Add(table_, hn::ShiftLeft<52>(t)));
    }
  }

  D64 d_;
  I64 i_;
  V64 base_;
  V64 floor_;
  hn::Vec<I64> table_;
};

using D32 = hn::ScalableTag<float>;
using V32 = hn::Vec<D32>;
using I32 = hn::RebindToSigned<D32>;

/// Bits of 2^{j/8} in float, without j's own share of the exponent; twice, for 16 lanes.
// clang-format off
HWY_ALIGN constexpr std::int32_t table32[16] = {
    0x3f800000, 0x3f8b95c2 - (1 << 20), 0x3f9837f0 - (2 << 20), 0x3fa5fed7 - (3 << 20),
    0x3fb504f3 - (4 << 20), 0x3fc5672a - (5 << 20), 0x3fd744fd - (6 << 20), 0x3feac0c7 - (7 << 20),
    0x3f800000, 0x3f8b95c2 - (1 << 20), 0x3f9837f0 - (2 << 20), 0x3fa5fed7 - (3 << 20),
    0x3fb504f3 - (4 << 20), 0x3fc5672a - (5 << 20), 0x3fd744fd - (6 << 20), 0x3feac0c7 - (7 << 20)};
// clang-format on

/// The same in float, for vectors of 8 or 16 lanes.
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

/// The largest lane. Highway's own reduction makes the lowest finite number of -inf where it emulates
/// vectors.
template <class D>
HWY_INLINE double largest_lane(D d, hn::Vec<D> v) {
  HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(d)];
  hn::StoreU(v, d, lanes);
  return static_cast<double>(*std::max_element(lanes, lanes + hn::Lanes(d)));
}

/// Calls sums.add(v0, v1, v2, v3) on all of x, the last lanes filled with -inf.
template <class D, class T, class Sums>
HWY_INLINE void by_fours(D d, const T* HWY_RESTRICT x, std::size_t n, Sums& sums) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto ahead = reinterpret_cast<std::uintptr_t>(x + i) + 4096; // maybe past the end: no pointer
    hwy::Prefetch(reinterpret_cast<const T*>(ahead));                  // NOLINT(performance-no-int-to-ptr)
    sums.add(hn::LoadU(d, x + i), hn::LoadU(d, x + i + lanes), hn::LoadU(d, x + i + 2 * lanes),
             hn::LoadU(d, x + i + 3 * lanes));
  }
  if (i < n) {
    HWY_ALIGN T last[4 * hn::MaxLanes(d)];
    std::fill_n(std::copy(x + i, x + n, last), 4 * lanes - (n - i), -std::numeric_limits<T>::infinity());
    sums.add(hn::LoadU(d, last), hn::LoadU(d, last + lanes), hn::LoadU(d, last + 2 * lanes),
             hn::LoadU(d, last + 3 * lanes));
  }
}

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
  return SumDoubles(wide, n, scale);
#endif
}

/// out_i = exponential(x_i); the last vector through a buffer.
template <class D, class T, class Exponential>
HWY_INLINE void map(D d, const T* x, std::size_t n, const Exponential& exponential, T* out) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(exponential(hn::LoadU(d, x + i)), d, out + i);
  if (i < n) {
    HWY_ALIGN T last[hn::MaxLanes(d)] = {};
    std::copy(x + i, x + n, last);
    hn::StoreU(exponential(hn::LoadU(d, last)), d, last);
    std::copy(last, last + (n - i), out + i);
  }
}

void WeightsDoubles(const double* x, std::size_t n, Scale scale, double* out) {
  map(D64(), x, n, Exponential64<true>(scale), out);
}

void WeightsFloats(const float* x, std::size_t n, Scale scale, float* out) {
#if HWY_NATIVE_FMA && HWY_ARCH_X86 // vectors of at least 8 floats
  map(D32(), x, n, Exponential32<true>(scale), out);
#else
  double wide[most_in_call];
  std::copy(x, x + n, wide);
  WeightsDoubles(wide, n, scale, wide);
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<float>(wide[i]);
#endif
}

double DoubleError() {
  return unit_double * (double_table ? 1.53 : fused ? 2.2 : 2.6) + 0x1p-57;
}
double FloatError() {
  return fused ? unit_float * 1.6 + 0x1p-42 : unit_float * 1.001;
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(SumDoubles);
HWY_EXPORT(SumFloats);
HWY_EXPORT(WeightsDoubles);
HWY_EXPORT(WeightsFloats);
HWY_EXPORT(DoubleError);
HWY_EXPORT(FloatError);

BlockSum sum_block(const double* x, std::size_t n, Scale scale) {
  return HWY_DYNAMIC_DISPATCH(SumDoubles)(x, n, scale);
}
BlockSum sum_block(const float* x, std::size_t n, Scale scale) {
  return HWY_DYNAMIC_DISPATCH(SumFloats)(x, n, scale);
}
void weights_block(const double* x, std::size_t n, Scale scale, double* out) {
  HWY_DYNAMIC_DISPATCH(WeightsDoubles)(x, n, scale, out);
}
void weights_block(const float* x, std::size_t n, Scale scale, float* out) {
  HWY_DYNAMIC_DISPATCH(WeightsFloats)(x, n, scale, out);
}
template <>
double sum_error<double>() {
  return HWY_DYNAMIC_DISPATCH(DoubleError)();
}
template <>
double sum_error<float>() {
  return HWY_DYNAMIC_DISPATCH(FloatError)();
}

bool in_window(const BlockSum& sum, Scale scale) {
  const double level = (sum.top - scale.base) * 1.4426950408889634 - static_cast<double>(scale.exponent);
  return std::abs(level) <= window - 0x1p-7 && std::isfinite(sum.high);
}

std::int64_t exponent_of(double top, double base) {
  return std::llrint((top - base) * 1.4426950408889634);
}

} // namespace tailmass::fast
#endif
