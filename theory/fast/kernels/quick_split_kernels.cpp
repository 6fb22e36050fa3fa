// Quick splits of a block, for every instruction set that Highway knows here.
//
// Formula as in exponential64-inl.hpp, with shorter polynomials and one step of reduction.
//
// Error of one weight, relatively, R the largest |r|:
//   reduction, in one step by c, ln 2 or ln2/8 rounded. |y| = |x| <= (2^13 + 1000) ln 2 < 6,400: j c is off
//   by
//     |y| 2^-53 from c and, without fused steps, as much from its rounding, and r by its own: in all 1.5e-12.
//   (1 + r + r^2 q)/e^r - 1, q exact, minimax by Remez' algorithm, rounded, over [-R, R] by balls
//     (theory/tests/fast/polynomial_test.cpp): table, R <= 0.0434, degree 5: 3.7e-13; no table, R <= 0.3467,
//     degree 7: 5.2e-11.
//   Ten roundings: 1.2e-15.
// Together 1.9e-12 with a table, stated as 2e-12, and 5.35e-11 without, stated as 5.4e-11.
//
// Error of the sum of at most 4096 weights, which are positive: a lane adds at most 2048 of them, by turns in
// two sums, and the lanes and both sums are added: 2^11 roundings of 2^-53 at most, the largest error of all
// partial sums being relative to the sum.
#include "theory/fast/kernels/quick_split.hpp"

#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/quick_split_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "theory/fast/kernels/append-inl.hpp"
#include "theory/fast/kernels/exponential64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// e^x 2^-exponent to some ten digits.
class QuickExponential {
public:
  explicit HWY_INLINE QuickExponential(std::int64_t exponent)
      : floor_(hn::Set(d_, (static_cast<double>(exponent) - 1000) * 0.6931471805599453)), powers_(exponent) {}

  HWY_INLINE Several<V64> operator()(Several<V64> x) const {
    const V64 magic = hn::Set(d_, 0x1.8p52);
    const auto y = each([&](V64 v) HWY_ATTR { return at_least(floor_, v); }, x);
    const auto t = each([&](V64 v) HWY_ATTR { return hn::MulAdd(v, hn::Set(d_, steps * log2_e), magic); }, y);
    const auto r = each(
        [&](V64 v, V64 w) HWY_ATTR {
          return hn::NegMulAdd(hn::Sub(v, magic), hn::Set(d_, 0x1.62e42fefa39efp-1 / steps), w);
        },
        t, y);
    const auto p = each(
        [&](V64 v) HWY_ATTR {
          const V64 one = hn::Set(d_, 1);
          return hn::MulAdd(hn::MulAdd(quotient(v), v, one), v, one);
        },
        r);
    const auto s = each([&](V64 v) HWY_ATTR { return powers_(v); }, t);
    return each([&](V64 v, V64 w) HWY_ATTR { return hn::Mul(v, w); }, s, p);
  }

private:
  static constexpr double steps = double_table ? 8 : 1; // of an octave

  /// q(r).
  HWY_INLINE V64 quotient(V64 r) const {
    if constexpr (double_table)
      return polynomial(r, 0x1.110ef4a239029p-7, 0x1.555cf0c62890ap-5, 0x1.555555772f221p-3,
                        0x1.ffffffdbf67b8p-2);
    else
      return polynomial(r, 0x1.9f086eb9f5a96p-13, 0x1.6d8d38cdaed4ep-10, 0x1.11127113aa198p-7,
                        0x1.55548d8f99b2bp-5, 0x1.55555442cc263p-3, 0x1.0000003a3a61ep-1);
  }

  D64 d_;
  V64 floor_;
  Powers64 powers_;
};

/// Two sums, by turns.
struct Turns {
  V64 even, odd;
  HWY_INLINE Turns() : even(hn::Zero(D64())), odd(hn::Zero(D64())) {}
  HWY_INLINE void add(V64 a, V64 b, V64 c, V64 d) {
    even = hn::Add(even, hn::Add(a, c));
    odd = hn::Add(odd, hn::Add(b, d));
  }
  [[nodiscard]] HWY_INLINE double total() const {
    return hn::GetLane(hn::SumOfLanes(D64(), hn::Add(even, odd)));
  }
};

/// Adds up all.
class QuickSumming {
public:
  explicit HWY_INLINE QuickSumming(std::int64_t exponent)
      : exponential_(exponent), top_(hn::Set(D64(), -std::numeric_limits<double>::infinity())) {}

  HWY_INLINE Several<V64> add(Several<V64> x) {
    const Several<V64> w = exponential_(x);
    all_.add(w.a, w.b, w.c, w.d);
    top_ = hn::Max(top_, hn::Max(hn::Max(x.a, x.b), hn::Max(x.c, x.d)));
    return w;
  }
  [[nodiscard]] HWY_INLINE QuickSplit result() const {
    QuickSplit sums;
    sums.all = all_.total();
    sums.top = largest_lane(D64(), top_);
    return sums;
  }

private:
  QuickExponential exponential_;
  Turns all_;
  V64 top_;
};

/// Adds up what is below the bracket too, and appends what is in it, without a branch.
template <class T>
class QuickSplitting {
public:
  HWY_INLINE QuickSplitting(T low, T high, std::int64_t exponent, T* between)
      : sums_(exponent), low_(hn::Set(d_, static_cast<double>(low))),
        high_(hn::Set(d_, static_cast<double>(high))), begin_(between), end_(between) {}

  HWY_INLINE void add(Several<V64> x) {
    const Several<V64> w = sums_.add(x);
    below_.add(under(x.a, w.a), under(x.b, w.b), under(x.c, w.c), under(x.d, w.d));
    keep(x.a);
    keep(x.b);
    keep(x.c);
    keep(x.d);
  }
  [[nodiscard]] HWY_INLINE QuickSplit result(std::size_t padding) const {
    QuickSplit split = sums_.result();
    split.below = below_.total();
    split.below_count = below_count_;
    split.between_count = static_cast<std::size_t>(end_ - begin_);
    // What fills the last vectors is masked, as the least scores are.
    if (hn::GetLane(low_) > -std::numeric_limits<double>::infinity())
      split.below_count -= padding;
    else
      split.between_count -= padding;
    return split;
  }

private:
  HWY_INLINE V64 under(V64 x, V64 w) const { return hn::IfThenElseZero(hn::Lt(x, low_), w); }
  HWY_INLINE void keep(V64 x) {
    const M64 under = hn::Lt(x, low_), over = hn::Gt(x, high_);
    below_count_ += hn::CountTrue(d_, under);
    end_ = append(x, hn::Not(hn::Or(under, over)), end_);
  }

  D64 d_;
  QuickSumming sums_;
  Turns below_;
  V64 low_, high_;
  std::size_t below_count_ = 0;
  T* begin_;
  T* end_;
};

template <class T>
HWY_INLINE Several<V64> four_vectors_at(const T* x) {
  const std::size_t lanes = hn::Lanes(D64());
  return {doubles_at(x), doubles_at(x + lanes), doubles_at(x + 2 * lanes), doubles_at(x + 3 * lanes)};
}

/// Calls sums.add on all of x by four vectors, the last ones filled with -inf; returns how many were.
template <class T, class Sums>
HWY_INLINE std::size_t by_four_doubles(const T* HWY_RESTRICT x, std::size_t n, Sums& sums) {
  const std::size_t lanes = hn::Lanes(D64());
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    prefetch_after(x + i);
    sums.add(four_vectors_at(x + i));
  }
  if (i == n)
    return 0;
  HWY_ALIGN T last[4 * hn::MaxLanes(D64())];
  std::fill_n(std::copy(x + i, x + n, last), 4 * lanes - (n - i), -std::numeric_limits<T>::infinity());
  sums.add(four_vectors_at(last));
  return 4 * lanes - (n - i);
}

template <class T>
HWY_INLINE QuickSplit quickly_split(const T* x, std::size_t n, T low, T high, std::int64_t exponent,
                                    T* between) {
  QuickSplitting<T> splitting(low, high, exponent, between);
  const std::size_t padding = by_four_doubles(x, n, splitting);
  return splitting.result(padding);
}
template <class T>
HWY_INLINE QuickSplit quickly_summed(const T* x, std::size_t n, std::int64_t exponent) {
  QuickSumming summing(exponent);
  by_four_doubles(x, n, summing);
  return summing.result();
}

/// Writes the weights that it adds up.
class QuickWeights {
public:
  HWY_INLINE QuickWeights(std::int64_t exponent, double* out) : sums_(exponent), out_(out) {}
  HWY_INLINE void add(Several<V64> x) {
    const Several<V64> w = sums_.add(x);
    const std::size_t lanes = hn::Lanes(D64());
    hn::StoreU(w.a, D64(), out_);
    hn::StoreU(w.b, D64(), out_ + lanes);
    hn::StoreU(w.c, D64(), out_ + 2 * lanes);
    hn::StoreU(w.d, D64(), out_ + 3 * lanes);
    out_ += 4 * lanes;
  }
  [[nodiscard]] HWY_INLINE QuickSplit result() const { return sums_.result(); }

private:
  QuickSumming sums_;
  double* out_;
};

QuickSplit QuickWeightsOf(const double* x, std::size_t n, std::int64_t exponent, double* out) {
  QuickWeights weights(exponent, out);
  by_four_doubles(x, n, weights);
  return weights.result();
}

/// Adds up the weights of scores below an end, by turns.
class QuickMasses {
public:
  explicit HWY_INLINE QuickMasses(double end) : end_(hn::Set(d_, end)) {}
  HWY_INLINE void add(const double* x, const double* weights) {
    const std::size_t lanes = hn::Lanes(d_);
    sums_.add(weight(x, weights), weight(x + lanes, weights + lanes),
              weight(x + 2 * lanes, weights + 2 * lanes), weight(x + 3 * lanes, weights + 3 * lanes));
  }
  [[nodiscard]] HWY_INLINE QuickMass result() const { return {sums_.total(), count_}; }

private:
  HWY_INLINE V64 weight(const double* x, const double* weight) {
    const M64 below = hn::Lt(hn::LoadU(d_, x), end_);
    count_ += hn::CountTrue(d_, below);
    return hn::IfThenElseZero(below, hn::LoadU(d_, weight));
  }

  D64 d_;
  V64 end_;
  Turns sums_;
  std::size_t count_ = 0;
};

QuickMass QuickMassBelow(const double* HWY_RESTRICT x, const double* HWY_RESTRICT weights, std::size_t n,
                         double end) {
  const std::size_t step = 4 * hn::Lanes(D64());
  QuickMasses masses(end);
  std::size_t i = 0;
  for (; i + step <= n; i += step)
    masses.add(x + i, weights + i);
  QuickMass below = masses.result();
  for (; i < n; ++i)
    if (x[i] < end) {
      below.sum += weights[i];
      ++below.count;
    }
  return below;
}

QuickSplit QuickSplitDoubles(const double* x, std::size_t n, double low, double high, std::int64_t exponent,
                             double* between) {
  return quickly_split(x, n, low, high, exponent, between);
}
QuickSplit QuickSplitFloats(const float* x, std::size_t n, float low, float high, std::int64_t exponent,
                            float* between) {
  return quickly_split(x, n, low, high, exponent, between);
}
QuickSplit QuickSumDoubles(const double* x, std::size_t n, std::int64_t exponent) {
  return quickly_summed(x, n, exponent);
}
QuickSplit QuickSumFloats(const float* x, std::size_t n, std::int64_t exponent) {
  return quickly_summed(x, n, exponent);
}
double QuickError() {
  return double_table ? 2e-12 : 5.4e-11;
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(QuickSplitDoubles);
HWY_EXPORT(QuickSplitFloats);
HWY_EXPORT(QuickSumDoubles);
HWY_EXPORT(QuickSumFloats);
HWY_EXPORT(QuickWeightsOf);
HWY_EXPORT(QuickMassBelow);
HWY_EXPORT(QuickError);

QuickSplit quick_split(const double* x, std::size_t n, double low, double high, std::int64_t exponent,
                       double* between) {
  return TAILMASS_ON_TARGET(QuickSplitDoubles)(x, n, low, high, exponent, between);
}
QuickSplit quick_split(const float* x, std::size_t n, float low, float high, std::int64_t exponent,
                       float* between) {
  return TAILMASS_ON_TARGET(QuickSplitFloats)(x, n, low, high, exponent, between);
}
QuickSplit quick_sum(const double* x, std::size_t n, std::int64_t exponent) {
  return TAILMASS_ON_TARGET(QuickSumDoubles)(x, n, exponent);
}
QuickSplit quick_sum(const float* x, std::size_t n, std::int64_t exponent) {
  return TAILMASS_ON_TARGET(QuickSumFloats)(x, n, exponent);
}
QuickSplit quick_weights(const double* x, std::size_t n, std::int64_t exponent, double* out) {
  return TAILMASS_ON_TARGET(QuickWeightsOf)(x, n, exponent, out);
}
QuickMass quick_mass_below(const double* x, const double* weights, std::size_t n, double t) {
  return TAILMASS_ON_TARGET(QuickMassBelow)(x, weights, n, t);
}
double quick_error() {
  return TAILMASS_ON_TARGET(QuickError)();
}

} // namespace tailmass::fast
#endif
