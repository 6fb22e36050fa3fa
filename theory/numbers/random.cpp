// Named random streams.
#include "theory/numbers/random.hpp"

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

// Von Neumann: a run of falling uniform numbers below y, each kept with probability p, has length n or more
// with probability (p y)^n/n!, so that it is of even length with probability e^{-p y}.
bool RandomStream::exponential_coin(double y, double p) {
  bool even = true;
  for (;;) {
    const double z = unit();
    if (!(z < y) || (p < 1 && !(unit() < p)))
      return even;
    y = z;
    even = !even;
  }
}

// Karney, "Sampling exactly from the normal distribution", ACM Trans. Math. Softw. 42 (2016): the whole part
// k with probability proportional to e^{-k^2/2}, then a fraction x with density e^{-x (2k + x)/2}.
double RandomStream::normal() {
  const auto coins = [&](std::size_t count, double y, double p) {
    for (std::size_t i = 0; i < count; ++i)
      if (!exponential_coin(y, p))
        return false;
    return true;
  };
  for (;;) {
    std::size_t k = 0;
    while (exponential_coin(0.5, 1))
      ++k;
    if (k > 1 && !coins(k * (k - 1), 0.5, 1))
      continue;
    const double x = unit();
    const double whole = static_cast<double>(k);
    if (coins(k + 1, x, (2 * whole + x) / (2 * whole + 2)))
      return below(2) == 0 ? whole + x : -(whole + x);
  }
}

} // namespace tailmass
