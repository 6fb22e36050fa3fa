// Products and distances with a block of vectors, for every instruction set that Highway knows here.
#include "theory/fast/kernels/column_blocks.hpp"
#include "theory/fast/kernels/dispatch-inl.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/column_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Sums of four rows over two vectors of the block.
template <class D>
struct Tile {
  using V = hn::Vec<D>;
  V a0, a1, b0, b1, c0, c1, d0, d1;

  HWY_INLINE Tile(V first, V second)
      : a0(first), a1(second), b0(first), b1(second), c0(first), c1(second), d0(first), d1(second) {}
  HWY_INLINE void store(hn::TFromD<D>* out) const {
    const std::size_t lanes = hn::Lanes(D());
    hn::StoreU(a0, D(), out);
    hn::StoreU(a1, D(), out + lanes);
    hn::StoreU(b0, D(), out + column_width);
    hn::StoreU(b1, D(), out + column_width + lanes);
    hn::StoreU(c0, D(), out + 2 * column_width);
    hn::StoreU(c1, D(), out + 2 * column_width + lanes);
    hn::StoreU(d0, D(), out + 3 * column_width);
    hn::StoreU(d1, D(), out + 3 * column_width + lanes);
  }
};

/// The tile at j of the block, to whose sums `step` adds a coordinate: step(x, y, sum).
template <class D, class Step>
HWY_INLINE Tile<D> tile_at(const hn::TFromD<D>* const* rows, std::size_t dimension,
                           const hn::TFromD<D>* columns, Tile<D> tile, const Step& step) {
  const D d;
  for (std::size_t a = 0; a < dimension; ++a) {
    const auto y0 = hn::LoadU(d, columns + a * column_width),
               y1 = hn::LoadU(d, columns + a * column_width + hn::Lanes(d));
    const auto x0 = hn::Set(d, rows[0][a]), x1 = hn::Set(d, rows[1][a]), x2 = hn::Set(d, rows[2][a]),
               x3 = hn::Set(d, rows[3][a]);
    tile.a0 = step(x0, y0, tile.a0);
    tile.a1 = step(x0, y1, tile.a1);
    tile.b0 = step(x1, y0, tile.b0);
    tile.b1 = step(x1, y1, tile.b1);
    tile.c0 = step(x2, y0, tile.c0);
    tile.c1 = step(x2, y1, tile.c1);
    tile.d0 = step(x3, y0, tile.d0);
    tile.d1 = step(x3, y1, tile.d1);
  }
  return tile;
}

template <class D>
HWY_INLINE float largest_of(D d, const float* numbers) {
  auto largest = hn::LoadU(d, numbers);
  for (std::size_t j = hn::Lanes(d); j < column_width; j += hn::Lanes(d))
    largest = hn::Max(largest, hn::LoadU(d, numbers + j));
  HWY_ALIGN float lanes[hn::MaxLanes(d)];
  hn::StoreU(largest, d, lanes);
  float result = lanes[0];
  for (std::size_t j = 1; j < hn::Lanes(d); ++j)
    result = lanes[j] > result ? lanes[j] : result;
  return result;
}

void ColumnProducts(const float* const* rows, std::size_t dimension, const float* columns,
                    const float* starts, float* out, float* largest) {
  using D = hn::CappedTag<float, column_width / 2>;
  const D d;
  for (std::size_t j = 0; j < column_width; j += 2 * hn::Lanes(d)) {
    const Tile<D> tile(hn::LoadU(d, starts + j), hn::LoadU(d, starts + j + hn::Lanes(d)));
    tile_at(rows, dimension, columns + j, tile, [](auto x, auto y, auto sum) HWY_ATTR {
      return hn::MulAdd(x, y, sum);
    }).store(out + j);
  }
  for (std::size_t i = 0; i < most_column_rows; ++i)
    largest[i] = largest_of(d, out + i * column_width);
}

void ColumnSquares(const double* const* rows, std::size_t dimension, const double* columns, double* out) {
  using D = hn::CappedTag<double, column_width / 2>;
  const D d;
  for (std::size_t j = 0; j < column_width; j += 2 * hn::Lanes(d)) {
    const Tile<D> tile(hn::Zero(d), hn::Zero(d));
    tile_at(rows, dimension, columns + j, tile, [](auto x, auto y, auto sum) HWY_ATTR {
      const auto t = hn::Sub(x, y);
      return hn::Add(sum, hn::Mul(t, t));
    }).store(out + j);
  }
}

void ColumnSquaresOfOne(const double* row, std::size_t dimension, const double* columns, double* out) {
  const hn::CappedTag<double, column_width / 4> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t j = 0; j < column_width; j += 4 * lanes) {
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (std::size_t a = 0; a < dimension; ++a) {
      const double* const y = columns + a * column_width + j;
      const auto x = hn::Set(d, row[a]);
      const auto t0 = hn::Sub(x, hn::LoadU(d, y)), t1 = hn::Sub(x, hn::LoadU(d, y + lanes)),
                 t2 = hn::Sub(x, hn::LoadU(d, y + 2 * lanes)), t3 = hn::Sub(x, hn::LoadU(d, y + 3 * lanes));
      s0 = hn::Add(s0, hn::Mul(t0, t0));
      s1 = hn::Add(s1, hn::Mul(t1, t1));
      s2 = hn::Add(s2, hn::Mul(t2, t2));
      s3 = hn::Add(s3, hn::Mul(t3, t3));
    }
    hn::StoreU(s0, d, out + j);
    hn::StoreU(s1, d, out + j + lanes);
    hn::StoreU(s2, d, out + j + 2 * lanes);
    hn::StoreU(s3, d, out + j + 3 * lanes);
  }
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(ColumnProducts);
HWY_EXPORT(ColumnSquares);
HWY_EXPORT(ColumnSquaresOfOne);

void column_products(const float* const* rows, std::size_t dimension, const float* columns,
                     const float* starts, float* out, float* largest) {
  TAILMASS_ON_TARGET(ColumnProducts)(rows, dimension, columns, starts, out, largest);
}
void column_squares(const double* const* rows, std::size_t dimension, const double* columns, double* out) {
  TAILMASS_ON_TARGET(ColumnSquares)(rows, dimension, columns, out);
}
void column_squares(const double* row, std::size_t dimension, const double* columns, double* out) {
  TAILMASS_ON_TARGET(ColumnSquaresOfOne)(row, dimension, columns, out);
}

} // namespace tailmass::fast
#endif
