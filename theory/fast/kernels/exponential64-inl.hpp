// The exponential in double, on vectors of any instruction set.
//
// Formula. With y = x - base, j = the whole number next to 8 y / ln 2 and r = y - j ln2/8,
//   e^y = 2^{j/8} e^r = s + s (r + r (r q)),   q near 1/2! + r/3! + ... ,
// s from a table of 8 that a permutation reads, where vectors have 8 lanes; else j = the whole number next
// to y / ln 2, and s is a power of two. 2^-exponent enters s as an integer, without rounding.
//
// Error of one weight, relatively, u = 2^-53, R the largest |r|:
//   reduction. y is exact: base = 0, or |base| > D0 and |y| <= |base|/2, so that x and base are within a
//     factor of 2 (Sterbenz); farther below, y is below the floor and its weight below 2^-990. r by two
//     fused steps, u R each; without them by three parts of ln 2 whose products with j are exact, 3 u R.
//     Parts of ln2 left out: |j| 2^-109 is below 2^-12 u.
//   (1 + r + r^2 q)/e^r - 1, q exact. q is the minimax polynomial by Remez' algorithm, rounded; largest over
//     [-R, R] by balls (theory/tests/fast/polynomial_test.cpp) and by Coq (theory/proofs): table, R <=
//     0.0434, degree 5: 0.028 u; no table, R <= 0.3467, degree 9, 1/2 kept: 0.075 u, where the difference
//     from e^r itself is 0.054 u.
//   p = e^r - 1, table: r q has relative error 2.1 u and is below 0.0224, which gives 0.002 u of p's
//     magnitude 0.0444, and its own rounding 0.0444 u. Without a table: q within 0.64 u (0.72 u unfused).
//   s, table: entry j is off by t_j u; s + s p is rounded, by u or, above 2^{j/8} e^-R, by
//     u/(2^{j/8} e^-R). The sum of both is largest at j = 4: 1.355 u.
// Together, table: 1.355 + 1.045 (0.091 + 0.047 + 0.028) = 1.53 u.
//
// Without a table each rounding is half a unit in the last place of its result, h(x) = u 2^floor(log2 |x|),
// and s a power of two. Of e^r, relatively:
//   2 h(r), unfused 3 h(r) + [ |r| (|r| 0.64 u + h(r q)) + h(p), unfused |r| (|r| 0.72 u + h(r q)) + h(r r q)
//   + h(p) ] / e^r + 0.075 u + (u where r >= 0, else u/2) / e^r.
// At r = -R, where e^r = 0.7071, r q = -0.155, p = -0.293, that is 1.806 u fused and 2.114 u unfused, as if
// each part were largest there, and 1.06 u at r = 0. Stated are 1.53 u with a table, 1.8 u and 2.1 u without;
// Gappa, which bounds the steps of this source, proves 1.49 u, 1.78 u and 2.06 u
// (theory/proofs/rounding.csv).
//
// Largest errors seen, over 10^7 numbers (theory/tests/fast/exponential_test.cpp): table 1.4238 u at
// -0x1.8faab371fbbdbp+12; no table, fused 1.4453 u at 0x1.a413a1326f609p+6; unfused 1.5654 u at
// 0x1.18c539afb4a6cp+11.
#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/vectors-inl.hpp"

#if defined(TAILMASS_FAST_EXPONENTIAL64) == defined(HWY_TARGET_TOGGLE) // once for each instruction set
#ifdef TAILMASS_FAST_EXPONENTIAL64
#undef TAILMASS_FAST_EXPONENTIAL64
#else
#define TAILMASS_FAST_EXPONENTIAL64
#endif

HWY_BEFORE_NAMESPACE();
namespace tailmass::fast::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_AVX3
constexpr bool double_table = true;
#else
constexpr bool double_table = false;
#endif
constexpr bool fused = HWY_NATIVE_FMA != 0;

/// Largest relative error of one weight, in units of 2^-53.
constexpr double weight_error = double_table ? 1.53 : fused ? 1.8 : 2.1;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using I64 = hn::RebindToSigned<D64>;

/// Bits of 2^{j/8} in double, without j's own share of the exponent.
HWY_ALIGN constexpr std::int64_t table64[8] = {0x3FF0000000000000,
                                               0x3FF172B83C7D517B - (1LL << 49),
                                               0x3FF306FE0A31B715 - (2LL << 49),
                                               0x3FF4BFDAD5362A27 - (3LL << 49),
                                               0x3FF6A09E667F3BCD - (4LL << 49),
                                               0x3FF8ACE5422AA0DB - (5LL << 49),
                                               0x3FFAE89F995AD3AD - (6LL << 49),
                                               0x3FFD5818DCFBA487 - (7LL << 49)};

/// 2^-exponent 2^{j/8}, or 2^-exponent 2^j where there is no table, of t = j + 1.5 2^52.
class Powers64 {
public:
  explicit HWY_INLINE Powers64(std::int64_t exponent) {
    const auto shift = static_cast<std::int64_t>(static_cast<std::uint64_t>(exponent) << 52);
    if constexpr (double_table)
      table_ = hn::Sub(hn::LoadU(i_, table64), hn::Set(i_, shift));
    else
      table_ = hn::Sub(hn::Set(i_, table64[0]), hn::Set(i_, shift));
  }

  HWY_INLINE V64 operator()(V64 t) const {
    const auto bits = hn::BitCast(i_, t);
    if constexpr (double_table) {
      const V64 entries = entries_of(d_, hn::BitCast(d_, table_), bits);
      return hn::BitCast(d_, hn::Add(hn::BitCast(i_, entries), hn::ShiftLeft<49>(bits)));
    } else {
      return hn::BitCast(d_, hn::Add(table_, hn::ShiftLeft<52>(bits)));
    }
  }

private:
  D64 d_;
  I64 i_;
  hn::Vec<I64> table_;
};

/// A polynomial by Horner's rule, the highest coefficient first.
template <class... Rest>
HWY_INLINE V64 polynomial(V64 r, double highest, Rest... rest) {
  const D64 d;
  V64 sum = hn::Set(d, highest);
  ((sum = hn::MulAdd(sum, r, hn::Set(d, rest))), ...);
  return sum;
}

/// e^{x - base} 2^-exponent in double.
template <bool with_base>
class Exponential64 {
public:
  explicit HWY_INLINE Exponential64(Scale scale)
      : base_(hn::Set(d_, scale.base)),
        floor_(hn::Set(d_, (static_cast<double>(scale.exponent) - 1000) * 0.6931471805599453)),
        powers_(scale.exponent) {}

  /// Computes it for a vector, or for several.
  template <class X>
  HWY_INLINE X operator()(X x) const {
    const V64 magic = hn::Set(d_, 0x1.8p52);
    const X y = each(
        [&](V64 v) HWY_ATTR {
          if constexpr (with_base)
            v = hn::Sub(v, base_);
          return at_least(floor_, v);
        },
        x);
    const X t = each(
        [&](V64 v) HWY_ATTR {
          return hn::MulAdd(v, hn::Set(d_, double_table ? 0x1.71547652b82fep+3 : 0x1.71547652b82fep+0),
                            magic);
        },
        y);
    const X j = each([&](V64 v) HWY_ATTR { return hn::Sub(v, magic); }, t);
    const X r = reduced(j, y);
    const X q = each([&](V64 v) HWY_ATTR { return quotient(v); }, r);
    const X p = each([&](V64 v, V64 w) HWY_ATTR { return hn::MulAdd(v, hn::Mul(v, w), v); }, r, q);
    const X s = each([&](V64 v) HWY_ATTR { return powers_(v); }, t);
    return each([&](V64 v, V64 w) HWY_ATTR { return hn::MulAdd(v, w, v); }, s, p);
  }

private:
  /// r = y - j ln 2, or y - j ln2/8.
  template <class X>
  HWY_INLINE X reduced(X j, X y) const {
    const auto less = [&](X from, double part) HWY_ATTR {
      return each([&](V64 v, V64 w) HWY_ATTR { return hn::NegMulAdd(v, hn::Set(d_, part), w); }, j, from);
    };
    if constexpr (double_table)
      return less(less(y, 0x1.62e42fefa39efp-4), 0x1.abc9e3b39803fp-59);
    else if constexpr (fused)
      return less(less(y, 0x1.62e42fefa39efp-1), 0x1.abc9e3b39803fp-56);
    else
      return less(less(less(y, 0x1.62e42fee00000p-1), 0x1.a39ef35600000p-33), 0x1.93c7673007e5fp-65);
  }

  /// q(r).
  HWY_INLINE V64 quotient(V64 r) const {
    if constexpr (double_table)
      return polynomial(r, 0x1.a0207e133bd91p-13, 0x1.6c1cc68e072c4p-10, 0x1.11111107beb68p-7,
                        0x1.55555547e1175p-5, 0x1.5555555555663p-3, 0x1.0000000000111p-1);
    else
      return polynomial(r, 0x1.af796547c6a4dp-26, 0x1.28a03bf651df7p-22, 0x1.71dde8634927ep-19,
                        0x1.a019aa7a54a5cp-16, 0x1.a01a01b67ee93p-13, 0x1.6c16c17cfc24bp-10,
                        0x1.111111110e55fp-7, 0x1.5555555553154p-5, 0x1.555555555555cp-3, 0.5);
  }

  D64 d_;
  V64 base_;
  V64 floor_;
  Powers64 powers_;
};

} // namespace tailmass::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
