// Named random streams.
#include "verify/random.hpp"

#include <cmath>
#include <numbers>

namespace tailmass {

namespace {

/// Fowler, Noll and Vo's 64-bit hash (FNV-1a), which is the same everywhere.
std::uint64_t hash(std::uint64_t state, std::string_view bytes) {
  for (const char byte : bytes)
    state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  return state;
}

std::uint64_t hash(std::uint64_t state, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8)
    state = (state ^ ((number >> shift) & 0xffU)) * 0x100000001b3U;
  return state;
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::initializer_list<std::string_view> words,
                           std::uint64_t number) {
  std::uint64_t state = hash(0xcbf29ce484222325U, seed);
  for (const std::string_view word : words)
    state = hash(hash(state, word), std::uint64_t{word.size()});
  engine_.seed(hash(state, number));
}

std::size_t RandomStream::below(std::size_t below) {
  const std::uint64_t fair = -below % below; // 2^64 mod below: what is left over would favour small numbers
  for (;;)
    if (const std::uint64_t drawn = engine_(); drawn >= fair)
      return drawn % below;
}

double RandomStream::unit() {
  return static_cast<double>(engine_() >> 11U) * 0x1p-53;
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - unit())); // Box and Muller
  return radius * std::cos(2 * std::numbers::pi * unit());
}

} // namespace tailmass
