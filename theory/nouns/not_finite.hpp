// How many numbers of many are NaN or infinite, which most often is none.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tailmass {

/// Returns that number. Added to the bits of what is not finite, one step of the exponent carries into the
/// sign, which is no branch and no comparison: compilers keep the lanes in vectors.
[[nodiscard]] inline std::size_t not_finite_in(std::span<const double> numbers) {
  constexpr std::uint64_t magnitude = ~std::uint64_t{0} >> 1, step = std::uint64_t{1} << 52;
  const auto one = [](double x) { return ((std::bit_cast<std::uint64_t>(x) & magnitude) + step) >> 63; };
  std::array<std::uint64_t, 8> lanes{};
  std::size_t i = 0;
  for (; i + lanes.size() <= numbers.size(); i += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] += one(numbers[i + lane]);
  for (; i < numbers.size(); ++i)
    lanes[0] += one(numbers[i]);
  std::size_t found = 0;
  for (const std::uint64_t lane : lanes)
    found += lane;
  return found;
}

} // namespace tailmass
