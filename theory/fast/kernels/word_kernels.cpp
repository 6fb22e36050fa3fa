// Double words on vectors, for every instruction set that Highway knows here. Coordinates are lanes, so that
// each is summed in the same order on all of them.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/word_blocks.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/word_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

/// Vectors of pairs high + low.
struct Words {
  V high, low;
};

/// a + b without an error (Knuth).
HWY_INLINE Words exact_sum(V a, V b) {
  const V high = hn::Add(a, b), other = hn::Sub(high, a);
  return {high, hn::Add(hn::Sub(a, hn::Sub(high, other)), hn::Sub(b, other))};
}

/// a b without an error: by a fused operation, or by Dekker's splitting.
HWY_INLINE Words exact_product(V a, V b) {
  const V high = hn::Mul(a, b);
#if HWY_NATIVE_FMA
  return {high, hn::MulSub(a, b, high)};
#else
  const V split = hn::Set(D(), 0x1p27 + 1);
  const V a_scaled = hn::Mul(split, a), b_scaled = hn::Mul(split, b);
  const V a_high = hn::Sub(a_scaled, hn::Sub(a_scaled, a)), b_high = hn::Sub(b_scaled, hn::Sub(b_scaled, b));
  const V a_low = hn::Sub(a, a_high), b_low = hn::Sub(b, b_high);
  const V most = hn::Add(hn::Add(hn::Sub(hn::Mul(a_high, b_high), high), hn::Mul(a_high, b_low)),
                         hn::Mul(a_low, b_high));
  return {high, hn::Add(most, hn::Mul(a_low, b_low))};
#endif
}

/// a b but for a_low b_low, its low part not yet below u of the high one.
HWY_INLINE Words product(Words a, Words b) {
  const Words high = exact_product(a.high, b.high);
  return {high.high, hn::MulAdd(a.low, b.high, hn::MulAdd(a.high, b.low, high.low))};
}

HWY_INLINE Words load(const double* high, const double* low) {
  return {hn::LoadU(D(), high), hn::LoadU(D(), low)};
}
HWY_INLINE void store(Words x, double* high, double* low) {
  hn::StoreU(x.high, D(), high);
  hn::StoreU(x.low, D(), low);
}

/// A sum of one call.
struct Sum {
  V high, low;
  /// Adds low parts by multiply-add, so that the units for additions, which wait for sums without an error,
  /// do not have them too.
  HWY_INLINE void add(Words x) {
    const V one = hn::Set(D(), 1.0);
    const Words sum = exact_sum(high, x.high);
    high = sum.high;
    low = hn::MulAdd(one, hn::MulAdd(one, sum.low, x.low), low);
  }
  HWY_INLINE void fold_into(double* total_high, double* total_low) const {
    const Words before = load(total_high, total_low);
    const Words sum = exact_sum(before.high, high);
    store(exact_sum(sum.high, hn::Add(sum.low, hn::Add(before.low, low))), total_high, total_low);
  }
};
HWY_INLINE Sum nothing() {
  return {hn::Zero(D()), hn::Zero(D())};
}

HWY_INLINE void fill(const double* values, const double* centre, Words weight, std::size_t at,
                     WordBlock block) {
  const Words t = exact_sum(hn::LoadU(D(), values), hn::Neg(hn::LoadU(D(), centre)));
  const Words a = product(weight, t);
  store(t, block.t_high + at, block.t_low + at);
  store(exact_sum(a.high, a.low), block.a_high + at, block.a_low + at);
}

void FillWordBlock(const double* const* values, const DoubleWord* weights, std::size_t dimension,
                   const double* centre, WordBlock block) {
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t i = 0; i < block.count; ++i) {
    const Words weight{hn::Set(D(), weights[i].high), hn::Set(D(), weights[i].low)};
    std::size_t axis = 0;
    for (; axis + lanes <= dimension; axis += lanes)
      fill(values[i] + axis, centre + axis, weight, i * block.stride + axis, block);
    if (axis < dimension) {
      HWY_ALIGN double last[hn::MaxLanes(D())] = {};
      std::copy(values[i] + axis, values[i] + dimension, last);
      fill(last, centre + axis, weight, i * block.stride + axis, block);
    }
  }
}

void AddWordRows(WordBlock block, double* sizes, double* high, double* low) {
  for (std::size_t axis = 0; axis < block.stride; axis += hn::Lanes(D())) {
    Sum sum = nothing();
    V size = hn::LoadU(D(), sizes + axis);
    for (std::size_t at = axis; at < block.count * block.stride; at += block.stride) {
      const Words a = load(block.a_high + at, block.a_low + at);
      sum.add(a);
      size = hn::Add(size, hn::Abs(a.high));
    }
    sum.fold_into(high + axis, low + axis);
    hn::StoreU(size, D(), sizes + axis);
  }
}

/// Adds a_x t_y for four x and a vector of y.
HWY_INLINE void add_tile(WordBlock block, std::size_t x, std::size_t y, double* high, double* low) {
  Sum sums[4] = {nothing(), nothing(), nothing(), nothing()};
  for (std::size_t row = 0; row < block.count * block.stride; row += block.stride) {
    const Words t = load(block.t_high + row + y, block.t_low + row + y);
    const double *a_high = block.a_high + row + x, *a_low = block.a_low + row + x;
    sums[0].add(product({hn::Set(D(), a_high[0]), hn::Set(D(), a_low[0])}, t));
    sums[1].add(product({hn::Set(D(), a_high[1]), hn::Set(D(), a_low[1])}, t));
    sums[2].add(product({hn::Set(D(), a_high[2]), hn::Set(D(), a_low[2])}, t));
    sums[3].add(product({hn::Set(D(), a_high[3]), hn::Set(D(), a_low[3])}, t));
  }
  for (std::size_t i = 0; i < 4; ++i)
    sums[i].fold_into(high + (x + i) * block.stride + y, low + (x + i) * block.stride + y);
}

void AddWordProducts(WordBlock block, std::size_t dimension, double* high, double* low) {
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t x = 0; x < dimension; x += 4)
    for (std::size_t y = x / lanes * lanes; y < dimension; y += lanes)
      add_tile(block, x, y, high, low);
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(FillWordBlock);
HWY_EXPORT(AddWordRows);
HWY_EXPORT(AddWordProducts);

void fill_word_block(const double* const* values, const DoubleWord* weights, std::size_t dimension,
                     const double* centre, WordBlock block) {
  TAILMASS_ON_TARGET(FillWordBlock)(values, weights, dimension, centre, block);
}
void add_word_rows(WordBlock block, double* sizes, double* high, double* low) {
  TAILMASS_ON_TARGET(AddWordRows)(block, sizes, high, low);
}
void add_word_products(WordBlock block, std::size_t dimension, double* high, double* low) {
  TAILMASS_ON_TARGET(AddWordProducts)(block, dimension, high, low);
}

} // namespace tailmass::fast
#endif
