// Weighted first and second moments of value vectors about a centre, for every instruction set that Highway
// knows here.
//
// With t = v - c and m rows with weights w, in each coordinate: sum w t adds fl(w t), one rounding each, to
// which t and m additions add theirs; sum w t^2 has no negative term: t twice, the product w t, and 2
// roundings an addition where multiply-add is not fused. |t|^2 is a sum of d squares: t twice, 2 roundings an
// addition, and those of the lanes' sum, no more than d additions in all.
//
// Largest errors seen, of one row of one coordinate, on every instruction set tried, over 10^5 inputs
// (theory/tests/fast/largest_errors_test.cpp): w t 1.949 u of 3 and w t^2 3.684 u of 5 at v =
// -0x1.8ee5256881679p+0, c = 0x1.d737bc3d2cb2p-2, w = 0x1.06b152006cbd4p-1; |t|^2 2.973 u of 4 at v =
// 0x1.9bcd9f513dfp-5, c = -0x1.f4625cad0b611p+0.
//
// Rows are read one after the other, each from its first coordinate to its last, as memory likes it; what is
// added up stays in the first-level cache.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/moment_kernels.cpp"
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

/// Calls at(x, a, i) on the coordinates of a row by vectors, x where those from a on are, i which of four
/// sums they go to; the last ones are followed by zeros.
template <class T, class At>
HWY_INLINE void by_vectors(const T* row, std::size_t dimension, const At& at) {
  const std::size_t n = hn::Lanes(D());
  std::size_t a = 0;
  for (; a + 4 * n <= dimension; a += 4 * n) {
    at(row + a, a, 0);
    at(row + a + n, a + n, 1);
    at(row + a + 2 * n, a + 2 * n, 2);
    at(row + a + 3 * n, a + 3 * n, 3);
  }
  for (; a + n <= dimension; a += n)
    at(row + a, a, 0);
  if (a < dimension) {
    HWY_ALIGN T last[hn::MaxLanes(D())] = {};
    std::copy(row + a, row + dimension, last);
    at(last, a, 1);
  }
}

/// Four sums of squares, so that none waits for another.
class Squares {
public:
  HWY_INLINE Squares() : a_(hn::Zero(D())), b_(a_), c_(a_), d_(a_) {}
  HWY_INLINE void add(V t, int i) {
    V& sum = i == 0 ? a_ : i == 1 ? b_ : i == 2 ? c_ : d_;
    sum = hn::MulAdd(t, t, sum);
  }
  HWY_INLINE double sum() const {
    return hn::GetLane(hn::SumOfLanes(D(), hn::Add(hn::Add(a_, b_), hn::Add(c_, d_))));
  }

private:
  V a_, b_, c_, d_;
};

template <class T>
HWY_INLINE double square_of(const T* row, std::size_t dimension, const double* centre) {
  Squares squares;
  by_vectors(row, dimension, [&](const T* x, std::size_t a, int i) HWY_ATTR {
    squares.add(hn::Sub(values_at(x), hn::LoadU(D(), centre + a)), i);
  });
  return squares.sum();
}

template <class T>
HWY_INLINE double add_row(const T* row, std::size_t dimension, const double* centre, double weight,
                          Moments moments) {
  const D d;
  const V w = hn::Set(d, weight);
  Squares squares;
  by_vectors(row, dimension, [&](const T* x, std::size_t a, int i) HWY_ATTR {
    const V t = hn::Sub(values_at(x), hn::LoadU(d, centre + a));
    const V p = hn::Mul(w, t);
    hn::StoreU(hn::Add(hn::LoadU(d, moments.sum + a), p), d, moments.sum + a);
    hn::StoreU(hn::MulAdd(p, t, hn::LoadU(d, moments.square + a)), d, moments.square + a);
    squares.add(t, i);
  });
  return squares.sum();
}

template <class T>
HWY_INLINE void moments(const T* rows, std::size_t count, std::size_t dimension, const double* centre,
                        const double* weights, const Moments* const* sides, double* squares) {
  for (std::size_t i = 0; i < count; ++i)
    if (sides[i] != nullptr)
      squares[i] = add_row(rows + i * dimension, dimension, centre, weights[i], *sides[i]);
}

void MomentsDoubles(const double* rows, std::size_t count, std::size_t dimension, const double* centre,
                    const double* weights, const Moments* const* sides, double* squares) {
  moments(rows, count, dimension, centre, weights, sides, squares);
}
void MomentsFloats(const float* rows, std::size_t count, std::size_t dimension, const double* centre,
                   const double* weights, const Moments* const* sides, double* squares) {
  moments(rows, count, dimension, centre, weights, sides, squares);
}

double SquareDoubles(const double* row, std::size_t dimension, const double* centre) {
  return square_of(row, dimension, centre);
}
double SquareFloats(const float* row, std::size_t dimension, const double* centre) {
  return square_of(row, dimension, centre);
}

HWY_INLINE void move_to_pairs(double* block, std::size_t dimension, double* high, double* low) {
  const D d;
  for (std::size_t a = 0; a < dimension; a += hn::Lanes(d)) {
    const V x = hn::LoadU(d, block + a), before = hn::LoadU(d, high + a);
    const V sum = hn::Add(before, x);
    const V other = hn::Sub(sum, before);
    const V lost = hn::Add(hn::Sub(before, hn::Sub(sum, other)), hn::Sub(x, other));
    hn::StoreU(sum, d, high + a);
    hn::StoreU(hn::Add(hn::LoadU(d, low + a), lost), d, low + a);
    hn::StoreU(hn::Zero(d), d, block + a);
  }
}
void MoveMoments(Moments block, std::size_t dimension, Moments high, Moments low) {
  move_to_pairs(block.sum, dimension, high.sum, low.sum);
  move_to_pairs(block.square, dimension, high.square, low.square);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(MomentsDoubles);
HWY_EXPORT(MomentsFloats);
HWY_EXPORT(SquareDoubles);
HWY_EXPORT(SquareFloats);
HWY_EXPORT(MoveMoments);

void moments_block(const double* rows, std::size_t count, std::size_t dimension, const double* centre,
                   const double* weights, const Moments* const* sides, double* squares) {
  TAILMASS_ON_TARGET(MomentsDoubles)(rows, count, dimension, centre, weights, sides, squares);
}
void moments_block(const float* rows, std::size_t count, std::size_t dimension, const double* centre,
                   const double* weights, const Moments* const* sides, double* squares) {
  TAILMASS_ON_TARGET(MomentsFloats)(rows, count, dimension, centre, weights, sides, squares);
}
double squared_distance(const double* row, std::size_t dimension, const double* centre) {
  return TAILMASS_ON_TARGET(SquareDoubles)(row, dimension, centre);
}
double squared_distance(const float* row, std::size_t dimension, const double* centre) {
  return TAILMASS_ON_TARGET(SquareFloats)(row, dimension, centre);
}
void move_moments(Moments block, std::size_t dimension, Moments high, Moments low) {
  TAILMASS_ON_TARGET(MoveMoments)(block, dimension, high, low);
}

} // namespace tailmass::fast
#endif
