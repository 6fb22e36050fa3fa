// Steps of formulas on several vectors, and loops over blocks by fours of them.
#include <algorithm>
#include <cstdint>
#include <limits>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#if defined(TAILMASS_FAST_VECTORS) == defined(HWY_TARGET_TOGGLE) // once for each instruction set
#ifdef TAILMASS_FAST_VECTORS
#undef TAILMASS_FAST_VECTORS
#else
#define TAILMASS_FAST_VECTORS
#endif

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

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

/// The largest lane. Highway's own reduction makes the lowest finite number of -inf where it emulates
/// vectors.
template <class D>
HWY_INLINE double largest_lane(D d, hn::Vec<D> v) {
  HWY_ALIGN hn::TFromD<D> lanes[hn::MaxLanes(d)];
  hn::StoreU(v, d, lanes);
  return static_cast<double>(*std::max_element(lanes, lanes + hn::Lanes(d)));
}

/// Asks for what comes 4 KiB later, maybe past the end.
template <class T>
HWY_INLINE void prefetch_after(const T* x) {
  const auto ahead = reinterpret_cast<std::uintptr_t>(x) + 4096; // no pointer, as it may be past the end
  hwy::Prefetch(reinterpret_cast<const T*>(ahead));              // NOLINT(performance-no-int-to-ptr)
}

/// Calls sums.add(v0, v1, v2, v3) on all of x, the last lanes filled with -inf.
template <class D, class T, class Sums>
HWY_INLINE void by_fours(D d, const T* HWY_RESTRICT x, std::size_t n, Sums& sums) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    prefetch_after(x + i);
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

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
