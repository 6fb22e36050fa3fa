// Weighted first and second moments of a few value vectors about a centre, for every instruction set that
// Highway knows here.
//
// With t = v - c, m rows and weights w, in each coordinate: sum w t adds fl(w t), one rounding each, to which
// t and m additions add theirs; sum w t^2 has no negative term: t twice, the product w t, and 2 roundings an
// addition where multiply-add is not fused. |t|^2 is a sum of d squares: t twice, 2 roundings an addition,
// and those of the lanes' sum, no more than d additions in all.
#include "theory/fast/kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/moment_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

HWY_INLINE V values_at(const double* x) {
  return hn::LoadU(D(), x);
}
HWY_INLINE V values_at(const float* x) {
  return hn::PromoteTo(D(), hn::LoadU(hn::Rebind<float, D>(), x));
}

HWY_INLINE MomentPairs from(MomentPairs pairs, std::size_t offset) {
  return {pairs.sum + offset, pairs.sum_low + offset, pairs.square + offset, pairs.square_low + offset};
}

/// One vector of coordinates: their sums, and their share of each row's |t|^2.
class Column {
public:
  explicit HWY_INLINE Column(const double* centre) : centre_(hn::LoadU(D(), centre)) {}

  template <class T>
  HWY_INLINE void add(const T* x, V w, V& distance) {
    const V t = hn::Sub(values_at(x), centre_);
    const V p = hn::Mul(w, t);
    sum_ = hn::Add(sum_, p);
    square_ = hn::MulAdd(p, t, square_);
    distance = hn::MulAdd(t, t, distance);
  }
  HWY_INLINE void add_to(MomentPairs pairs) const {
    add_to_pair(pairs.sum, pairs.sum_low, sum_);
    add_to_pair(pairs.square, pairs.square_low, square_);
  }

private:
  static HWY_INLINE void add_to_pair(double* high, double* low, V x) {
    const D d;
    const V before = hn::LoadU(d, high);
    const V sum = hn::Add(before, x);
    const V other = hn::Sub(sum, before);
    const V lost = hn::Add(hn::Sub(before, hn::Sub(sum, other)), hn::Sub(x, other));
    hn::StoreU(sum, d, high);
    hn::StoreU(hn::Add(hn::LoadU(d, low), lost), d, low);
  }

  V centre_;
  V sum_ = hn::Zero(D()), square_ = sum_;
};

/// Of all rows from `offset` on. `squares` holds a vector a row.
template <class T>
HWY_INLINE void four_columns(const T* const* rows, const double* weights, std::size_t count,
                             std::size_t offset, const double* centre, MomentPairs pairs, double* squares) {
  const D d;
  const std::size_t n = hn::Lanes(d);
  Column c0(centre), c1(centre + n), c2(centre + 2 * n), c3(centre + 3 * n);
  for (std::size_t i = 0; i < count; ++i) {
    const V w = hn::Set(d, weights[i]);
    const T* const row = rows[i] + offset;
    V even = hn::Load(d, squares + i * n), odd = hn::Zero(d);
    c0.add(row, w, even);
    c1.add(row + n, w, odd);
    c2.add(row + 2 * n, w, even);
    c3.add(row + 3 * n, w, odd);
    hn::Store(hn::Add(even, odd), d, squares + i * n);
  }
  c0.add_to(pairs);
  c1.add_to(from(pairs, n));
  c2.add_to(from(pairs, 2 * n));
  c3.add_to(from(pairs, 3 * n));
}

template <class T>
HWY_INLINE void one_column(const T* const* rows, const double* weights, std::size_t count, std::size_t offset,
                           const double* centre, MomentPairs pairs, double* squares) {
  const D d;
  Column column(centre);
  for (std::size_t i = 0; i < count; ++i) {
    V distance = hn::Load(d, squares + i * hn::Lanes(d));
    column.add(rows[i] + offset, hn::Set(d, weights[i]), distance);
    hn::Store(distance, d, squares + i * hn::Lanes(d));
  }
  column.add_to(pairs);
}

template <class T>
HWY_INLINE void moments(const T* const* rows, const double* weights, std::size_t count, std::size_t dimension,
                        const double* centre, MomentPairs pairs, double* distances) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN double squares[most_rows * hn::MaxLanes(d)] = {};
  std::size_t a = 0;
  for (; a + 4 * lanes <= dimension; a += 4 * lanes)
    four_columns(rows, weights, count, a, centre + a, from(pairs, a), squares);
  for (; a + lanes <= dimension; a += lanes)
    one_column(rows, weights, count, a, centre + a, from(pairs, a), squares);
  if (a < dimension) { // the rest beside zeros
    const std::size_t rest = dimension - a;
    HWY_ALIGN T padded[most_rows * hn::MaxLanes(d)] = {};
    HWY_ALIGN double ends[5 * hn::MaxLanes(d)] = {};
    const T* pointers[most_rows];
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(rows[i] + a, rest, padded + i * lanes);
      pointers[i] = padded + i * lanes;
    }
    std::copy_n(centre + a, rest, ends);
    double* const pair[] = {pairs.sum + a, pairs.sum_low + a, pairs.square + a, pairs.square_low + a};
    for (std::size_t j = 0; j < 4; ++j)
      std::copy_n(pair[j], rest, ends + (j + 1) * lanes);
    one_column(pointers, weights, count, 0, ends,
               {ends + lanes, ends + 2 * lanes, ends + 3 * lanes, ends + 4 * lanes}, squares);
    for (std::size_t j = 0; j < 4; ++j)
      std::copy_n(ends + (j + 1) * lanes, rest, pair[j]);
  }
  for (std::size_t i = 0; i < count; ++i)
    distances[i] = hn::GetLane(hn::SumOfLanes(d, hn::Load(d, squares + i * lanes)));
}

void MomentsDoubles(const double* const* rows, const double* weights, std::size_t count,
                    std::size_t dimension, const double* centre, MomentPairs pairs, double* distances) {
  moments(rows, weights, count, dimension, centre, pairs, distances);
}
void MomentsFloats(const float* const* rows, const double* weights, std::size_t count, std::size_t dimension,
                   const double* centre, MomentPairs pairs, double* distances) {
  moments(rows, weights, count, dimension, centre, pairs, distances);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(MomentsDoubles);
HWY_EXPORT(MomentsFloats);

void moments_block(const double* const* rows, const double* weights, std::size_t count, std::size_t dimension,
                   const double* centre, MomentPairs pairs, double* distances) {
  HWY_DYNAMIC_DISPATCH(MomentsDoubles)(rows, weights, count, dimension, centre, pairs, distances);
}
void moments_block(const float* const* rows, const double* weights, std::size_t count, std::size_t dimension,
                   const double* centre, MomentPairs pairs, double* distances) {
  HWY_DYNAMIC_DISPATCH(MomentsFloats)(rows, weights, count, dimension, centre, pairs, distances);
}

} // namespace tailmass::fast
#endif
