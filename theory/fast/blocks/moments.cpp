// Moments in doubles, and arithmetic of enclosures.
#include "theory/fast/blocks/moments.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <array>
#include <cmath>

namespace tailmass::fast {

namespace {

constexpr double u = 0x1p-53;
constexpr Enclosure unknown{0, std::numeric_limits<double>::infinity()};

/// |a/b - A/B| <= (|a - A| + |A/B| |b - B|)/|b|, and the rounding of A/B.
Enclosure operator/(const Enclosure& a, const Enclosure& b) {
  const double least = (std::abs(b.value) - b.radius) * (1 - 0x1p-50);
  if (!(least > 0))
    return unknown;
  const double value = a.value / b.value;
  return sane(
      {value, ((a.radius + std::abs(value) * b.radius) / least + u * std::abs(value)) * (1 + 0x1p-49) +
                  4 * std::numeric_limits<double>::denorm_min()});
}

Enclosure operator-(const Enclosure& a, const Enclosure& b) {
  return a + Enclosure{-b.value, b.radius};
}

/// exp is within 2 u.
Enclosure exponential(const Enclosure& x) {
  constexpr double widest = 0.125;
  if (!(x.radius <= widest))
    return unknown;
  return sane(enclose(std::exp(x.value), std::expm1(x.radius) * (1 + 0x1p-50) + 3 * u));
}

Enclosure moment_bound(const BlockMoments& of, double end) {
  const Enclosure count{static_cast<double>(of.facts.finite), 0};
  if (of.facts.least == of.facts.largest)
    return count * exponential({of.facts.least, 0});
  const Enclosure distance = Enclosure{end, 0} - of.facts.mean;
  const Enclosure other = of.variance / distance; // from the mean: of the same sign as `distance`
  return count * ((other * exponential({end, 0}) + distance * exponential(of.facts.mean - other)) /
                  (distance + other));
}

} // namespace

template <class T>
BlockMoments moments_of(std::span<const T> block) {
  const AssumedArithmetic assumed;
  BlockMoments of{.facts = facts_of(block), .variance = {}};
  if (of.facts.finite == 0)
    return of;
  constexpr T masked = -std::numeric_limits<T>::infinity();
  constexpr std::size_t width = 8;
  const double centre = of.facts.mean.value;
  std::array<double, width> lanes{};
  const auto add = [&](std::size_t lane, T score) {
    const double deviation = score == masked ? 0 : static_cast<double>(score) - centre;
    lanes[lane] += deviation * deviation;
  };
  std::size_t key = 0;
  for (; key + width <= block.size(); key += width)
    for (std::size_t lane = 0; lane < width; ++lane)
      add(lane, block[key + lane]);
  for (; key < block.size(); ++key)
    add(key % width, block[key]);
  double squares = 0;
  for (const double lane : lanes)
    squares += lane;
  const double n = static_cast<double>(of.facts.finite), keys = static_cast<double>(block.size());
  const Enclosure mean_square = enclose(squares / n, (keys / static_cast<double>(width) + 16) *
                                                         u); // 8 additions of lanes, and 8 to spare
  const double radius = mean_square.radius + of.facts.mean.radius * of.facts.mean.radius * (1 + 0x1p-50) +
                        2 * keys * std::numeric_limits<double>::denorm_min();
  of.variance = sane({mean_square.value, radius * (1 + 0x1p-50)});
  return of;
}

Enclosure moment_lower(const BlockMoments& of, double lower) {
  const AssumedArithmetic assumed;
  return moment_bound(of, lower);
}

Enclosure moment_upper(const BlockMoments& of, double upper) {
  const AssumedArithmetic assumed;
  return moment_bound(of, upper);
}

template BlockMoments moments_of(std::span<const float>);
template BlockMoments moments_of(std::span<const double>);

} // namespace tailmass::fast
