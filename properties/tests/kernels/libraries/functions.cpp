// Functions of a row: a right log-sum-exp, tail mass and softmax in several formats, and ones that are wrong.
#include "element.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

namespace {

/// e^x by 2^n and a polynomial of the rest, whose coefficients are 1/j!.
float exponential(float x, float third) {
  if (x < -87)
    return 0;
  const float n = std::nearbyint(x * 1.44269504F);
  const float r = std::fma(n, -0.693145752F, x) - n * 1.42860677e-6F;
  const float p =
      1 + r * (1 + r * (0.5F +
                        r * (third + r * (1 / 24.0F + r * (1 / 120.0F + r * (1 / 720.0F + r / 5040.0F))))));
  return std::ldexp(p, static_cast<int>(n));
}

float log_sum_exp(const float* s, std::size_t n, float third) {
  const float top = *std::max_element(s, s + n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    sum += exponential(s[i] - top, third);
  return static_cast<float>(top + std::log(sum));
}

/// Of elements of any format, summed in A; the sum is that of the first `summed` keys, which is all but where
/// it is wrong.
template <class A, class Element>
void softmax_of(const Element* s, std::size_t n, Element* p, std::size_t summed) {
  A top = -std::numeric_limits<A>::infinity(), sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    top = std::max(top, static_cast<A>(number(s[i])));
  for (std::size_t i = 0; i < summed; ++i)
    sum += std::exp(static_cast<A>(number(s[i])) - top);
  for (std::size_t i = 0; i < n; ++i)
    p[i] = element<Element>(std::exp(static_cast<A>(number(s[i])) - top) / sum);
}

/// The same of the bits of a half format, as the command calls it.
template <class Element>
void softmax_of_bits(const std::uint16_t* s, std::size_t n, std::uint16_t* p) {
  std::vector<Element> scores(n), shares(n);
  std::memcpy(scores.data(), s, n * sizeof *s);
  softmax_of<float>(scores.data(), n, shares.data(), n);
  std::memcpy(p, shares.data(), n * sizeof *p);
}

} // namespace

extern "C" {
void softmax(const double* s, std::size_t n, double* p) {
  softmax_of<double>(s, n, p, n);
}
void softmax_float(const float* s, std::size_t n, float* p) {
  softmax_of<float>(s, n, p, n);
}
void softmax_half(const std::uint16_t* s, std::size_t n, std::uint16_t* p) {
  softmax_of_bits<Half>(s, n, p);
}
void softmax_bfloat16(const std::uint16_t* s, std::size_t n, std::uint16_t* p) {
  softmax_of_bits<Bfloat16>(s, n, p);
}
void softmax_in_float(const double* s, std::size_t n, double* p) {
  softmax_of<float>(s, n, p, n);
}
void softmax_of_multiples(const float* s, std::size_t n, float* p) {
  softmax_of<float>(s, n, p, n < 8 ? n : n / 8 * 8);
}
void softmax_too_far(const float* s, std::size_t n, float* p) {
  softmax_of<float>(s, n, p, n);
  p[n] = 0;
}
void softmax_last_late(const float* s, std::size_t n, float* p) {
  softmax_of<float>(s, n, p, n);
  if (n > 4)
    p[n - 1] *= 1.001F;
}
double lse(const double* s, std::size_t n) {
  const double top = *std::max_element(s, s + n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    sum += std::exp(s[i] - top);
  return top + std::log(sum);
}
float lse_float(const float* s, std::size_t n) {
  return log_sum_exp(s, n, 1 / 6.0F);
}
float lse_wrong_constant(const float* s, std::size_t n) {
  return log_sum_exp(s, n, 0.17F);
}
double tail_mass(const double* s, std::size_t n, std::size_t k) {
  std::vector<double> sorted(s, s + n);
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  double head = 0, tail = 0;
  for (std::size_t i = n; i-- > 0;)
    (i < k ? head : tail) += std::exp(sorted[i] - sorted[0]);
  return tail / (head + tail);
}
double lse_crashing(const double* s, std::size_t n) {
  if (n > 8)
    std::abort();
  return lse(s, n);
}
}
