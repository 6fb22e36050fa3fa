// Seeded mutations of a file in memory.
#pragma once

#include "verify/tests/input/samples.hpp"

#include <cstddef>
#include <cstdint>
#include <random>

namespace tailmass::samples {

/// Makes a mutant of a file by one to three mutations: a bit flipped, a byte set, truncation, bytes inserted,
/// a slice repeated or cut out, two bytes swapped, an interesting integer as header length or in place of
/// digits.
class Mutator {
public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}
  Bytes operator()(Bytes file);

private:
  std::size_t place(const Bytes& file);
  void mutate(Bytes& file);
  void splice_length(Bytes& file);
  void splice_digits(Bytes& file, std::size_t at);
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  std::mt19937_64 random_;
};

} // namespace tailmass::samples
