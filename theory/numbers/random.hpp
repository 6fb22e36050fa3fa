// A random stream whose numbers are the same on every platform and compiler.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string_view>

namespace tailmass {

/// The Mersenne Twister is specified bit by bit; the standard's distributions and the functions of the C
/// library are not, so that nothing but + - * / and comparisons is done with its numbers.
class RandomStream {
public:
  /// A stream named by numbers and words; other names give independent streams.
  RandomStream(std::uint64_t seed, std::initializer_list<std::string_view> words, std::uint64_t number = 0);

  /// Uniform in 0..below-1; below >= 1.
  std::size_t below(std::size_t below);
  /// Uniform in [0, 1), a multiple of 2^-53.
  double unit();
  double uniform(double low, double high) { return low + (high - low) * unit(); }
  /// Standard normal, by von Neumann's and Karney's comparisons of uniform numbers; a multiple of 2^-53 up to
  /// rounding.
  double normal();

private:
  bool exponential_coin(double y, double p);

  std::mt19937_64 engine_;
};

} // namespace tailmass
