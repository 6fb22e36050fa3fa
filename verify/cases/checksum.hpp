// The checksum of cases, CRC-64/XZ.
#pragma once

#include <boost/crc.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tailmass::verify::cases {

/// Takes bytes piece by piece.
class Checksum {
public:
  void add(std::string_view bytes) { crc_.process_bytes(bytes.data(), bytes.size()); }
  /// Eight bytes, the least significant first.
  void add(std::uint64_t word);
  /// The number of them, then the bits of each.
  void add(std::span<const double> numbers);
  /// "0x0123456789abcdef".
  [[nodiscard]] std::string text() const;

private:
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc_;
};

} // namespace tailmass::verify::cases
