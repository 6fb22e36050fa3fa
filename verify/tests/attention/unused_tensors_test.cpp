// What is said of the tensors that no group uses, and of words that declare nothing.
#include "verify/attention/unused_tensors.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::attention {
namespace {

using Lines = std::vector<std::string>;

// What is said of a file of tensors of that name and dtype, all of one element.
Lines said(const std::vector<std::pair<std::string, std::string>>& tensors, const TensorNames& names = {}) {
  const samples::Folder folder;
  std::string entries;
  std::size_t end = 0;
  for (const auto& [name, dtype] : tensors) {
    const std::size_t begin = end;
    end += dtype == "F32" || dtype == "I32" ? 4 : 1;
    const bool is_matrix = name.ends_with("keys");
    entries += (begin == 0 ? "" : ",") + samples::entry(name, dtype, is_matrix ? "[1,1]" : "[1]", begin, end);
  }
  return unused_tensors(AttentionFile(
      folder.write("a", samples::safetensors("{" + entries + "}", samples::Bytes(end))), names));
}

TEST(UnusedTensors, NamesTheOptionThatWasMeant) {
  EXPECT_EQ(said({{"a.scores", "F32"}, {"a.topk_indices", "I32"}, {"a.V", "F32"}, {"softmax_lse", "F32"}}),
            (Lines{R"("a.topk_indices" is not used: did you mean --indices a.topk_indices?)",
                   R"("a.V" is not used: did you mean --values a.V?)",
                   R"("softmax_lse" is not used: did you mean --lse softmax_lse?)"}));
  EXPECT_EQ(said({{"a.scores", "F32"}, {"layer/out", "F32"}}),
            Lines{R"("layer/out" is not used: did you mean --truncated layer/out or --outputs layer/out?)"});
  EXPECT_EQ(said({{"a.scores", "F32"}}), Lines{});
}

TEST(UnusedTensors, NamesNoOptionForWhatDoesNotFit) {
  // A count of keys is no tensor of keys, and a group with values needs none.
  EXPECT_EQ(
      said({{"a.scores", "F32"}, {"a.k", "I32"}, {"w", "X"}, {"v", "X"}, {"idx", "F32"}, {"kv", "F32"}}),
      Lines{R"(not used: "a.k", "w", "v", "idx", "kv")"});
  TensorNames names;
  names.tensors["queries"] = "l";
  EXPECT_EQ(said({{"scores", "F32"}, {"l", "F32"}, {"x.q", "F32"}}, names),
            (Lines{R"("l" is not used without keys beside it)", R"(not used: "x.q")"}));
}

TEST(UnusedTensors, NamesTheNameThatWasMeantInSeveralGroups) {
  EXPECT_EQ(said({{"a.scores", "F32"}, {"b.scores", "F32"}, {"b.idx", "I32"}, {"c.idx", "I32"}}),
            (Lines{R"("b.idx" is not used: did you mean the name "b.indices"?)", R"(not used: "c.idx")"}));
}

TEST(UnusedTensors, NamesQueriesWithoutKeysAndKeysWithoutQueries) {
  EXPECT_EQ(said({{"a.scores", "F32"}, {"a.queries", "F32"}}),
            Lines{R"("a.queries" is not used without keys beside it)"});
  EXPECT_EQ(said({{"scores", "F32"}, {"key_scales", "F32"}, {"keys", "F32"}}, {}),
            (Lines{R"("keys" is not used without queries beside it)",
                   R"("key_scales" is not used without queries beside it)"}));
  TensorNames names;
  names.declared["value_columns"] = "1";
  EXPECT_EQ(said({{"scores", "F32"}, {"keys", "F32"}}, names), Lines{}); // they are the values
}

TEST(UnusedTensors, NamesNoKeysThatTellThePages) {
  using samples::operator+;
  const samples::Folder folder;
  const std::string paged = samples::entry("scores", "F32", "[1,2]", 0, 8) + "," +
                            samples::entry("keys", "F32", "[1,2,1]", 8, 16) + "," +
                            samples::entry("block_table", "I32", "[1,1]", 16, 20) + "," +
                            samples::entry("lengths", "I32", "[1]", 20, 24);
  const samples::Bytes data = samples::Bytes(20) + samples::integer(2, 4);
  const auto said_of = [&](const std::string& entries, const samples::Bytes& bytes) {
    return unused_tensors(
        AttentionFile(folder.write("a", samples::safetensors("{" + entries + "}", bytes)), {}));
  };
  EXPECT_EQ(said_of(paged, data), Lines{});
  EXPECT_EQ(
      said_of(paged + "," + samples::entry("key_scales", "F32", "[]", 24, 28), data + samples::Bytes(4)),
      Lines{R"("key_scales" is not used without queries beside it)"});
}

TEST(UnusedTensors, NamesTwentyAtMost) {
  std::vector<std::pair<std::string, std::string>> tensors = {{"scores", "F32"}, {"v", "F32"}};
  for (int i = 0; i < 25; ++i)
    tensors.emplace_back("w" + std::to_string(i), "F32");
  const Lines lines = said(tensors);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[1].ends_with(R"("w17", "w18", 6 more)")) << lines[1];
  for (int i = 0; i < 25; ++i)
    tensors.emplace_back(std::to_string(i) + ".q", "F32");
  EXPECT_EQ(said(tensors).size(), 21U);
  EXPECT_EQ(said(tensors).back(), "not used: 31 more");
  tensors.clear();
  for (int i = 0; i < 25; ++i)
    for (const char* part : {".scores", ".queries"})
      tensors.emplace_back(std::to_string(i) + part, "F32");
  EXPECT_EQ(said(tensors).size(), 21U);
  EXPECT_EQ(said(tensors).back(), "not used: 5 more");
}

// What is said of the metadata of a file with these groups.
Lines said_of_words(const std::string& metadata, const std::string& groups = "a") {
  const samples::Folder folder;
  std::string entries = "\"__metadata__\":{" + metadata + "}";
  for (std::size_t i = 0; i < groups.size(); ++i)
    entries += "," + samples::entry(groups.substr(i, 1) + ".scores", "F32", "[1]", 4 * i, 4 * i + 4);
  return unused_words(AttentionFile(folder.write(
      "a.safetensors", samples::safetensors("{" + entries + "}", samples::Bytes(4 * groups.size())))));
}

TEST(UnusedWords, NamesTheWordOrTheGroupThatWasMeant) {
  EXPECT_EQ(said_of_words(R"("lse_bas":"2","a.causel":"true","base":"2")"),
            (Lines{R"(metadata "a.causel" is not used: did you mean a.causal?)",
                   R"(metadata "base" is not used: did you mean lse_base?)",
                   R"(metadata "lse_bas" is not used: did you mean lse_base?)"}));
  EXPECT_EQ(said_of_words(R"("c.scale":"2")", "ab"),
            Lines{R"(metadata "c.scale" is not used: did you mean a.scale?)"});
  EXPECT_EQ(said_of_words(R"("window":"4,-1","b.causal":"true")", "ab"), Lines{});
}

TEST(UnusedWords, SaysNothingOfOtherProgramsKeys) {
  EXPECT_EQ(said_of_words(R"("format":"pt","heads":"8","time":"12:30","shape":"x","":"","window.":"")"),
            Lines{});
}

} // namespace
} // namespace tailmass::verify::attention
