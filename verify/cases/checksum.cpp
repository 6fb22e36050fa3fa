// Checksums of text and numbers, eight bytes at a time: a run reads all of its files for them.
#include "verify/cases/checksum.hpp"

#include "verify/cases/case_document.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace tailmass::verify::cases {

namespace {

constexpr std::uint64_t polynomial = 0xC96C5795D7870F42; // of ECMA-182, its bits reversed
constexpr std::size_t step = sizeof(std::uint64_t);

/// tables[i][b] is what byte b leaves after i zero bytes more.
constexpr std::array<std::array<std::uint64_t, 256>, step> tables = [] {
  std::array<std::array<std::uint64_t, 256>, step> all{};
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    std::uint64_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? polynomial : 0);
    all[0][byte] = remainder;
  }
  for (std::size_t i = 1; i < step; ++i)
    for (std::size_t byte = 0; byte < 256; ++byte)
      all[i][byte] = (all[i - 1][byte] >> 8U) ^ all[0][all[i - 1][byte] & 0xFFU];
  return all;
}();

} // namespace

void Checksum::add(std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little);
  for (; bytes.size() >= step; bytes.remove_prefix(step)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), step);
    word ^= remainder_;
    remainder_ = 0;
    for (std::size_t i = 0; i < step; ++i)
      remainder_ ^= tables[step - 1 - i][(word >> (8 * i)) & 0xFFU];
  }
  for (const char byte : bytes)
    remainder_ = (remainder_ >> 8U) ^ tables[0][(remainder_ ^ static_cast<unsigned char>(byte)) & 0xFFU];
}

void Checksum::add(std::uint64_t word) {
  std::array<char, step> bytes{};
  std::memcpy(bytes.data(), &word, step);
  add(std::string_view(bytes.data(), step));
}

void Checksum::add(std::span<const double> numbers) {
  add(static_cast<std::uint64_t>(numbers.size()));
  for (const double x : numbers)
    add(std::bit_cast<std::uint64_t>(x));
}

std::string Checksum::text() const {
  return hexadecimal(~remainder_);
}

} // namespace tailmass::verify::cases
