// Rows for the fast path.
#include "theory/tests/fast/rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace tailmass {

std::vector<FastRow> fast_rows(std::size_t n, std::uint64_t seed) {
  constexpr double masked = -std::numeric_limits<double>::infinity();
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  const auto row = [&](const auto& score) {
    std::vector<double> scores(n);
    for (std::size_t i = 0; i < n; ++i)
      scores[i] = static_cast<double>(static_cast<float>(score(i)));
    return scores;
  };
  std::vector<FastRow> rows;
  rows.push_back({"Gaussian", row([&](std::size_t) { return 2 * normal(engine); })});
  rows.push_back({"sorted", rows[0].scores});
  std::ranges::sort(rows.back().scores);
  rows.push_back({"reverse sorted", rows[1].scores});
  std::ranges::reverse(rows.back().scores);
  rows.push_back({"all ties", row([](std::size_t) { return 0.375; })});
  rows.push_back({"few levels", row([&](std::size_t) { return std::round(normal(engine)); })});
  rows.push_back({"peaked", row([&](std::size_t) { return 8 * normal(engine); })});
  rows.push_back({"one-hot", row([&](std::size_t i) { return i == n / 2 ? 500 : normal(engine); })});
  rows.push_back({"half masked", row([&](std::size_t i) { return i % 2 == 0 ? normal(engine) : masked; })});
  rows.push_back({"one unmasked", row([&](std::size_t i) { return i == n / 3 ? -3.5 : masked; })});
  rows.push_back({"offset 1e6", row([&](std::size_t) { return 1e6 + 2 * normal(engine); })});
  rows.push_back({"offset -1e6", row([&](std::size_t) { return -1e6 + 2 * normal(engine); })});
  rows.push_back({"offset 3e9", row([&](std::size_t) { return 3e9 + 1000 * normal(engine); })});
  rows.push_back({"finite masks", row([&](std::size_t i) { return i % 3 == 0 ? -1e9 : normal(engine); })});
  rows.push_back({"past the exponent", row([&](std::size_t) { return 3000 * normal(engine); })});
  rows.push_back({"far past it", row([&](std::size_t) { return 1e30 * normal(engine); })});
  rows.push_back({"rising steeply", row([&](std::size_t i) { return 1500.0 * static_cast<double>(i); })});
  rows.push_back({"at the domain's end", row([&](std::size_t i) {
                    return (i % 2 == 0 ? 1048575.0 : 1048577.0) * (i % 4 < 2 ? 1 : -1);
                  })});
  return rows;
}

Ball true_partition(const std::vector<double>& scores) {
  const double top = *std::ranges::max_element(scores);
  Ball sum = Ball().at_precision(192);
  for (const double score : scores)
    if (std::isfinite(score))
      sum += exp(Ball(score).at_precision(192) - Ball(top));
  return sum;
}

bool encloses(const fast::ScaledSum& sum, const Ball& partition, double top, double* used) {
  Ball value = (Ball(sum.high) + Ball(sum.low)).at_precision(192);
  // value 2^exponent e^base = partition e^top within relative: all in units of e^top.
  const Ball shift = Ball(sum.base).at_precision(192) - Ball(top) +
                     Ball(static_cast<double>(sum.exponent)) * log(Ball(2).at_precision(192));
  value *= exp(shift);
  const Ball error = abs(value / partition - Ball(1));
  if (used != nullptr)
    *used = approximate(error) / sum.relative;
  return certainly_at_most(error, Ball(sum.relative));
}

bool encloses(fast::Enclosure enclosure, const Ball& truth) {
  // The truth is a ball of 192 bits itself: what it proves to be outside is outside.
  return std::isinf(enclosure.radius) ||
         !certainly_less(Ball(enclosure.radius), abs(truth - Ball(enclosure.value)));
}

} // namespace tailmass
