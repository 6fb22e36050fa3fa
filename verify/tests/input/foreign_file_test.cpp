// What lies in place of a tensor file is named, and tensor files are never taken for it.
#include "verify/input/foreign_file.hpp"

#include "verify/attention/attention_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

using namespace std::string_literals;

std::string reason(const std::string& content) {
  return foreign_file(samples::bytes_of(content)).value_or("");
}

std::string zip(const std::string& member) {
  return "PK\3\4"s + std::string(22, '\0') + static_cast<char>(member.size()) + std::string(3, '\0') + member;
}

TEST(InputForeignFile, NamesPointersAndPages) {
  EXPECT_EQ(reason("version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n"),
            "is a Git LFS pointer, not the file itself: fetch it with git lfs pull");
  EXPECT_EQ(reason("/annex/objects/SHA256E-s1--ab.npy\n"),
            "is a git-annex pointer, not the file itself: fetch it with git annex get");
  for (const char* page :
       {"<!DOCTYPE html><html></html>", " \n<html>", "\xEF\xBB\xBF<?xml version=\"1.0\"?>"})
    EXPECT_EQ(reason(page),
              "is an HTML or XML page, as servers send in place of a file: download the file itself");
  for (const char* json : {"{}", "{ \n\"error\": \"not found\"}", "[1, 2]"})
    EXPECT_EQ(reason(json), "is JSON, not a file of tensors: give a .safetensors, .npy or .npz file");
}

TEST(InputForeignFile, NamesArchivesAndOtherFormats) {
  EXPECT_EQ(reason(zip("archive/data.pkl")), "is a file of torch.save: save its tensors as .safetensors");
  const std::string other =
      "is a zip archive, but no .npz (.pt and others are): save its tensors as .safetensors";
  EXPECT_EQ(reason(zip("a.txt")), other);
  EXPECT_EQ(reason("PK\3\4"), other) << "cut";
  EXPECT_EQ(reason("PK\3\4"s + std::string(22, '\0') + "\xff\xff"s), other) << "cut";
  EXPECT_EQ(reason("\x1f\x8b\x08"), "is compressed by gzip: unpack it first");
  EXPECT_EQ(reason("\xfd\x37zXZ\0"s), "is compressed by xz: unpack it first");
  std::string tar(262, 'a');
  tar.replace(257, 5, "ustar");
  EXPECT_EQ(reason(tar), "is a tar archive: unpack it first");
  EXPECT_EQ(reason("\x80\2}q"), "is a Python pickle (what torch.save wrote before 1.6): save its tensors as "
                                ".safetensors");
  EXPECT_EQ(reason("\x80\4\x95"), "is a Python pickle: save its tensors as .safetensors");
  EXPECT_EQ(reason("GGUF\3"), "is a GGUF file: save its tensors as .safetensors");
}

TEST(InputForeignFile, KnowsNothingOfOtherContent) {
  for (const std::string& content : {""s, "hello"s, "{"s, "{x"s, "\x80"s, "\x80\1"s, "{\0\0\0\0\0\0\0{"s})
    EXPECT_EQ(reason(content), "");
  // A header of 640 bytes, of which ten were downloaded: the length reads like the start of a pickle.
  EXPECT_EQ(reason("\x80\2\0\0\0\0\0\0{\"a\":{\"dty"s), "");
}

TEST(InputForeignFile, IsNamedWhateverTheExtension) {
  const samples::Folder folder;
  for (const char* name : {"a.npy", "a.safetensors", "a"}) {
    const std::string path = folder.write(name, samples::bytes_of("<html></html>")).string();
    EXPECT_EQ(samples::error_of([&] { attention::AttentionFile{path}; }),
              path +
                  ": is an HTML or XML page, as servers send in place of a file: download the file itself");
  }
}

TEST(InputForeignFile, IsNoTensorFileWhoseHeaderStartsLikeIt) {
  const samples::Folder folder;
  // 640 = 0x280: a pickle's first two bytes.
  std::string header = "{" + samples::entry("scores", "F64", "[1]", 0, 8) + "}";
  header.resize(640, ' ');
  const samples::Bytes file = samples::safetensors(header, samples::Bytes(8));
  EXPECT_EQ(attention::AttentionFile(folder.write("a", file)).groups().size(), 1U);
}

} // namespace
} // namespace tailmass::verify::input
