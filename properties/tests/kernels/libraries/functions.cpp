// Functions of a row: a right log-sum-exp and a right tail mass, and ones that are wrong.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
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

} // namespace

extern "C" {
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
