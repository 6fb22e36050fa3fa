// Records of a zip archive, each with a signature, little-endian (PKWARE's APPNOTE 6.3, sections 4.3 to 4.5).
#include "verify/input/zip_archive.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace tailmass::verify::input {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t local_signature = 0x04034B50;
constexpr std::uint32_t directory_signature = 0x02014B50;
constexpr std::uint32_t end64_signature = 0x06064B50;
constexpr std::uint32_t locator64_signature = 0x07064B50;

/// Reads numbers one after the other; past the end they are a fault of the file.
class Reader {
public:
  Reader(Bytes content, std::uint64_t at, const InputPlace& place) : content_(content), place_(place) {
    skip(at);
  }

  template <class T>
  T take() {
    const Bytes bytes = take_bytes(sizeof(T));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return static_cast<T>(value);
  }
  std::uint16_t take16() { return take<std::uint16_t>(); }
  std::uint32_t take32() { return take<std::uint32_t>(); }
  std::uint64_t take64() { return take<std::uint64_t>(); }

  Bytes take_bytes(std::uint64_t count) {
    const Bytes taken = content_.subspan(at_).first(0);
    skip(count);
    return {taken.data(), static_cast<std::size_t>(count)};
  }
  void skip(std::uint64_t count) {
    if (count > content_.size() - at_)
      throw InputError(place_, "is a zip archive that was cut: it says that it goes on after its end");
    at_ += static_cast<std::size_t>(count);
  }
  void require(std::uint32_t signature, const char* what) {
    if (take32() != signature)
      throw InputError(place_, fmt::format("is a damaged zip archive: {} is not where it should be", what));
  }
  [[nodiscard]] std::size_t left() const { return content_.size() - at_; }

private:
  Bytes content_;
  const InputPlace& place_;
  std::size_t at_ = 0;
};

std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Where the directory starts, and how many members it has.
struct Directory {
  std::uint64_t offset;
  std::uint64_t members;
};

/// The record at the end says where the directory is, unless it leaves that to one of 64 bits before it.
Directory directory_of(Bytes content, const InputPlace& place) {
  constexpr std::size_t end_size = 22;
  constexpr std::size_t locator_size = 20;
  constexpr std::string_view signature("PK\5\6", 4);
  // A comment of at most 64 kB follows it.
  const std::size_t tail = std::min<std::size_t>(content.size(), end_size + 0xFFFF);
  const std::string last = text_of(content.last(tail));
  const std::size_t found = last.rfind(signature);
  if (found == std::string::npos)
    throw InputError(place, "is a zip archive that was cut: it has no directory");
  const std::size_t end = content.size() - tail + found;
  Reader record(content, end + 4, place);
  const bool one_disk = record.take16() == 0 && record.take16() == 0;
  record.skip(2);
  Directory directory{.offset = 0, .members = record.take16()};
  record.skip(4);
  directory.offset = record.take32();
  record.skip(record.take16()); // the comment
  if (end >= locator_size && Reader(content, end - locator_size, place).take32() == locator64_signature) {
    const std::uint64_t end64 = Reader(content, end - locator_size + 8, place).take64();
    Reader wide(content, end64, place);
    wide.require(end64_signature, "the 64-bit end of its directory");
    wide.skip(8 + 2 + 2 + 4 + 4 + 8);
    directory.members = wide.take64();
    wide.skip(8);
    directory.offset = wide.take64();
  } else if (!one_disk) {
    throw InputError(place, "is a part of a zip archive in several files");
  }
  return directory;
}

/// Takes from the extra fields those sizes that the 32 bits of the directory were too few for.
void widen(Bytes extra, const InputPlace& place, std::initializer_list<std::uint64_t*> sizes) {
  constexpr std::uint64_t too_few = 0xFFFFFFFF;
  constexpr std::uint16_t zip64_field = 1;
  Reader fields(extra, 0, place);
  while (fields.left() >= 4) {
    const std::uint16_t id = fields.take16();
    const Bytes field = fields.take_bytes(fields.take16());
    if (id != zip64_field)
      continue;
    Reader wide(field, 0, place);
    for (std::uint64_t* size : sizes)
      if (*size == too_few)
        *size = wide.take64();
  }
}

ZipMember member_at(Reader& directory, Bytes content, const std::string& file) {
  directory.require(directory_signature, "an entry of its directory");
  directory.skip(4);
  ZipMember member;
  member.flags = directory.take16();
  member.method = directory.take16();
  directory.skip(4);
  member.crc = directory.take32();
  std::uint64_t packed_size = directory.take32();
  member.size = directory.take32();
  const std::uint16_t name_size = directory.take16();
  const std::uint16_t extra_size = directory.take16();
  const std::uint16_t comment_size = directory.take16();
  directory.skip(8);
  std::uint64_t offset = directory.take32();
  member.name = text_of(directory.take_bytes(name_size));
  const InputPlace own{file, member.name};
  widen(directory.take_bytes(extra_size), own, {&member.size, &packed_size, &offset});
  directory.skip(comment_size);
  Reader local(content, offset, own);
  local.require(local_signature, "its start");
  local.skip(22);
  const std::uint16_t local_name_size = local.take16();
  const std::uint16_t local_extra_size = local.take16();
  if (text_of(local.take_bytes(local_name_size)) != member.name)
    throw InputError(own, "has another name where it starts");
  local.skip(local_extra_size);
  member.packed = local.take_bytes(packed_size);
  return member;
}

/// Members whose data lie in each other are how a small file unpacks to a huge one.
void require_apart(std::vector<ZipMember> members, const std::string& file) {
  std::ranges::sort(members, {}, [](const ZipMember& member) { return member.packed.data(); });
  for (std::size_t i = 1; i < members.size(); ++i)
    if (members[i - 1].packed.data() + members[i - 1].packed.size() > members[i].packed.data())
      throw InputError({file, members[i].name},
                       fmt::format("overlaps {} in the archive", in_quotes(members[i - 1].name)));
}

} // namespace

std::string first_zip_member(std::span<const std::byte> content) {
  constexpr std::size_t fixed = 30;
  if (content.size() < fixed || text_of(content.first(4)) != "PK\3\4")
    return {};
  const InputPlace nowhere;
  const std::uint16_t size = Reader(content, 26, nowhere).take16();
  const Bytes rest = content.subspan(fixed);
  return text_of(rest.first(std::min<std::size_t>(size, rest.size())));
}

std::vector<ZipMember> zip_members(std::span<const std::byte> content, const std::string& file) {
  const InputPlace place{file};
  const Directory directory = directory_of(content, place);
  Reader entries(content, directory.offset, place);
  std::vector<ZipMember> members;
  for (std::uint64_t i = 0; i < directory.members; ++i)
    members.push_back(member_at(entries, content, file));
  require_apart(members, file);
  return members;
}

} // namespace tailmass::verify::input
