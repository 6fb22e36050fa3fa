// The directory of a zip archive, and the data of its members.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::input {

/// A member of an archive, as its directory says.
struct ZipMember {
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t size = 0; ///< unpacked
  std::span<const std::byte> packed = {};
};

/// Returns the name of an archive's first member, as it stands at its start; empty where the bytes are no
/// archive or are cut within it.
std::string first_zip_member(std::span<const std::byte> content);

/// Returns the members of an archive, zip64 or not, whose data lie apart within `content`. Throws InputError
/// (naming `file`, and the member where there is one) when the archive is cut, spans several files or
/// contradicts itself.
std::vector<ZipMember> zip_members(std::span<const std::byte> content, const std::string& file);

/// Returns why a member cannot be unpacked at all: it is encrypted or packed by an unknown method; empty
/// where it can be.
std::string zip_refusal(const ZipMember& member);

/// Returns the data of a member, unpacked into `buffer` where they were deflated. Throws InputError (naming
/// `file` and the member) when they are damaged, or too many for what they were packed in.
std::span<const std::byte> unpacked(const ZipMember& member, std::vector<std::byte>& buffer,
                                    const std::string& file);

} // namespace tailmass::verify::input
