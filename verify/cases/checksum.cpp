// Checksums of text and numbers.
#include "verify/cases/checksum.hpp"

#include "verify/cases/case_document.hpp"

#include <bit>

namespace tailmass::verify::cases {

void Checksum::add(std::uint64_t word) {
  for (unsigned shift = 0; shift < 64; shift += 8)
    crc_.process_byte(static_cast<unsigned char>((word >> shift) & 0xFFU));
}

void Checksum::add(std::span<const double> numbers) {
  add(static_cast<std::uint64_t>(numbers.size()));
  for (const double x : numbers)
    add(std::bit_cast<std::uint64_t>(x));
}

std::string Checksum::text() const {
  return hexadecimal(crc_.checksum());
}

} // namespace tailmass::verify::cases
