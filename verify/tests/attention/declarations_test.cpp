// Words of options and metadata, and which keys a query sees.
#include "verify/attention/declarations.hpp"

#include "verify/attention/attention_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

namespace tailmass::verify::attention {

namespace {

/// What a file of a group "a" and of one "b" declares, and the command beside it.
std::vector<Declarations> declared_by(const std::string& metadata, const DeclaredTexts& given = {}) {
  const samples::Folder folder;
  const std::string header =
      R"({"__metadata__":)" + metadata + "," + samples::entry("a.scores", "F32", "[1]", 0, 4) + "," +
      samples::entry("b.scores", "F32", "[1]", 4, 8) + "," + samples::entry("a.lse", "F32", "[1]", 8, 12) +
      "," + samples::entry("b.lse", "F32", "[1]", 12, 16) + "}";
  const AttentionFile file(
      folder.write("f.safetensors",
                   samples::safetensors(header, samples::bytes_of(std::vector<float>{0, 1, 0, 1}))),
      {.tensors = {}, .declared = given});
  std::vector<Declarations> all;
  for (const AttentionGroup& group : file.groups())
    all.push_back(group.declared);
  return all;
}

} // namespace

TEST(Declarations, AGroupsWordStandsBeforeTheFilesAndTheCommandsBeforeBoth) {
  const std::string metadata = R"({"format":"pt","lse_base":"2","a.lse_base":"e","b.causal":"true"})";
  const std::vector<Declarations> stored = declared_by(metadata);
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].lse_base, Declarations::LseBase::e);
  EXPECT_EQ(stored[1].lse_base, Declarations::LseBase::two);
  EXPECT_FALSE(stored[0].causal);
  EXPECT_TRUE(stored[1].causal);
  EXPECT_EQ(declared_by(metadata, {{"lse_base", "2"}})[0].lse_base, Declarations::LseBase::two);
}

TEST(Declarations, RefusesATextThatIsNoValueOfItsWord) {
  EXPECT_NE(samples::error_of([] {
              declared_by(R"({"b.lse_base":"10"})");
            }).find("b.lse_base is \"10\", not e or 2"),
            std::string::npos);
  EXPECT_NE(samples::error_of([] { declared_by(R"({"causal":"yes"})"); }).find("not true or false"),
            std::string::npos);
  for (const Word& word : declaration_words()) {
    Declarations declared;
    EXPECT_FALSE(word.declare(declared, "")) << word.name;
    EXPECT_FALSE(word.declare(declared, "no such value")) << word.name;
  }
}

TEST(Declarations, AWindowIsTwoNumbersOfKeys) {
  const auto reads = [](std::string_view text) {
    const auto words = declaration_words();
    Declarations declared;
    return std::ranges::find(words, "window", &Word::name)->declare(declared, text);
  };
  EXPECT_TRUE(reads("4,0"));
  EXPECT_TRUE(reads("-1,-1"));
  for (const char* text : {"4", "4,", ",0", "4,0,1", "-2,0", "4, 0", "99999999999999999999,0"})
    EXPECT_FALSE(reads(text)) << text;
}

TEST(Declarations, AnArithmeticIsAListOfKeysEachOnce) {
  const auto read = [](std::string_view text) {
    Arithmetic arithmetic;
    EXPECT_TRUE(read_arithmetic(arithmetic, text)) << text;
    return arithmetic;
  };
  const Arithmetic all =
      read("accumulate=f32,p=bf16,sum=p,exp=2^-22,exp2=unfused,rescale=fma,tile=128,lanes=4,scores=rounded,"
           "splits=8,merge=once,part=f16,part_lse=f32,tf32");
  EXPECT_EQ(all.accumulate, input::DType::F32);
  EXPECT_EQ(all.p, input::DType::BF16);
  EXPECT_EQ(all.exponential, 0x1p-22);
  EXPECT_EQ(all.tile, 128U);
  EXPECT_EQ(all.lanes, 4U);
  EXPECT_TRUE(all.fused_rescaling && all.rounded_scores);
  EXPECT_EQ(all.splits, 8U);
  EXPECT_EQ(all.part, input::DType::F16);
  EXPECT_EQ(all.part_lse, input::DType::F32);
  EXPECT_TRUE(all.sums_rounded_p && all.unfused && all.merged_once && all.tf32);
  EXPECT_EQ(read("exp=8.8e-5").exponential, 8.8e-5);
  EXPECT_EQ(read("p=fp8").p, input::DType::F8E4M3);
  EXPECT_FALSE(read("tile=64").tf32);
  for (const char* text : {"tile=0",
                           "tile=-1",
                           "tile",
                           "tile=64,",
                           ",tile=64",
                           "tile=64,tile=64",
                           "tile=64 ",
                           "p=f8",
                           "p=",
                           "exp=0",
                           "exp=-1e-3",
                           "exp=0.2",
                           "exp=nan",
                           "exp=2^",
                           "exp=2^22",
                           "splits=0",
                           "splits=99999999999999999999",
                           "part=f16",
                           "merge=once",
                           "lanes=4",
                           "tile=64,lanes=0",
                           "rescale=f32",
                           "scores=f32",
                           "merge=twice,splits=2",
                           "part=fp8,splits=2",
                           "tf32=no",
                           "tf32,tf32",
                           "sum=v",
                           "exp2=fused",
                           "tiles=64",
                           "accumulate=bf16"}) {
    Arithmetic arithmetic;
    EXPECT_FALSE(read_arithmetic(arithmetic, text)) << text;
  }
  EXPECT_EQ(declared_by(R"({"a.arithmetic":"tile=64","arithmetic":"tile=32"})")[1].arithmetic.tile, 32U);
  EXPECT_NE(
      samples::error_of([] { declared_by(R"({"arithmetic":"p=f8"})"); }).find("p=none, bf16, f16 or fp8"),
      std::string::npos);
}

TEST(Declarations, TheLastQuerySeesTheLastKey) {
  const auto seen = [](const Declarations& declared, std::size_t query) {
    const KeyRange range = visible_keys(declared, static_cast<std::int64_t>(query) + 5 - 3, 5);
    std::string keys;
    for (std::size_t key = 0; key < 5; ++key)
      keys += key >= range.begin && key < range.end ? '1' : '0';
    return keys;
  };
  EXPECT_EQ(seen({}, 0), "11111");
  EXPECT_EQ(seen({.causal = true}, 0), "11100");
  EXPECT_EQ(seen({.causal = true}, 2), "11111");
  EXPECT_EQ(seen({.window = {1, 0}}, 1), "00110");
  EXPECT_EQ(seen({.window = {0, 1}}, 0), "00110");
  EXPECT_EQ(seen({.causal = true, .window = {{}, 2}}, 1), "11110");
  // More queries than keys: the first ones see none.
  EXPECT_EQ(visible_keys({.causal = true}, -1, 2).end, 0U);
  EXPECT_EQ(visible_keys({.causal = true}, 0, 2).end, 1U);
  EXPECT_EQ(visible_keys({.window = {std::numeric_limits<std::size_t>::max(), 0}}, 1, 2).begin, 0U);
}

} // namespace tailmass::verify::attention
