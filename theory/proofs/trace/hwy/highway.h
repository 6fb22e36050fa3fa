// A stand-in for Highway whose vectors are terms: a kernel that is compiled against it and called once prints
// what it computes, operation by operation, instead of computing it. Only what the kernels of theory/fast use.
#pragma once
#include <bit>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#define HWY_BEFORE_NAMESPACE() static_assert(true)
#define HWY_AFTER_NAMESPACE() static_assert(true)
#define HWY_NAMESPACE N_TRACE
#define HWY_INLINE inline
#define HWY_ATTR
#define HWY_ALIGN
#define HWY_RESTRICT
#define HWY_AVX3 1
#define HWY_AVX2 2
#define HWY_SCALAR 3
#define HWY_EMU128 4
#ifndef HWY_TARGET
#define HWY_TARGET 2
#endif
#ifndef HWY_NATIVE_FMA
#define HWY_NATIVE_FMA 1
#endif
#ifndef HWY_ARCH_X86
#define HWY_ARCH_X86 1
#endif
#define HWY_ONCE 0

namespace hwy {
inline void Prefetch(const void*) {}
} // namespace hwy

namespace trace {
/// The rounded operations in the order in which they are done, as Gappa reads them.
inline std::vector<std::string>& lines() {
  static std::vector<std::string> all;
  return all;
}
inline std::string number(double x) {
  char text[64];
  std::snprintf(text, sizeof text, "%a", x);
  return x < 0 ? "(" + std::string(text) + ")" : text;
}
inline std::string named(const std::string& what) {
  static int count = 0;
  const std::string name = "v" + std::to_string(++count);
  lines().push_back(name + " = " + what + ";");
  return name;
}
inline std::string rounded(const std::string& what) {
  return named("rnd(" + what + ")");
}
/// The steps, then what the kernel states of its result.
inline void print(const std::string& result, double stated) {
  for (const std::string& line : lines())
    std::printf("%s\n", line.c_str());
  std::printf("result = %s\nstated = %.17g\n", result.c_str(), stated);
}
} // namespace trace

namespace hwy::N_TRACE {
template <class T> struct ScalableTag { using Lane = T; };
template <class D> using TFromD = typename D::Lane;
template <class T> struct Term { std::string text; std::string raw; };
template <class D> using Vec = Term<TFromD<D>>;
template <class D> struct Signed_;
template <> struct Signed_<ScalableTag<double>> { using type = ScalableTag<std::int64_t>; };
template <> struct Signed_<ScalableTag<float>> { using type = ScalableTag<std::int32_t>; };
template <class D> using RebindToSigned = typename Signed_<D>::type;
template <class D> constexpr std::size_t MaxLanes(D) { return 8; }
template <class D> constexpr std::size_t Lanes(D) { return 8; }

template <class D, class X> Vec<D> Set(D, X x) {
  if constexpr (std::is_floating_point_v<TFromD<D>>) return {trace::number(static_cast<double>(x)), ""};
  else return {std::to_string(static_cast<long long>(x)), ""};
}
template <class T> Term<T> Add(Term<T> a, Term<T> b) {
  if constexpr (std::is_floating_point_v<T>) return {trace::rounded(a.text + " + " + b.text), ""};
  else return {"(" + a.text + " +int " + b.text + ")", ""};
}
template <class T> Term<T> Sub(Term<T> a, Term<T> b) {
  if constexpr (std::is_floating_point_v<T>) return {trace::rounded(a.text + " - " + b.text), ""};
  else return {"(" + a.text + " -int " + b.text + ")", ""};
}
template <class T> Term<T> Mul(Term<T> a, Term<T> b) { return {trace::rounded(a.text + " * " + b.text), ""}; }
template <class T> Term<T> MulAdd(Term<T> a, Term<T> b, Term<T> c) {
#if HWY_NATIVE_FMA
  return {trace::rounded(a.text + " * " + b.text + " + " + c.text), ""};
#else
  return Add(Mul(a, b), c);
#endif
}
template <class T> Term<T> NegMulAdd(Term<T> a, Term<T> b, Term<T> c) {
#if HWY_NATIVE_FMA
  return {trace::rounded(c.text + " - " + a.text + " * " + b.text), ""};
#else
  return Sub(c, Mul(a, b));
#endif
}
template <class T> Term<T> Max(Term<T> a, Term<T> b) { return {"max(" + a.text + ", " + b.text + ")", ""}; }
template <class D, class T> Vec<D> BitCast(D, Term<T> x) { return {"bits(" + x.text + ")", ""}; }
template <int n, class T> Term<T> ShiftLeft(Term<T> x) { return {"(" + x.text + " <<" + std::to_string(n) + ")", ""}; }
template <class D, class T> Vec<D> LoadU(D, const T*) { return {"table", ""}; }
template <class D, class T> struct Index { std::string text; };
template <class D, class T> Index<D, T> IndicesFromVec(D, Term<T> x) { return {x.text}; }
template <class T, class D, class I> Term<T> TableLookupLanes(Term<T> table, Index<D, I> i) {
  return {table.text + "[" + i.text + "]", ""};
}
template <class T> Term<T> And(Term<T> a, Term<T> b) { return {"(" + a.text + " and " + b.text + ")", ""}; }
template <class D, class T> void StoreU(Term<T>, D, T*) {}
template <class D, class T> Term<T> SumOfLanes(D, Term<T> x) { return x; }
template <class T> T GetLane(Term<T>) { return {}; }
/// A comparison serves a maximum and nothing else: a kernel that branches on its data in another way prints what no
/// script can read.
struct Below { std::string x, limit; };
template <class T> Below Lt(Term<T> x, Term<T> limit) { return {x.text, limit.text}; }
template <class T> Term<T> IfThenElse(Below below, Term<T> yes, Term<T> no) {
  if (below.x == no.text && below.limit == yes.text) return Max(yes, no);
  return {"(a branch on data)", ""};
}
} // namespace hwy::N_TRACE
