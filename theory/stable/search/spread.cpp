// How vectors spread about a point: mean, largest length, and the deviation along any direction.
#include "theory/stable/search/spread.hpp"

#include "theory/stable/search/lengths.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::stable {

namespace {

using Matrix = std::vector<double>; // p x p, symmetric

double trace_of(const Matrix& a, std::size_t p) {
  double trace = 0;
  for (std::size_t i = 0; i < p; ++i)
    trace += a[i * p + i];
  return trace;
}

Matrix squared(const Matrix& a, std::size_t p) {
  Matrix square(p * p);
  for (std::size_t i = 0; i < p; ++i)
    for (std::size_t k = 0; k < p; ++k) {
      const double factor = a[i * p + k];
      for (std::size_t j = 0; j < p; ++j)
        square[i * p + j] += factor * a[k * p + j];
    }
  return square;
}

/// Mean of y y' in units of `unit`^2, or the products of the vectors over n where these are fewer.
Matrix moments(std::span<const double> vectors, std::size_t n, std::size_t d, double unit) {
  std::vector<double> y(vectors.begin(), vectors.end());
  for (double& x : y)
    x /= unit;
  const double count = static_cast<double>(n);
  if (n < d) {
    Matrix products(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t x = 0; x < d; ++x)
          sum += y[i * d + x] * y[j * d + x];
        products[i * n + j] = sum / count;
      }
    return products;
  }
  Matrix mean(d * d);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t x = 0; x < d; ++x) {
      const double factor = y[i * d + x];
      for (std::size_t z = 0; z < d; ++z)
        mean[x * d + z] += factor * y[i * d + z];
    }
  for (double& x : mean)
    x /= count;
  return mean;
}

} // namespace

Spread spread_of(std::span<const double> vectors, std::size_t d) {
  const std::size_t n = vectors.size() / d, p = std::min(n, d);
  Spread spread{.mean = 0, .largest = 0, .deviation = 0, .sides = std::vector<double>(n)};
  std::vector<double> total(d);
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<const double> y = vectors.subspan(i * d, d);
    for (std::size_t x = 0; x < d; ++x)
      total[x] += y[x];
    spread.largest = std::max(spread.largest, length_above(y));
  }
  for (double& x : total)
    x /= static_cast<double>(n);
  const double relative = 4 * static_cast<double>(n + d + 16) * unit_roundoff<>;
  spread.largest *= 1 + relative;
  if (spread.largest == 0)
    return spread;
  const double edge = static_cast<double>(p);
  spread.mean = length_above(total) * (1 + relative) + product_above(spread.largest, relative * edge) +
                smallest_subnormal<>;
  const Matrix a = moments(vectors, n, d, spread.largest);
  const double size = trace_of(a, p);
  Matrix power = a;
  for (double& x : power)
    x /= size;
  // lambda^(2^m) <= size^(2^m) traces^..: logarithms of the traces add, each halved once more.
  const int squarings = p <= 16 ? 5 : 7;
  double log_largest = std::log(size), share = 1;
  for (int m = 0; m < squarings; ++m) {
    power = squared(power, p);
    const double trace = trace_of(power, p);
    share /= 2;
    log_largest += share * std::log(trace);
    for (double& x : power)
      x /= trace;
  }
  const double relative_of_power = 8 * edge * edge * edge * unit_roundoff<> + relative * edge * edge;
  spread.deviation = spread.largest * std::sqrt(std::exp(log_largest)) * (1 + relative_of_power + 0x1p-44) +
                     smallest_subnormal<>;
  std::size_t best = 0;
  for (std::size_t i = 1; i < p; ++i)
    if (power[i * p + i] > power[best * p + best])
      best = i;
  for (std::size_t i = 0; i < n; ++i) {
    if (n < d) {
      spread.sides[i] = power[best * p + i];
      continue;
    }
    for (std::size_t x = 0; x < d; ++x)
      spread.sides[i] += vectors[i * d + x] * power[best * p + x];
  }
  return spread;
}

} // namespace tailmass::stable
