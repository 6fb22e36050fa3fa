// The data of a zip archive's member: stored, or inflated by zlib; counted and summed.
#include "verify/input/input_error.hpp"
#include "verify/input/zip_archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

namespace tailmass::verify::input {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint64_t most_inflation = 1032; // 258 bytes of two bits (zlib's technical details)

/// zlib's state, freed on every way out.
class Inflation {
public:
  Inflation() : ready_(inflateInit2(&stream_, -MAX_WBITS) == Z_OK) {}
  ~Inflation() {
    if (ready_)
      inflateEnd(&stream_);
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  /// Whether the packed bytes, all of them, inflate to as many as there is room for.
  bool fill(Bytes packed, std::span<std::byte> room) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    int state = ready_ ? Z_OK : Z_MEM_ERROR;
    // zlib asks for a place even where there is nothing to put.
    Bytef none = 0;
    while (state == Z_OK) {
      const auto in = static_cast<uInt>(std::min(packed.size(), most));
      const auto out = static_cast<uInt>(std::min(room.size(), most));
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data())); // only read
      stream_.avail_in = in;
      stream_.next_out = room.empty() ? &none : reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = out;
      state = inflate(&stream_, Z_NO_FLUSH);
      packed = packed.subspan(in - stream_.avail_in);
      room = room.subspan(out - stream_.avail_out);
    }
    return state == Z_STREAM_END && packed.empty() && room.empty();
  }

private:
  z_stream stream_{};
  bool ready_;
};

} // namespace

std::string zip_refusal(const ZipMember& member) {
  if ((member.flags & 1U) != 0)
    return "is encrypted";
  if (member.method != stored && member.method != deflated)
    return fmt::format("is packed by method {} of zip archives; only stored and deflated members can be read",
                       member.method);
  return {};
}

std::span<const std::byte> unpacked(const ZipMember& member, std::vector<std::byte>& buffer,
                                    const std::string& file) {
  const InputPlace place{file, member.name};
  Bytes data = member.packed;
  if (member.method == deflated) {
    if (member.size / most_inflation > data.size())
      throw InputError(
          place, fmt::format("claims {} bytes, more than {} packed ones can hold", member.size, data.size()));
    buffer.resize(static_cast<std::size_t>(member.size));
    if (!Inflation().fill(data, buffer))
      throw InputError(place, fmt::format("is damaged: its data do not inflate to {} bytes", member.size));
    data = buffer;
  }
  if (data.size() != member.size)
    throw InputError(place, fmt::format("is damaged: it has {} bytes, not {}", data.size(), member.size));
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size());
  if (crc != member.crc)
    throw InputError(place, fmt::format("is damaged: its checksum is {:08x}, not {:08x}", crc, member.crc));
  return data;
}

} // namespace tailmass::verify::input
