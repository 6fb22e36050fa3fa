// Scores of a row as doubles, and those that a mask has appended to an array.
#include <cstdint>

#include <hwy/highway.h>

#if defined(TAILMASS_FAST_APPEND) == defined(HWY_TARGET_TOGGLE) // once for each instruction set
#ifdef TAILMASS_FAST_APPEND
#undef TAILMASS_FAST_APPEND
#else
#define TAILMASS_FAST_APPEND
#endif

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using M64 = hn::Mask<D64>;

HWY_INLINE V64 doubles_at(const double* x) {
  return hn::LoadU(D64(), x);
}
HWY_INLINE V64 doubles_at(const float* x) {
  return hn::PromoteTo(D64(), hn::LoadU(hn::Rebind<float, D64>(), x));
}
#if HWY_TARGET == HWY_AVX2
/// Lists for each mask of four lanes the halves of the lanes that it has, and then anything.
struct Halves {
  std::int32_t of[16][8] = {};
};
constexpr Halves halves_of_masks() {
  Halves halves;
  for (int mask = 0; mask < 16; ++mask)
    for (int lane = 0, n = 0; lane < 4; ++lane)
      if ((mask >> lane & 1) != 0) {
        halves.of[mask][n++] = 2 * lane;
        halves.of[mask][n++] = 2 * lane + 1;
      }
  return halves;
}
HWY_ALIGN constexpr Halves halves = halves_of_masks();
#endif

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
HWY_INLINE void store(V64 v, double* out) {
  hn::StoreU(v, D64(), out);
}
HWY_INLINE void store(V64 v, float* out) {
  const hn::Rebind<float, D64> narrow;
  hn::StoreU(hn::DemoteTo(narrow, v), narrow, out);
}
#endif

/// Appends the lanes of v where mask is true, and returns the new end; writes a whole vector.
template <class T>
HWY_INLINE T* append(V64 v, M64 mask, T* end) {
  const D64 d;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  // In lanes of 32 bits, as Highway 1.0.3 copies a table of 2 KiB for each vector of 64-bit lanes.
  const hn::Repartition<std::int32_t, D64> d32;
  const auto x = hn::BitCast(d32, v);
#if HWY_TARGET == HWY_AVX3
  const auto first = hn::Compress(x, hn::MaskFromVec(hn::BitCast(d32, hn::VecFromMask(d, mask))));
#else
  std::uint8_t bits[8];
  hn::StoreMaskBits(d, mask, bits);
  const auto first = hn::TableLookupLanes(x, hn::SetTableIndices(d32, halves.of[bits[0] & 15]));
#endif
  store(hn::BitCast(d, first), end);
  return end + hn::CountTrue(d, mask);
#else
  // Two lanes at most: a loop without branches is cheaper than its tables.
  HWY_ALIGN double lanes[hn::MaxLanes(d)];
  hn::Store(v, d, lanes);
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(d, mask, bits);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    *end = static_cast<T>(lanes[i]);
    end += bits[0] >> i & 1;
  }
  return end;
#endif
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
