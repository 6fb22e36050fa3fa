// The checksum of cases and of files, CRC-64/XZ.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::verify::cases {

/// Takes bytes piece by piece.
class Checksum {
public:
  void add(std::string_view bytes);
  /// Eight bytes, the least significant first.
  void add(std::uint64_t word);
  /// The number of them, then the bits of each.
  void add(std::span<const double> numbers);
  /// "0x0123456789abcdef".
  [[nodiscard]] std::string text() const;

private:
  std::uint64_t remainder_ = ~std::uint64_t{0};
};

} // namespace tailmass::verify::cases
