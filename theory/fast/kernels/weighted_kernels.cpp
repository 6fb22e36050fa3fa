// Weighted sums of value vectors, for every instruction set that Highway knows here. Coordinates are lanes,
// so that each is summed in the same order on all of them.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/weighted_rows.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/weighted_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The coordinates from `axis` on that fill a vector of D.
template <class D>
HWY_INLINE void add_axes(D d, std::span<const WeightedRow> rows, std::size_t axis, WeightedSums sums) {
  using V = hn::Vec<D>;
  V sum = hn::Zero(d), least = hn::LoadU(d, sums.least + axis), most = hn::LoadU(d, sums.most + axis);
  for (const WeightedRow& row : rows) {
    const V v = hn::LoadU(d, row.values + axis);
    const V size = hn::Abs(v);
    sum = hn::Add(sum, hn::Mul(hn::Set(d, row.weight), v));
    least = hn::MulAdd(hn::Set(d, row.least), size, least);
    most = hn::MulAdd(hn::Set(d, row.most), size, most);
  }
  hn::StoreU(least, d, sums.least + axis);
  hn::StoreU(most, d, sums.most + axis);
  const V before = hn::LoadU(d, sums.high + axis);
  const V after = hn::Add(before, sum);
  const V other = hn::Sub(after, before);
  const V lost = hn::Add(hn::Sub(before, hn::Sub(after, other)), hn::Sub(sum, other));
  hn::StoreU(after, d, sums.high + axis);
  hn::StoreU(hn::Add(hn::LoadU(d, sums.low + axis), lost), d, sums.low + axis);
}

void AddWeightedRows(std::span<const WeightedRow> rows, std::size_t dimension, WeightedSums sums) {
  const hn::ScalableTag<double> d;
  std::size_t axis = 0;
  for (; axis + hn::Lanes(d) <= dimension; axis += hn::Lanes(d))
    add_axes(d, rows, axis, sums);
  for (; axis < dimension; ++axis)
    add_axes(hn::CappedTag<double, 1>(), rows, axis, sums);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(AddWeightedRows);

void add_weighted_rows(std::span<const WeightedRow> rows, std::size_t dimension, WeightedSums sums) {
  TAILMASS_ON_TARGET(AddWeightedRows)(rows, dimension, sums);
}

} // namespace tailmass::fast
#endif
