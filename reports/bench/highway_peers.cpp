// Highway's contributed functions, for every instruction set that it knows here.
#include "reports/bench/highway_peers.hpp"

#include "theory/fast/kernels/dispatch-inl.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reports/bench/highway_peers.cpp"
#include <hwy/cache_control.h>
#include <hwy/contrib/sort/vqsort.h>
#include <hwy/foreach_target.h>

// After the line that includes this file for each target.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tailmass::reports::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Four accumulators over all of x: each next vector through `step(accumulator, vector)`. The last lanes are
/// filled with `neutral`. A cache line that is 4 KiB ahead is asked for with every one that is read.
template <class T, class Step, class Join>
HWY_INLINE auto accumulate(const T* HWY_RESTRICT x, std::size_t n, T neutral, T start, const Step& step,
                           const Join& join) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  auto a = hn::Set(d, start), b = a, c = a, e = a;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto ahead = reinterpret_cast<std::uintptr_t>(x + i) + 4096; // maybe past the end: no pointer
    for (std::size_t line = 0; line < 4 * lanes * sizeof(T); line += 64)
      hwy::Prefetch(reinterpret_cast<const T*>(ahead + line)); // NOLINT(performance-no-int-to-ptr)
    a = step(a, hn::LoadU(d, x + i));
    b = step(b, hn::LoadU(d, x + i + lanes));
    c = step(c, hn::LoadU(d, x + i + 2 * lanes));
    e = step(e, hn::LoadU(d, x + i + 3 * lanes));
  }
  for (; i < n; i += lanes) {
    HWY_ALIGN T last[hn::MaxLanes(d)];
    std::fill_n(last, lanes, neutral);
    std::copy_n(x + i, std::min(lanes, n - i), last);
    a = step(a, hn::Load(d, last));
  }
  return join(join(a, b), join(c, e));
}

template <class T>
HWY_INLINE double SumOf(const T* x, std::size_t n) {
  const auto add = [](auto a, auto v) HWY_ATTR { return hn::Add(a, v); };
  return static_cast<double>(
      hn::GetLane(hn::SumOfLanes(hn::ScalableTag<T>(), accumulate(x, n, T(0), T(0), add, add))));
}

template <class T>
HWY_INLINE T LargestOf(const T* x, std::size_t n) {
  constexpr T masked = -std::numeric_limits<T>::infinity();
  const auto larger = [](auto a, auto v) HWY_ATTR { return hn::Max(a, v); };
  return hn::GetLane(hn::MaxOfLanes(hn::ScalableTag<T>(), accumulate(x, n, masked, masked, larger, larger)));
}

template <class T>
HWY_INLINE double ExpSumOf(const T* x, std::size_t n, T top) {
  const hn::ScalableTag<T> d;
  const auto shift = hn::Set(d, top);
  const auto add_exp = [d, shift](auto a, auto v)
                           HWY_ATTR { return hn::Add(a, hn::Exp(d, hn::Sub(v, shift))); };
  const auto add = [](auto a, auto v) HWY_ATTR { return hn::Add(a, v); };
  constexpr T masked = -std::numeric_limits<T>::infinity();
  return static_cast<double>(hn::GetLane(hn::SumOfLanes(d, accumulate(x, n, masked, T(0), add_exp, add))));
}

double SumDoubles(const double* x, std::size_t n) {
  return SumOf(x, n);
}
double SumFloats(const float* x, std::size_t n) {
  return SumOf(x, n);
}
double LargestDouble(const double* x, std::size_t n) {
  return LargestOf(x, n);
}
float LargestFloat(const float* x, std::size_t n) {
  return LargestOf(x, n);
}
double ExpSumDoubles(const double* x, std::size_t n, double top) {
  return ExpSumOf(x, n, top);
}
double ExpSumFloats(const float* x, std::size_t n, float top) {
  return ExpSumOf(x, n, top);
}

} // namespace tailmass::reports::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tailmass::reports::bench {

HWY_EXPORT(SumDoubles);
HWY_EXPORT(SumFloats);
HWY_EXPORT(LargestDouble);
HWY_EXPORT(LargestFloat);
HWY_EXPORT(ExpSumDoubles);
HWY_EXPORT(ExpSumFloats);

double plain_sum(std::span<const double> x) {
  return TAILMASS_ON_TARGET(SumDoubles)(x.data(), x.size());
}
double plain_sum(std::span<const float> x) {
  return TAILMASS_ON_TARGET(SumFloats)(x.data(), x.size());
}
double exp_sum(std::span<const double> x, double top) {
  return TAILMASS_ON_TARGET(ExpSumDoubles)(x.data(), x.size(), top);
}
double exp_sum(std::span<const float> x, float top) {
  return TAILMASS_ON_TARGET(ExpSumFloats)(x.data(), x.size(), top);
}
double largest(std::span<const double> x) {
  return TAILMASS_ON_TARGET(LargestDouble)(x.data(), x.size());
}
float largest(std::span<const float> x) {
  return TAILMASS_ON_TARGET(LargestFloat)(x.data(), x.size());
}

template <class T>
double highway_log_sum_exp(std::span<const T> x) {
  const T top = largest(x);
  return static_cast<double>(top) + std::log(exp_sum(x, top));
}
template double highway_log_sum_exp(std::span<const double>);
template double highway_log_sum_exp(std::span<const float>);

namespace {

void use_for_process(std::int64_t targets) {
  hwy::SetSupportedTargetsForTest(targets);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

/// Sorts on the thread's instruction set, which Highway's own library takes from the process.
template <class T>
void sort(std::span<T> x) {
  const std::string_view name = fast::target_in_use();
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
    if (name == hwy::TargetName(target))
      use_for_process(target);
  hwy::Sorter()(x.data(), x.size(), hwy::SortAscending());
  use_for_process(0);
}

} // namespace

void vector_sort(std::span<double> x) {
  sort(x);
}
void vector_sort(std::span<float> x) {
  sort(x);
}

template <class T>
std::size_t k_epsilon_of_sorted(std::span<const T> x, double epsilon) {
  constexpr std::size_t block = 4096;
  const T top = x.back();
  const double most = epsilon * exp_sum(x, top);
  double sum = 0;
  std::size_t i = 0;
  for (; i < x.size(); i += block) {
    const double next = exp_sum(x.subspan(i, std::min(block, x.size() - i)), top);
    if (sum + next > most)
      break;
    sum += next;
  }
  for (; i < x.size(); ++i) {
    sum += std::exp(static_cast<double>(x[i] - top));
    if (sum > most)
      break;
  }
  return x.size() - i;
}
template std::size_t k_epsilon_of_sorted(std::span<const double>, double);
template std::size_t k_epsilon_of_sorted(std::span<const float>, double);

template <class T>
double tail_mass_of_split(std::span<const T> x, std::size_t k) {
  const T top = largest(x.first(k));
  const double head = exp_sum(x.first(k), top);
  const double tail = exp_sum(x.subspan(k), top);
  return tail / (head + tail);
}
template double tail_mass_of_split(std::span<const double>, std::size_t);
template double tail_mass_of_split(std::span<const float>, std::size_t);

} // namespace tailmass::reports::bench
#endif
