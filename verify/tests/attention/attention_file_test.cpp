// Files written to disk and opened again: formats told apart, every dtype round trip, views that stay valid.
#include "verify/attention/attention_file.hpp"

#include "verify/tests/input/samples.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <utility>

namespace tailmass::verify::attention {
namespace {

using samples::Bytes;
using samples::operator+;
using samples::entry;
using samples::error_of;
using samples::npy_header;

TEST(AttentionFile, OpensSafetensors) {
  const samples::Folder folder;
  const std::string path = folder.write("a.safetensors", samples::attention_safetensors()).string();
  AttentionFile opened(path);
  const AttentionFile file = std::move(opened);
  EXPECT_EQ(file.file(), path);
  ASSERT_EQ(file.groups().size(), 1U);
  const AttentionGroup& group = file.groups()[0];
  EXPECT_EQ(group.prefix, "layer0");
  EXPECT_EQ(file.ungrouped(), std::vector<std::string>{"ids"});
  EXPECT_EQ(file.tensors().size(), 6U);
  EXPECT_EQ(file.find("ids")->dtype, input::DType::I64);
  EXPECT_EQ(file.find("id"), nullptr);
  std::vector<double> values;
  input::read_row(*group.scores, 2, values);
  EXPECT_EQ(values, (std::vector{6.0, 7.0, 8.0}));
  EXPECT_EQ(group.geometry.key_matrix(*group.values, group.geometry.place(2)), 1U);
  EXPECT_EQ(group.geometry.name(group.geometry.place(2)), "[1, 0]");
}

TEST(AttentionFile, OpensNpyAsOneGroup) {
  const samples::Folder folder;
  const Bytes row = samples::bytes_of(std::vector<double>{3, 1, 2});
  const AttentionFile one(folder.write("row.npy", samples::npy(npy_header("'<f8'", "(3,)"), row)));
  ASSERT_EQ(one.groups().size(), 1U);
  EXPECT_EQ(one.groups()[0].prefix, "row");
  EXPECT_EQ(one.groups()[0].scores->name, "row");
  EXPECT_EQ(one.groups()[0].scores->rows(), 1U);
  EXPECT_TRUE(one.ungrouped().empty());
  EXPECT_EQ(one.groups()[0].geometry.name({}), "[]");
  const AttentionFile many(folder.write("m.npy", samples::npy(npy_header("'<f8'", "(3, 1)"), row)));
  EXPECT_EQ(many.groups()[0].scores->rows(), 3U);
}

TEST(AttentionFile, TellsTheFormatByContentThenByExtension) {
  const samples::Folder folder;
  const Bytes npy = samples::npy(npy_header("'<f8'", "(3,)"), Bytes(24));
  EXPECT_EQ(AttentionFile(folder.write("npy", npy)).groups().size(), 1U);
  EXPECT_EQ(AttentionFile(folder.write("a.safetensors", npy)).groups().size(), 1U);
  EXPECT_EQ(AttentionFile(folder.write("st", samples::attention_safetensors())).groups().size(), 1U);
  const auto error = [&](const char* name, const char* text) {
    const std::string path = folder.write(name, samples::bytes_of(text)).string();
    return error_of([&] { AttentionFile{path}; }).substr(path.size());
  };
  EXPECT_EQ(error("a.npy", "hello, world"), ": does not start with the magic of a .npy file");
  EXPECT_EQ(error("b.safetensors", "hello"), ": is too short for a .safetensors header length");
  EXPECT_EQ(error("c.txt", "hello, world"),
            ": is neither a .npy nor a .npz nor a .safetensors nor a .index.json file");
  EXPECT_EQ(error("d", "x"), ": is neither a .npy nor a .npz nor a .safetensors nor a .index.json file");
  EXPECT_EQ(error_of([&] { AttentionFile{folder.path()}; }), folder.path().string() + ": is a directory");
}

TEST(AttentionFile, PartsMayLieInOtherNpyFiles) {
  const samples::Folder folder;
  const auto scores = folder.write(
      "s.npy", samples::npy(npy_header("'<f8'", "(1, 3)"), samples::bytes_of(std::vector<double>{3, 1, 2})));
  const auto indices =
      folder.write("topk.npy", samples::npy(npy_header("'<i4'", "(1, 2)"),
                                            samples::bytes_of(std::vector<std::int32_t>{0, 2})));
  TensorNames names;
  names.tensors["indices"] = indices.string();
  AttentionFile opened(scores, names);
  const AttentionFile file = std::move(opened);
  ASSERT_EQ(file.groups().size(), 1U);
  std::vector<input::Integer> head;
  input::read_row(*file.groups()[0].indices, 0, head);
  EXPECT_EQ(head[1].magnitude, 2U);
  EXPECT_TRUE(file.ungrouped().empty());
  names.tensors["lse"] = (folder.path() / "none.npy").string();
  EXPECT_EQ(error_of([&] { AttentionFile(scores, names); }), names.tensors["lse"] + ": no such file");
  names.tensors["lse"] = folder.write("bad.npy", Bytes(5)).string();
  EXPECT_EQ(error_of([&] { AttentionFile(scores, names); }),
            names.tensors["lse"] + ": does not start with the magic of a .npy file");
}

TEST(AttentionFile, PassesGivenNamesOn) {
  const samples::Folder folder;
  TensorNames names;
  names.tensors["scores"] = "layer0.keys";
  const AttentionFile file(folder.write("a.safetensors", samples::attention_safetensors()), names);
  EXPECT_EQ(file.groups()[0].scores->name, "layer0.keys");
  EXPECT_EQ(file.ungrouped().size(), 5U);
  const std::filesystem::path npy =
      folder.write("s.npy", samples::npy(npy_header("'<f8'", "(3,)"), Bytes(24)));
  EXPECT_EQ(error_of([&] { AttentionFile(npy, names); }),
            npy.string() + R"(: tensor "layer0.keys": no such tensor; the file has "s")");
  names.tensors["scores"] = "s";
  EXPECT_EQ(AttentionFile(npy, names).groups().size(), 1U);
  names.tensors["values"] = "v";
  EXPECT_EQ(error_of([&] { AttentionFile(npy, names); }),
            npy.string() + R"(: tensor "v": no such tensor; the file has "s")");
}

// Random bits of each dtype come back as the same bits, widened; NaNs as NaNs.
TEST(AttentionFile, RoundTripsEveryDtype) {
  const samples::Folder folder;
  std::mt19937_64 random(20);
  const std::size_t rows = 37;
  const std::size_t width = 53;
  for (const std::string dtype : {"F64", "F32", "F16", "BF16"}) {
    const std::size_t size = dtype == "F64" ? 8 : dtype == "F32" ? 4 : 2;
    Bytes data;
    std::vector<double> expected;
    for (std::size_t i = 0; i < rows * width; ++i) {
      const std::uint64_t bits = random() >> (64 - 8 * size);
      data = std::move(data) + samples::integer(bits, size);
      expected.push_back(dtype == "F64"   ? std::bit_cast<double>(bits)
                         : dtype == "F32" ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                         : dtype == "F16" ? input::half_to_double(static_cast<std::uint16_t>(bits))
                                          : input::bfloat16_to_double(static_cast<std::uint16_t>(bits)));
    }
    std::vector<std::filesystem::path> paths = {folder.write(
        dtype + ".safetensors",
        samples::safetensors("{" + entry("x.scores", dtype, "[37,53]", 0, data.size()) + "}", data))};
    if (dtype != "BF16")
      paths.push_back(folder.write(
          dtype + ".npy", samples::npy(npy_header("'<f" + std::to_string(size) + "'", "(37, 53)"), data)));
    for (const std::filesystem::path& path : paths) {
      const AttentionFile file(path);
      std::vector<double> values;
      for (std::size_t row = 0; row < rows; ++row) {
        input::read_row(*file.groups()[0].scores, row, values);
        ASSERT_EQ(values.size(), width);
        for (std::size_t i = 0; i < width; ++i) {
          const double value = expected[row * width + i];
          ASSERT_TRUE(std::isnan(value)
                          ? std::isnan(values[i])
                          : std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(values[i]))
              << path << input::row_index(*file.groups()[0].scores, row) << i;
        }
      }
    }
  }
}

} // namespace
} // namespace tailmass::verify::attention
