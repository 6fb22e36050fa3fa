// Checksums against Boost's, a bit at a time where it counts.
#include "verify/cases/checksum.hpp"

#include "theory/numbers/random.hpp"
#include "verify/cases/case_document.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <gtest/gtest.h>

namespace tailmass::verify::cases {

TEST(Checksum, IsCrc64OfXz) {
  Checksum checksum;
  EXPECT_EQ(checksum.text(), "0x0000000000000000");
  checksum.add(std::string_view("123456789"));
  EXPECT_EQ(checksum.text(), "0x995dc9bbdf1939fa");
}

TEST(Checksum, IsThatOfBoostHoweverTheBytesCome) {
  RandomStream random(5, {"checksum"});
  for (std::size_t length = 0; length < 300; ++length) {
    std::string bytes(length, '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(random.below(256));
    boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc;
    crc.process_bytes(bytes.data(), bytes.size());
    Checksum pieces;
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t piece = std::min<std::size_t>(rest.size(), 1 + random.below(20));
      pieces.add(rest.substr(0, piece));
      rest.remove_prefix(piece);
    }
    EXPECT_EQ(pieces.text(), hexadecimal(crc.checksum())) << length;
  }
}

} // namespace tailmass::verify::cases
