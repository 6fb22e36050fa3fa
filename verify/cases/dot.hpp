// A dot product with the sum of its magnitudes.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace tailmass::verify::cases {

/// sum q_x k_x and sum |q_x k_x|.
template <class Sum>
struct Dot {
  Sum product, magnitude;
};
/// Returns both of as many coordinates, each within gamma_{d + 1} of the second. Eight sums stand side by
/// side, which the compiler keeps in vectors without reordering any of them.
template <class Sum>
[[nodiscard]] Dot<Sum> dot(std::span<const double> q, std::span<const double> k) {
  constexpr std::size_t lanes = 8;
  Sum product[lanes] = {}, magnitude[lanes] = {};
  std::size_t x = 0;
  for (; x + lanes <= q.size(); x += lanes)
    for (std::size_t i = 0; i < lanes; ++i) {
      const Sum term = Sum(q[x + i]) * Sum(k[x + i]);
      product[i] += term;
      magnitude[i] += std::abs(term);
    }
  Dot<Sum> sum{0, 0};
  for (; x < q.size(); ++x) {
    const Sum term = Sum(q[x]) * Sum(k[x]);
    sum.product += term;
    sum.magnitude += std::abs(term);
  }
  for (std::size_t i = 0; i < lanes; ++i) {
    sum.product += product[i];
    sum.magnitude += magnitude[i];
  }
  return sum;
}

} // namespace tailmass::verify::cases
