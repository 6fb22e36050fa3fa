// What a block's order and extremes ask for, for every instruction set that Highway knows here: partition,
// summary, and exact conversion to wider types.
//
// Nothing here rounds but the sum of a summary: a lane adds its m numbers with two-sums, whose error terms
// are exact, and the error terms with m roundings. With q the sum of the lane's |x_i|, an error term is at
// most u q and m of them m u q, so that their sum is off by at most m^2 u^2 q; the sums of the lanes are
// added likewise. Largest error seen, over 10^4 blocks of 16 times each of 4 numbers
// (theory/tests/fast/largest_errors_test.cpp), in u^2 of sum |x_i|, of which 4096 are granted: one lane 248
// at 0x1.082152d23c3a9p+45, 0x1.5aaeb977c4b0ap+36, 0x1.0d1c0ebeba0b3p+20, 0x1.cca581d1fd0d3p-1; two lanes 54
// at -0x1.05ba4a2baf8fdp+57, -0x1.31c48aff31cc7p+51, -0x1.10e85e3e370b1p+4, -0x1.52b5bf430104cp+2; four lanes
// 15 at -0x1.122a9b086ae9ep+54, -0x1.c8ec216b3a8b3p+22, -0x1.86da5d0d0dc99p+4, -0x1.11bc579091e64p+15.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/unmasked.hpp"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/order_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_AVX3
/// Appends the lanes of v where mask is true; writes a whole vector.
template <class D, class T>
HWY_INLINE std::size_t append(D d, hn::Vec<D> v, hn::Mask<D> mask, T* out) {
  // In a register, as a compressing store is microcode on some processors; and in lanes of 32 bits, as
  // Highway 1.0.3 copies a table of 2 KiB for each vector of 64-bit lanes.
  const hn::Repartition<std::int32_t, D> d32;
  const auto mask32 = hn::MaskFromVec(hn::BitCast(d32, hn::VecFromMask(d, mask)));
  hn::StoreU(hn::BitCast(d, hn::Compress(hn::BitCast(d32, v), mask32)), d, out);
  return hn::CountTrue(d, mask);
}
#endif

template <class T>
HWY_INLINE Parts partition(const T* HWY_RESTRICT x, std::size_t n, T low, T high, T* HWY_RESTRICT below,
                           T* HWY_RESTRICT between, T* HWY_RESTRICT above) {
  std::size_t under = 0, neither = 0, over = 0, i = 0;
#if HWY_TARGET == HWY_AVX3
  const hn::ScalableTag<T> d;
  const auto least = hn::Set(d, low), most = hn::Set(d, high);
  for (const std::size_t lanes = hn::Lanes(d); i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, x + i);
    const auto is_under = hn::Lt(v, least), is_over = hn::Gt(v, most);
    under += append(d, v, is_under, below + under);
    over += append(d, v, is_over, above + over);
    const auto is_neither = hn::Not(hn::Or(is_under, is_over));
    if (!hn::AllFalse(d, is_neither))
      neither += append(d, v, is_neither, between + neither);
  }
#endif
  // Elsewhere compression is emulated by tables, dearer than this loop without branches.
  for (; i < n; ++i) {
    below[under] = between[neither] = above[over] = x[i];
    const bool is_under = x[i]<low, is_over = x[i]> high;
    under += is_under;
    over += is_over;
    neither += !(is_under || is_over);
  }
  return {under, neither, over};
}

Parts PartitionDoubles(const double* x, std::size_t n, double low, double high, double* below,
                       double* between, double* above) {
  return partition(x, n, low, high, below, between, above);
}
Parts PartitionFloats(const float* x, std::size_t n, float low, float high, float* below, float* between,
                      float* above) {
  return partition(x, n, low, high, below, between, above);
}

template <class D, class Narrow>
HWY_INLINE hn::Vec<D> wider(D d, const Narrow* x) {
  return hn::PromoteTo(d, hn::LoadU(hn::Rebind<Narrow, D>(), x));
}
/// Where the processor has no conversion, Highway 1.0.3 takes infinities and NaN for numbers from 65536 on.
template <class D>
HWY_INLINE hn::Vec<D> wider(D d, const hwy::float16_t* x) {
  const hn::RebindToUnsigned<D> bits;
  const hn::Rebind<std::uint16_t, D> half_bits;
  const auto half = hn::PromoteTo(bits, hn::LoadU(half_bits, reinterpret_cast<const std::uint16_t*>(x)));
  const auto exponent = hn::Set(bits, 0x7C00U);
  const auto special = hn::Eq(hn::And(half, exponent), exponent);
  const auto sign = hn::ShiftLeft<16>(hn::And(half, hn::Set(bits, 0x8000U)));
  const auto fraction = hn::ShiftLeft<13>(hn::And(half, hn::Set(bits, 0x03FFU)));
  const auto no_number = hn::Or(hn::Or(sign, hn::Set(bits, 0x7F800000U)), fraction);
  return hn::IfThenElse(hn::RebindMask(d, special), hn::BitCast(d, no_number),
                        hn::PromoteTo(d, hn::LoadU(hn::Rebind<hwy::float16_t, D>(), x)));
}

template <class Narrow, class Wide>
HWY_INLINE void promote(const Narrow* x, std::size_t n, Wide* out) {
  const hn::ScalableTag<Wide> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(wider(d, x + i), d, out + i);
  if (i < n) {
    HWY_ALIGN Narrow last[hn::MaxLanes(d)] = {};
    HWY_ALIGN Wide wide[hn::MaxLanes(d)] = {};
    std::copy(x + i, x + n, last);
    hn::StoreU(wider(d, last), d, wide);
    std::copy(wide, wide + (n - i), out + i);
  }
}

void PromoteFloats(const float* x, std::size_t n, double* out) {
  promote(x, n, out);
}
void PromoteHalves(const hwy::float16_t* x, std::size_t n, float* out) {
  promote(x, n, out);
}
void PromoteBFloats(const hwy::bfloat16_t* x, std::size_t n, float* out) {
  promote(x, n, out);
}

BlockSummary SummariseDoubles(const double* HWY_RESTRICT x, std::size_t n) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto no_least = hn::Set(d, infinity), masked = hn::Set(d, -infinity);
  auto least = no_least, largest = masked, high = hn::Zero(d), low = hn::Zero(d);
  BlockSummary summary;
  auto valid = hn::Eq(high, high);
  const auto take = [&](hn::Vec<decltype(d)> v) HWY_ATTR {
    const auto finite = hn::Gt(v, masked);
    valid = hn::And(valid, hn::And(hn::Eq(v, v), hn::Lt(v, no_least)));
    summary.finite += hn::CountTrue(d, finite);
    least = hn::Min(least, hn::IfThenElse(finite, v, no_least));
    largest = hn::Max(largest, hn::IfThenElse(finite, v, masked));
    const auto term = hn::IfThenElseZero(finite, v);
    const auto next = hn::Add(high, term);
    const auto other = hn::Sub(next, high);
    low = hn::Add(low, hn::Add(hn::Sub(high, hn::Sub(next, other)), hn::Sub(term, other)));
    high = next;
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    take(hn::LoadU(d, x + i));
  if (i < n) {
    HWY_ALIGN double last[hn::MaxLanes(d)];
    std::fill_n(std::copy(x + i, x + n, last), lanes - (n - i), -infinity);
    take(hn::LoadU(d, last));
  }
  HWY_ALIGN double highs[hn::MaxLanes(d)];
  hn::StoreU(high, d, highs);
  summary.low = hn::GetLane(hn::SumOfLanes(d, low));
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double next = summary.high + highs[lane];
    const double other = next - summary.high;
    summary.low += (summary.high - (next - other)) + (highs[lane] - other);
    summary.high = next;
  }
  // Lane by lane, as Highway's own reduction loses infinities where it emulates vectors.
  HWY_ALIGN double ends[hn::MaxLanes(d)];
  hn::StoreU(least, d, ends);
  summary.least = *std::min_element(ends, ends + lanes);
  hn::StoreU(largest, d, ends);
  summary.largest = *std::max_element(ends, ends + lanes);
  summary.invalid = !hn::AllTrue(d, valid);
  return summary;
}

/// Calls take(v) on all of x by vectors of doubles, the last lanes filled with -inf.
template <class T, class Take>
HWY_INLINE void by_vectors(const T* HWY_RESTRICT x, std::size_t n, const Take& take) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto load = [&](const T* from) HWY_ATTR {
    if constexpr (sizeof(T) == sizeof(double))
      return hn::LoadU(d, from);
    else
      return wider(d, from);
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    take(load(x + i));
  if (i < n) {
    HWY_ALIGN T last[hn::MaxLanes(d)];
    std::fill_n(std::copy(x + i, x + n, last), lanes - (n - i), -std::numeric_limits<T>::infinity());
    take(load(last));
  }
}

template <class T>
HWY_INLINE Extremes extremes(const T* x, std::size_t n) {
  const hn::ScalableTag<double> d;
  const auto no_least = hn::Set(d, std::numeric_limits<double>::infinity()), masked = hn::Neg(no_least);
  auto least = no_least, largest = masked;
  auto numbers = hn::Eq(least, least);
  by_vectors(x, n, [&](hn::Vec<decltype(d)> v) HWY_ATTR {
    numbers = hn::And(numbers, hn::Eq(v, v));
    least = hn::Min(least, hn::IfThenElse(hn::Gt(v, masked), v, no_least));
    largest = hn::Max(largest, v);
  });
  HWY_ALIGN double least_lanes[hn::MaxLanes(d)], largest_lanes[hn::MaxLanes(d)];
  hn::StoreU(least, d, least_lanes);
  hn::StoreU(largest, d, largest_lanes);
  return {*std::min_element(least_lanes, least_lanes + hn::Lanes(d)),
          *std::max_element(largest_lanes, largest_lanes + hn::Lanes(d)), !hn::AllTrue(d, numbers)};
}
Extremes ExtremesOfDoubles(const double* x, std::size_t n) {
  return extremes(x, n);
}
Extremes ExtremesOfFloats(const float* x, std::size_t n) {
  return extremes(x, n);
}

template <class T>
HWY_INLINE std::size_t unmasked(const T* HWY_RESTRICT x, std::size_t n) {
  constexpr T masked = -std::numeric_limits<T>::infinity();
  const hn::ScalableTag<T> d;
  const auto hidden = hn::Set(d, masked);
  std::size_t found = 0, i = 0;
  for (const std::size_t lanes = hn::Lanes(d); i + lanes <= n; i += lanes)
    found += hn::CountTrue(d, hn::Gt(hn::LoadU(d, x + i), hidden));
  for (; i < n; ++i)
    found += x[i] > masked ? 1 : 0;
  return found;
}
std::size_t UnmaskedDoubles(const double* x, std::size_t n) {
  return unmasked(x, n);
}
std::size_t UnmaskedFloats(const float* x, std::size_t n) {
  return unmasked(x, n);
}

template <class T>
HWY_INLINE void steps(const T* x, std::size_t n, double bottom, double per_score, double last,
                      std::int32_t* out) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> narrow;
  const auto least = hn::Set(d, bottom), factor = hn::Set(d, per_score), most = hn::Set(d, last);
  by_vectors(x, n, [&](hn::Vec<decltype(d)> v) HWY_ATTR {
    const auto at = hn::Mul(hn::Sub(v, least), factor);
    hn::StoreU(hn::DemoteTo(narrow, hn::Max(hn::Zero(d), hn::Min(at, most))), narrow, out);
    out += hn::Lanes(d);
  });
}
void StepsOfDoubles(const double* x, std::size_t n, double bottom, double per_score, double last,
                    std::int32_t* out) {
  steps(x, n, bottom, per_score, last, out);
}
void StepsOfFloats(const float* x, std::size_t n, double bottom, double per_score, double last,
                   std::int32_t* out) {
  steps(x, n, bottom, per_score, last, out);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(PartitionDoubles);
HWY_EXPORT(PartitionFloats);
HWY_EXPORT(PromoteFloats);
HWY_EXPORT(PromoteHalves);
HWY_EXPORT(PromoteBFloats);
HWY_EXPORT(SummariseDoubles);
HWY_EXPORT(ExtremesOfDoubles);
HWY_EXPORT(ExtremesOfFloats);
HWY_EXPORT(UnmaskedDoubles);
HWY_EXPORT(UnmaskedFloats);
HWY_EXPORT(StepsOfDoubles);
HWY_EXPORT(StepsOfFloats);

Parts partition_block(const double* x, std::size_t n, double low, double high, double* below, double* between,
                      double* above) {
  return TAILMASS_ON_TARGET(PartitionDoubles)(x, n, low, high, below, between, above);
}
Parts partition_block(const float* x, std::size_t n, float low, float high, float* below, float* between,
                      float* above) {
  return TAILMASS_ON_TARGET(PartitionFloats)(x, n, low, high, below, between, above);
}
void promote_block(const float* x, std::size_t n, double* out) {
  TAILMASS_ON_TARGET(PromoteFloats)(x, n, out);
}
void promote_block(const Half* x, std::size_t n, float* out) {
  TAILMASS_ON_TARGET(PromoteHalves)(reinterpret_cast<const hwy::float16_t*>(x), n, out);
}
void promote_block(const BFloat* x, std::size_t n, float* out) {
  TAILMASS_ON_TARGET(PromoteBFloats)(reinterpret_cast<const hwy::bfloat16_t*>(x), n, out);
}
BlockSummary summarise_block(const double* x, std::size_t n) {
  return TAILMASS_ON_TARGET(SummariseDoubles)(x, n);
}
Extremes extremes_of(const double* x, std::size_t n) {
  return TAILMASS_ON_TARGET(ExtremesOfDoubles)(x, n);
}
Extremes extremes_of(const float* x, std::size_t n) {
  return TAILMASS_ON_TARGET(ExtremesOfFloats)(x, n);
}
std::size_t unmasked_in(const double* x, std::size_t n) {
  return TAILMASS_ON_TARGET(UnmaskedDoubles)(x, n);
}
std::size_t unmasked_in(const float* x, std::size_t n) {
  return TAILMASS_ON_TARGET(UnmaskedFloats)(x, n);
}
void steps_of(const double* x, std::size_t n, double bottom, double per_score, double last,
              std::int32_t* out) {
  TAILMASS_ON_TARGET(StepsOfDoubles)(x, n, bottom, per_score, last, out);
}
void steps_of(const float* x, std::size_t n, double bottom, double per_score, double last,
              std::int32_t* out) {
  TAILMASS_ON_TARGET(StepsOfFloats)(x, n, bottom, per_score, last, out);
}

} // namespace tailmass::fast
#endif
