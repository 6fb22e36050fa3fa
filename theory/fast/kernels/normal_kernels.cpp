// Tails and quantiles of the standard normal distribution, for every instruction set that Highway knows here.
//
// Formula. For x >= 0, R = Phi_c(x) e^{x^2/2} = P(y)/(2 + 2 sqrt(2) x), y = (x - 4)/(x + 4), with P the
// polynomial of degree 24 near (1 + sqrt(2) x) e^{x^2/2} erfc(x/sqrt(2)) over 0 <= x <= 42: Chebyshev
// interpolation in y, coefficients rounded. From 42 on Phi_c is 0.
//
// Error of R, relatively, u = 2^-53:
//   P/exact - 1 at the y given: 0.2 u by balls (theory/tests/fast/normal_tails_test.cpp).
//   y by 3 roundings, 3 u |y|; |P'|/P is below 0.66: 2 u.
//   Horner's rule: the last step rounds by u of the sum; the one before is 0.66 at most, of which there is a
//   rounding and one of its product where steps are not fused, and so on down, falling: 2.5 u together.
//   2 + 2 sqrt(2) x by 3 roundings, the quotient by one: 4 u.
// 9 u is stated. Phi_c = R e^{-x^2/2} adds the exponential's 2.1 u, u of the product and, as x^2 is rounded,
// u x^2/2. It is computed 2^250 times as large, so that nothing underflows before the end.
//
// Quantiles. The first x is that of Hastings (Abramowitz and Stegun 26.2.23), off by 4.5e-4, from a rough
// logarithm; two steps of Halley's method for ln Phi_c(x) = ln p follow. The error is then not argued but
// measured: as (ln Phi_c)' = -phi/Phi_c rises in size, x is off by at most Mills' ratio at x times |ln
// Phi_c(x)
// - ln p|, but for a factor that the error itself makes, 1 + 2^-20 at most.
#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/normal_tails.hpp"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "theory/fast/kernels/normal_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "theory/fast/kernels/exponential64-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double least_number = std::numeric_limits<double>::denorm_min();
constexpr double slack = 1 + 0x1p-20; ///< for what bounds neglect, and their own rounding

class NormalTails {
public:
  HWY_INLINE NormalTails() : exponential_({.base = 0, .exponent = -250}) {}

  /// R at 0 <= x <= 42.
  HWY_INLINE V64 ratio(V64 x) const {
    const V64 four = hn::Set(d_, 4.0);
    const V64 y = hn::Div(hn::Sub(x, four), hn::Add(x, four));
    const V64 p = polynomial(
        y, -0x1.8dcbe00bc5f6bp-31, -0x1.054426e517765p-28, -0x1.213c03a972b33p-29, 0x1.ab23bdccba762p-26,
        0x1.99dbb9da40ed4p-25, -0x1.44dbd091935e8p-24, -0x1.5929647aebbfdp-22, 0x1.eb53bf26e6ba2p-25,
        0x1.b85cb53617bdbp-20, 0x1.03bdf5c287507p-20, -0x1.0a6886ef3b213p-17, -0x1.2e9a3406128d5p-17,
        0x1.613af8e8a7c90p-15, 0x1.d7ffbeffa0450p-15, -0x1.1d7160aaefd3bp-12, -0x1.e0fb6164afe2fp-13,
        0x1.15f1538a24e2ep-9, -0x1.5e81930e31162p-10, -0x1.dd687e9b773a1p-7, 0x1.d9382386edc78p-5,
        -0x1.ddc04ef02b51bp-4, 0x1.1f54c56564a49p-3, -0x1.03dbf8803047ap-4, -0x1.0f1100044d116p-3,
        0x1.41c7da3ef787ap+0);
    return hn::Div(p, hn::MulAdd(hn::Set(d_, 0x1.6a09e667f3bcdp+1), x, hn::Set(d_, 2.0)));
  }
  /// 2^250 e^{-x^2/2}.
  HWY_INLINE V64 density(V64 x) const { return exponential_(hn::Mul(hn::Mul(x, x), hn::Set(d_, -0.5))); }
  /// The relative error of their product, and u more.
  HWY_INLINE V64 error(V64 x) const {
    return hn::MulAdd(hn::Mul(x, x), hn::Set(d_, 0.51 * unit_double), hn::Set(d_, 14 * unit_double));
  }

private:
  D64 d_;
  Exponential64<false> exponential_;
};

/// About ln(1/p) of p 2^250: the logarithm of the mantissa to four digits.
HWY_INLINE V64 rough_log(V64 scaled) {
  const D64 d;
  const I64 i;
  const V64 one = hn::Set(d, 1.0), magic = hn::Set(d, 0x1.8p52);
  const auto bits = hn::BitCast(hn::RebindToUnsigned<D64>(), scaled);
  const V64 exponent = hn::Sub(
      hn::BitCast(d, hn::Add(hn::BitCast(i, hn::ShiftRight<52>(bits)), hn::BitCast(i, magic))), magic);
  const V64 mantissa = hn::BitCast(
      d, hn::Or(hn::And(hn::BitCast(i, scaled), hn::Set(i, 0xFFFFFFFFFFFFF)), hn::BitCast(i, one)));
  const V64 s = hn::Div(hn::Sub(mantissa, one), hn::Add(mantissa, one)), square = hn::Mul(s, s);
  const V64 series =
      hn::MulAdd(hn::MulAdd(square, hn::Set(d, 0.4), hn::Set(d, 2.0 / 3)), square, hn::Set(d, 2.0));
  return hn::NegMulAdd(hn::Sub(exponent, hn::Set(d, 1023.0 + 250)), hn::Set(d, 0.6931471805599453),
                       hn::NegMulAdd(s, series, hn::Zero(d)));
}

/// Hastings' quantile from ln(1/p), at least 0.
HWY_INLINE V64 first_quantile(V64 log) {
  const D64 d;
  const V64 t = hn::Sqrt(hn::Add(log, log));
  const V64 above =
      hn::MulAdd(hn::MulAdd(hn::Set(d, 0.010328), t, hn::Set(d, 0.802853)), t, hn::Set(d, 2.515517));
  const V64 below = hn::MulAdd(
      hn::MulAdd(hn::MulAdd(hn::Set(d, 0.001308), t, hn::Set(d, 0.189269)), t, hn::Set(d, 1.432788)), t,
      hn::Set(d, 1.0));
  return hn::Max(hn::Zero(d), hn::Sub(t, hn::Div(above, below)));
}

void NormalQuantiles(const double* HWY_RESTRICT p, std::size_t n, QuantileArrays out) {
  const D64 d;
  const NormalTails tails;
  const V64 one = hn::Set(d, 1.0), half = hn::Set(d, 0.5), root = hn::Set(d, 2.5066282746310002);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const V64 given = hn::LoadU(d, p + i), wanted = hn::Mul(given, hn::Set(d, 0x1p250));
    V64 x = first_quantile(rough_log(wanted));
    for (int step = 0; step < 2; ++step) {
      const V64 ratio = tails.ratio(x), mills = hn::Mul(root, ratio);
      const V64 odds = hn::Div(hn::Mul(ratio, tails.density(x)), wanted);
      const V64 log = hn::Div(hn::Mul(hn::Set(d, 2.0), hn::Sub(odds, one)), hn::Add(odds, one));
      const V64 bend = hn::MulAdd(hn::Mul(half, log), hn::NegMulAdd(x, mills, one), one);
      x = hn::Max(hn::Zero(d), hn::MulAdd(log, hn::Div(mills, bend), x));
    }
    const auto middle = hn::Eq(given, half);
    x = hn::IfThenElse(middle, hn::Zero(d), x);
    const V64 ratio = tails.ratio(x), mills = hn::Mul(root, ratio);
    const V64 miss = hn::Abs(hn::Sub(hn::Div(hn::Mul(ratio, tails.density(x)), wanted), one));
    const V64 log = hn::MulAdd(miss, hn::Add(one, miss), tails.error(x));
    const V64 off = hn::IfThenElse(hn::Lt(miss, hn::Set(d, 0x1p-24)),
                                   hn::Mul(hn::Mul(mills, log), hn::Set(d, slack)), hn::Set(d, infinite));
    hn::StoreU(x, d, out.x + i);
    hn::StoreU(hn::IfThenElse(middle, hn::Zero(d), off), d, out.off + i);
    hn::StoreU(mills, d, out.mills + i);
  }
}

// phi/Phi_c is below x + 1 for x >= 0 and rises, so that Phi_c changes by a factor of at most e^{moved (|y| +
// moved + 1)}; e^r - 1 <= r (1 + r) for r <= 1.
void NormalSurvivals(const double* HWY_RESTRICT y, const double* HWY_RESTRICT moved, std::size_t n,
                     double* HWY_RESTRICT value, double* HWY_RESTRICT radius) {
  const D64 d;
  const NormalTails tails;
  const V64 one = hn::Set(d, 1.0), zero = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const V64 at = hn::LoadU(d, y + i), size = hn::Abs(at), by = hn::LoadU(d, moved + i);
    const V64 x = hn::Min(size, hn::Set(d, 42.0));
    const V64 tail = hn::Mul(hn::Mul(tails.ratio(x), tails.density(x)), hn::Set(d, 0x1p-250));
    const V64 log = hn::MulAdd(by, hn::Add(hn::Add(size, by), one), tails.error(x));
    const V64 share = hn::Mul(hn::Mul(log, hn::Add(one, log)), hn::Set(d, slack));
    const V64 error = hn::MulAdd(tail, share, hn::Set(d, 4 * least_number));
    const auto below = hn::Lt(at, zero);
    hn::StoreU(hn::IfThenElse(below, hn::Sub(one, tail), tail), d, value + i);
    const V64 whole = hn::Add(error, hn::IfThenElse(below, hn::Set(d, unit_double), zero));
    hn::StoreU(hn::IfThenElse(hn::Lt(log, one), whole, hn::Set(d, infinite)), d, radius + i);
  }
}

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::fast {

HWY_EXPORT(NormalQuantiles);
HWY_EXPORT(NormalSurvivals);

void normal_quantiles(const double* p, std::size_t n, QuantileArrays out) {
  TAILMASS_ON_TARGET(NormalQuantiles)(p, n, out);
}
void normal_survivals(const double* y, const double* moved, std::size_t n, double* value, double* radius) {
  TAILMASS_ON_TARGET(NormalSurvivals)(y, moved, n, value, radius);
}

} // namespace tailmass::fast
#endif
