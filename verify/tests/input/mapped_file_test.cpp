// Mapping of files, and each reason why one cannot be mapped.
#include "verify/input/mapped_file.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tailmass::verify::input {
namespace {

using samples::bytes_of;
using samples::error_of;

bool holds(const MappedFile& file, std::string_view text) {
  const samples::Bytes expected = bytes_of(text);
  return std::equal(file.bytes().begin(), file.bytes().end(), expected.begin(), expected.end());
}

TEST(InputMappedFile, HoldsTheBytesOfTheFile) {
  const samples::Folder folder;
  EXPECT_TRUE(holds(MappedFile(folder.write("a", bytes_of("some bytes"))), "some bytes"));
}

TEST(InputMappedFile, MovesWithoutMovingItsBytes) {
  const samples::Folder folder;
  MappedFile first(folder.write("a", bytes_of("first")));
  const std::byte* address = first.bytes().data();
  MappedFile second(std::move(first));
  EXPECT_EQ(second.bytes().data(), address);
  MappedFile third(folder.write("b", bytes_of("third")));
  third = std::move(second);
  EXPECT_EQ(third.bytes().data(), address);
  EXPECT_TRUE(holds(third, "first"));
  static_assert(!std::is_copy_constructible_v<MappedFile> && !std::is_copy_assignable_v<MappedFile>);
}

TEST(InputMappedFile, OutlivesTheNameOfTheFile) {
  const samples::Folder folder;
  const std::filesystem::path path = folder.write("a", bytes_of("bytes"));
  const MappedFile file(path);
  std::filesystem::remove(path);
  EXPECT_TRUE(holds(file, "bytes"));
}

TEST(InputMappedFile, NamesTheFileThatCannotBeMapped) {
  const samples::Folder folder;
  const auto error = [](const std::filesystem::path& path) { return error_of([&] { MappedFile{path}; }); };
  const std::string missing = (folder.path() / "missing.npy").string();
  EXPECT_EQ(error(missing), missing + ": no such file");
  EXPECT_EQ(error(""), "no such file");
  EXPECT_EQ(error(folder.path()), folder.path().string() + ": is a directory");
  const std::string empty = folder.write("empty.npy", {}).string();
  EXPECT_EQ(error(empty), empty + ": is empty (0 bytes): write or download it again");
  const std::string inside = empty + "/inside";
  EXPECT_EQ(error(inside), inside + ": cannot be opened: Not a directory");
}

TEST(InputMappedFile, RefusesAPipeWithoutWaiting) {
  const samples::Folder folder;
  const std::string pipe = (folder.path() / "pipe").string();
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { MappedFile{pipe}; }), pipe + ": is not a regular file");
}

TEST(InputMappedFile, NamesTheFileThatMayNotBeRead) {
  const samples::Folder folder;
  const std::string secret = folder.write("secret.npy", bytes_of("bytes")).string();
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const bool root = ::geteuid() == 0;
  constexpr ::uid_t nobody = 65534;
  if (root) { // who may read every file
    ASSERT_EQ(::seteuid(nobody), 0);
  }
  const std::string error = error_of([&] { MappedFile{secret}; });
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_EQ(error, secret + ": cannot be opened: Permission denied");
}

} // namespace
} // namespace tailmass::verify::input
