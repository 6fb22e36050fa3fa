// Models in several files: opened as one, and every fault of the index named.
#include "verify/input/shard_index.hpp"

#include "verify/attention/attention_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::input {
namespace {

using samples::bytes_of;

// A file of one tensor [2] of F32: 1, 2.
void write_shard(const samples::Folder& folder, const std::string& name, const std::string& tensor) {
  (void)folder.write(name, samples::safetensors("{" + samples::entry(tensor, "F32", "[2]", 0, 8) + "}",
                                                bytes_of(std::vector<float>{1, 2})));
}

std::filesystem::path write_index(const samples::Folder& folder, const std::string& weight_map) {
  return folder.write("m.safetensors.index.json",
                      bytes_of("{\"metadata\":{\"total_size\":16},\"weight_map\":" + weight_map + "}"));
}

std::string error(const samples::Folder& folder, const std::string& weight_map) {
  const std::filesystem::path index = write_index(folder, weight_map);
  return samples::error_of([&] { attention::AttentionFile{index}; })
      .substr(folder.path().string().size() + 1);
}

TEST(InputShardIndex, OpensAllFilesAsOne) {
  const samples::Folder folder;
  write_shard(folder, "1.safetensors", "a.scores");
  write_shard(folder, "2.safetensors", "a.queries");
  attention::AttentionFile opened(
      write_index(folder, R"({"a.queries":"2.safetensors","a.scores":"1.safetensors"})"));
  const attention::AttentionFile file = std::move(opened);
  ASSERT_EQ(file.groups().size(), 1U);
  ASSERT_TRUE(file.groups()[0].queries.has_value());
  EXPECT_EQ(read_element(*file.groups()[0].queries, 1), 2);
  EXPECT_EQ(file.tensors().size(), 2U);
  EXPECT_EQ(file.tensors()[0].name, "a.scores");
}

TEST(InputShardIndex, FilesThatDeclareAWordDifferentlyAreAFault) {
  const samples::Folder folder;
  const auto write = [&](const std::string& name, const std::string& tensor, const std::string& metadata) {
    (void)folder.write(name, samples::safetensors("{\"__metadata__\":{" + metadata + "}," +
                                                      samples::entry(tensor, "F32", "[2]", 0, 8) + "}",
                                                  bytes_of(std::vector<float>{1, 2})));
  };
  write("1.safetensors", "a.scores", R"("shard":"1","window":"4,-1","a.ties":"any")");
  write("2.safetensors", "a.queries", R"("shard":"2","window":"4,-1","a.causal":"true")");
  const attention::AttentionFile agreeing(
      write_index(folder, R"({"a.scores":"1.safetensors","a.queries":"2.safetensors"})"));
  EXPECT_EQ(agreeing.groups()[0].declared.window.left, 4U);
  EXPECT_TRUE(agreeing.groups()[0].declared.causal);
  for (const std::string word : {"lse_base", "a.lse_base"}) {
    write("1.safetensors", "a.scores", '"' + word + R"(":"2")");
    write("2.safetensors", "a.queries", '"' + word + R"(":"e")");
    EXPECT_EQ(error(folder, R"({"a.scores":"1.safetensors","a.queries":"2.safetensors"})"),
              "2.safetensors: tensor \"__metadata__\": " + word + R"( is "e", and "2" in "1.safetensors")");
  }
}

TEST(InputShardIndex, RefusesFaultyIndices) {
  const samples::Folder folder;
  write_shard(folder, "1.safetensors", "scores");
  write_shard(folder, "2.safetensors", "scores");
  const std::string index = "m.safetensors.index.json: ";
  EXPECT_EQ(error(folder, "[]"),
            index + "is no index of shards: it must be a JSON object with an object weight_map");
  EXPECT_EQ(error(folder, "{"),
            index + "is no index of shards: it must be a JSON object with an object weight_map");
  EXPECT_EQ(error(folder, R"({"w":1})"), index + "tensor \"w\": weight_map must give the name of a file");
  for (const std::string name : {"", ".", "..", "../x", "/x"})
    EXPECT_EQ(error(folder, R"({"w":")" + name + "\"}"),
              index + "tensor \"w\": \"" + name + "\" is not a file beside the index");
  EXPECT_EQ(error(folder, R"({"scores":"3.safetensors"})"), "3.safetensors: no such file");
  EXPECT_EQ(error(folder, R"({"w":"1.safetensors"})"),
            "1.safetensors: tensor \"w\": no such tensor, though the index names it");
  EXPECT_EQ(error(folder, R"({"scores":"1.safetensors","w":"2.safetensors"})"),
            "2.safetensors: tensor \"scores\": is in \"1.safetensors\" too");
  EXPECT_EQ(error(folder, "{}").substr(0, index.size() + 13), index + "has no tensor");
}

} // namespace
} // namespace tailmass::verify::input
