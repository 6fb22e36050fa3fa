// Grouping by prefix and by given names, and shapes that do not fit.
#include "verify/attention/attention_group.hpp"

#include "verify/attention/attention_parts.hpp"

#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tailmass::verify::attention {
namespace {

using Shape = std::vector<std::size_t>;

// Grouping reads no elements, so tensors without bytes will do.
input::Tensor tensor(const std::string& name, const Shape& shape, input::DType dtype = input::DType::F32) {
  return {name, dtype, shape, {}};
}

std::vector<AttentionGroup> group(const std::vector<input::Tensor>& tensors, const TensorNames& names = {}) {
  return group_tensors(tensors, names, {}, "f");
}

std::string error(const std::vector<input::Tensor>& tensors, const TensorNames& names = {}) {
  return samples::error_of([&] { group(tensors, names); });
}

const input::Tensor scores = tensor("x.scores", {2, 4, 7, 5});

TEST(AttentionGroup, GroupsByPrefixInTheOrderOfTheFile) {
  const std::vector<AttentionGroup> groups =
      group({tensor("b.values", {3, 9}), tensor("b.scores", {2, 3}), tensor("a.x.scores", {7, 5}),
             tensor("ids", {3}), tensor("b.keys", {3, 8}), tensor("b.queries", {2, 8}),
             tensor("b.outputs", {2, 9})});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].prefix, "b");
  EXPECT_EQ(groups[0].values->name, "b.values");
  EXPECT_EQ(groups[0].queries->name, "b.queries");
  EXPECT_EQ(groups[0].keys->name, "b.keys");
  EXPECT_EQ(groups[0].outputs->name, "b.outputs");
  EXPECT_EQ(groups[1].prefix, "a.x");
  EXPECT_FALSE(groups[1].values || groups[1].queries || groups[1].keys || groups[1].outputs);
}

TEST(AttentionGroup, GroupsTensorsWithoutPrefix) {
  const std::vector<AttentionGroup> groups = group(
      {tensor("scores", {2, 3}), tensor("values", {3, 9}), tensor(".values", {1}), tensor("x.values", {1})});
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].prefix, "");
  EXPECT_EQ(groups[0].values->name, "values");
}

TEST(AttentionGroup, NeedsScores) {
  EXPECT_EQ(error({tensor("a.score", {3}), tensor("b.myscores", {3})}),
            R"(f: has no tensor named X.scores, nor X.queries and X.keys; it has "a.score", "b.myscores")");
  EXPECT_EQ(error({}), "f: has no tensor named X.scores, nor X.queries and X.keys; it has no tensors");
  EXPECT_EQ(
      error({tensor("logits", {3}, input::DType::I32), tensor("layer_0/attn_scores", {3})}),
      R"(f: has no tensor named X.scores, nor X.queries and X.keys; it has "logits", "layer_0/attn_scores"; did you mean )"
      "--scores layer_0/attn_scores?");
  EXPECT_TRUE(error({tensor("Q", {2, 3}), tensor("k_cache", {4, 3})})
                  .ends_with("; did you mean --queries Q --keys k_cache?"));
  EXPECT_TRUE(error({tensor("q", {2, 3})}).ends_with(R"(it has "q")"));
  const std::vector<input::Tensor> many(25, tensor("t", {1}));
  EXPECT_NE(error(many).find(R"("t" and 5 more)"), std::string::npos);
}

TEST(AttentionGroup, TakesGivenNames) {
  const std::vector<input::Tensor> tensors = {tensor("logits", {2, 3}), tensor("v", {3, 9}),
                                              tensor("x.scores", {2, 3}), tensor("x.values", {3, 8}),
                                              tensor("x.keys", {3, 8})};
  const AttentionGroup bare = group(tensors, {.tensors = {{"scores", "logits"}}, .declared = {}}).at(0);
  EXPECT_EQ(bare.prefix, "logits");
  EXPECT_FALSE(bare.values.has_value());
  TensorNames names;
  names.tensors["scores"] = "logits";
  names.tensors["values"] = "v";
  EXPECT_EQ(group(tensors, names).at(0).values->name, "v");
  names.tensors["scores"] = "x.scores";
  const AttentionGroup mixed = group(tensors, names).at(0);
  EXPECT_EQ(mixed.values->name, "v");
  EXPECT_EQ(mixed.keys->name, "x.keys");
  names.tensors.erase("scores");
  EXPECT_EQ(group(tensors, names).at(0).values->name, "v");
}

TEST(AttentionGroup, NeedsGivenNames) {
  for (const AttentionPart& part : attention_parts()) {
    TensorNames names;
    names.tensors.emplace(part.name, "missing");
    EXPECT_EQ(error({scores}, names), R"(f: tensor "missing": no such tensor; the file has "x.scores")");
  }
}

TEST(AttentionGroup, RefusesOnePartForSeveralGroups) {
  TensorNames names;
  names.tensors["values"] = "v";
  EXPECT_EQ(error({tensor("a.scores", {2, 3}), tensor("b.scores", {2, 3}), tensor("v", {3, 4})}, names),
            "f: a tensor is named for one group, but there are 2 groups; name the scores too");
}

TEST(AttentionGroup, AcceptsFittingShapes) {
  EXPECT_EQ(group({scores, tensor("x.values", {2, 4, 5, 9}), tensor("x.keys", {2, 4, 5, 8}),
                   tensor("x.queries", {2, 4, 7, 8}), tensor("x.outputs", {2, 4, 7, 9})})
                .size(),
            1U);
  EXPECT_EQ(group({tensor("x.scores", {5}), tensor("x.values", {5, 9}), tensor("x.keys", {5, 8}),
                   tensor("x.queries", {8}), tensor("x.outputs", {9})})
                .size(),
            1U);
}

TEST(AttentionGroup, RefusesShapesThatDoNotFit) {
  const auto expected = [](const std::string& name, const std::string& shape, const std::string& needs) {
    return "f: tensor \"x." + name + "\": shape " + shape +
           " does not fit \"x.scores\" of shape [2, 4, 7, 5], which needs " + needs;
  };
  EXPECT_EQ(error({scores, tensor("x.values", {2, 4, 7, 9})}),
            expected("values", "[2, 4, 7, 9]", "[2, h, 5, d] with h a divisor of 4"));
  EXPECT_EQ(error({scores, tensor("x.values", {4, 5, 9})}),
            expected("values", "[4, 5, 9]", "[2, h, 5, d] with h a divisor of 4"));
  EXPECT_EQ(error({scores, tensor("x.values", {9})}),
            expected("values", "[9]", "[2, h, 5, d] with h a divisor of 4"));
  EXPECT_EQ(error({scores, tensor("x.keys", {8, 5, 9})}),
            expected("keys", "[8, 5, 9]", "[2, h, 5, c] with h a divisor of 4"));
  EXPECT_EQ(error({scores, tensor("x.queries", {2, 4, 5, 9})}),
            expected("queries", "[2, 4, 5, 9]", "[2, 4, 7, c]"));
  EXPECT_EQ(error({scores, tensor("x.outputs", {2, 4, 6, 9})}),
            expected("outputs", "[2, 4, 6, 9]", "[2, 4, 7, d]"));
  EXPECT_EQ(
      error({scores, tensor("x.keys", {2, 4, 5, 9}), tensor("x.queries", {2, 4, 7, 8})}),
      R"(f: tensor "x.queries": shape [2, 4, 7, 8] and "x.keys" of shape [2, 4, 5, 9] differ in their last axis)");
  EXPECT_EQ(
      error({scores, tensor("x.values", {2, 4, 5, 9}), tensor("x.outputs", {2, 4, 7, 8})}),
      R"(f: tensor "x.outputs": shape [2, 4, 7, 8] and "x.values" of shape [2, 4, 5, 9] differ in their last axis)");
}

TEST(AttentionGroup, RefusesPartsThatCannotBeRead) {
  EXPECT_EQ(error({tensor("x.scores", {2, 3}, input::DType::I32)}),
            R"(f: tensor "x.scores": dtype I32 is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2))");
  for (const char* part : {"values", "keys", "queries", "outputs"})
    EXPECT_EQ(error({scores, tensor(std::string("x.") + part, {2, 4, 5, 9}, input::DType::F4)}),
              std::string("f: tensor \"x.") + part +
                  "\": dtype F4 is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2)");
  EXPECT_EQ(error({tensor("scores", {})}), R"(f: tensor "scores": is a scalar, not rows)");
  EXPECT_EQ(error({scores, tensor("x.values", {})}), R"(f: tensor "x.values": is a scalar, not rows)");
}

TEST(AttentionGroup, RefusesOnlyWhatItUses) {
  input::Tensor refused = tensor("x.values", {2, 4, 5, 0});
  refused.refusal = "shape [0] has an axis of length zero";
  EXPECT_EQ(error({scores, refused}), R"(f: tensor "x.values": shape [0] has an axis of length zero)");
  refused.name = "x.weights";
  EXPECT_EQ(group({scores, refused}).size(), 1U);
  refused.name = "scores";
  EXPECT_EQ(error({scores, refused}), R"(f: tensor "scores": shape [0] has an axis of length zero)");
}

TEST(AttentionGroup, GroupsTheResultsOfAKernel) {
  const input::Tensor values = tensor("x.values", {2, 4, 5, 9});
  const AttentionGroup all =
      group({scores, values, tensor("x.indices", {2, 4, 7, 3}, input::DType::U16), tensor("x.lse", {2, 4, 7}),
             tensor("x.truncated", {2, 4, 7, 9}, input::DType::BF16)})
          .at(0);
  EXPECT_EQ(all.indices->name, "x.indices");
  EXPECT_EQ(all.lse->name, "x.lse");
  EXPECT_EQ(all.truncated->name, "x.truncated");
  const AttentionGroup row =
      group({tensor("x.scores", {5}), tensor("x.indices", {5}, input::DType::I32), tensor("x.lse", {}),
             tensor("x.values", {5, 9}), tensor("x.truncated", {9})})
          .at(0);
  EXPECT_TRUE(row.indices && row.lse && row.truncated);
  TensorNames names;
  names.tensors["indices"] = "top";
  names.tensors["lse"] = "l";
  const AttentionGroup named =
      group({scores, tensor("top", {2, 4, 7, 3}, input::DType::I64), tensor("l", {2, 4, 7})}, names).at(0);
  EXPECT_EQ(named.indices->name, "top");
  EXPECT_EQ(named.lse->name, "l");
}

TEST(AttentionGroup, RefusesResultsOfAKernelThatDoNotFit) {
  const input::Tensor values = tensor("x.values", {2, 4, 5, 9});
  const input::Tensor indices = tensor("x.indices", {2, 4, 7, 3}, input::DType::I64);
  EXPECT_EQ(error({scores, tensor("x.indices", {2, 4, 7, 3})}),
            R"(f: tensor "x.indices": dtype F32 is not an integer (I8 to I64 or U8 to U64))");
  EXPECT_EQ(error({scores, tensor("x.indices", {2, 4, 5, 3}, input::DType::I64)}),
            R"(f: tensor "x.indices": shape [2, 4, 5, 3] does not fit "x.scores" of shape [2, 4, 7, 5], )"
            "which needs [2, h, 7, k] with h a divisor of 4 or [2, 7, k]");
  EXPECT_EQ(error({scores, tensor("x.lse", {2, 4, 7, 2})}),
            R"(f: tensor "x.lse": shape [2, 4, 7, 2] does not fit "x.scores" of shape [2, 4, 7, 5], which )"
            "needs [2, 4, 7] or [2, 4, 7, 1]");
  EXPECT_EQ(error({scores, tensor("x.lse", {2, 4, 7}, input::DType::I32)}),
            R"(f: tensor "x.lse": dtype I32 is not floating (F64, F32, F16, BF16, F8_E4M3 or F8_E5M2))");
  EXPECT_EQ(error({scores, values, indices, tensor("x.truncated", {2, 4, 7, 8})}),
            R"(f: tensor "x.truncated": shape [2, 4, 7, 8] and "x.values" of shape [2, 4, 5, 9] differ in )"
            "their last axis");
  EXPECT_EQ(error({scores, values, tensor("x.truncated", {2, 4, 7, 9})}),
            R"(f: tensor "x.truncated": needs the indices of its head, and there are none)");
  EXPECT_EQ(error({scores, indices, tensor("x.truncated", {2, 4, 7, 9})}),
            R"(f: tensor "x.truncated": needs values, and there are none)");
  EXPECT_EQ(error({scores, tensor("x.outputs", {2, 4, 7, 9})}),
            R"(f: tensor "x.outputs": needs values, and there are none)");
}

TEST(AttentionGroup, NamesTheLayoutThatWouldFit) {
  const std::string hint = "; all would fit the layout bqhd, if that is declared";
  const input::Tensor values = tensor("x.values", {2, 5, 4, 9}), outputs = tensor("x.outputs", {2, 7, 4, 9}),
                      queries = tensor("x.queries", {2, 7, 4, 8}), keys = tensor("x.keys", {2, 5, 2, 8});
  EXPECT_TRUE(error({scores, values, outputs}).ends_with("[2, h, 5, d] with h a divisor of 4" + hint));
  EXPECT_TRUE(error({queries, keys, values}).ends_with(hint)) << error({queries, keys, values});
  // Where one tensor is of either layout, none would do, and the one that is not is told.
  EXPECT_TRUE(error({scores, tensor("x.values", {2, 4, 5, 9}), outputs})
                  .ends_with("[2, 4, 7, d]: are its heads and queries exchanged, as in layout bqhd?"));
  EXPECT_TRUE(error({scores, tensor("x.values", {2, 6, 4, 9})}).ends_with("with h a divisor of 4"));
  EXPECT_EQ(group({queries, tensor("x.keys", {2, 7, 5, 8}), tensor("x.values", {2, 7, 5, 9})}).size(), 1U);
}

TEST(AttentionGroup, AcceptsPartsThatGroupsOfHeadsShare) {
  for (const std::size_t heads : {1U, 2U, 4U})
    for (const std::size_t others : {1U, 2U, 4U})
      EXPECT_EQ(group({scores, tensor("x.values", {2, heads, 5, 9}), tensor("x.keys", {2, others, 5, 8}),
                       tensor("x.indices", {2, others, 7, 3}, input::DType::I32)})
                    .size(),
                1U);
}

TEST(AttentionGroup, RefusesHeadsThatDoNotDivide) {
  for (const std::size_t heads : {3U, 8U, 0U})
    EXPECT_EQ(error({scores, tensor("x.values", {2, heads, 5, 9})}),
              "f: tensor \"x.values\": shape [2, " + std::to_string(heads) +
                  ", 5, 9] does not fit \"x.scores\" of shape [2, 4, 7, 5], which needs [2, h, 5, d] with h "
                  "a divisor of 4");
  EXPECT_EQ(
      error({tensor("x.scores", {6, 7, 5}), tensor("x.indices", {4, 7, 3}, input::DType::I64)}),
      R"(f: tensor "x.indices": shape [4, 7, 3] does not fit "x.scores" of shape [6, 7, 5], which needs )"
      "[h, 7, k] with h a divisor of 6 or [7, k]");
}

TEST(AttentionGroup, TellsOfResultsInAnotherLayout) {
  const auto refused = [](const char* name, const std::vector<std::size_t>& shape) {
    return error({scores, tensor("x.values", {2, 4, 5, 9}),
                  tensor("x.indices", {2, 4, 7, 3}, input::DType::I32), tensor(name, shape)});
  };
  const char* hint = ": are its heads and queries exchanged, as in layout bqhd?";
  EXPECT_TRUE(refused("x.truncated", {2, 7, 4, 9}).ends_with(hint)) << refused("x.truncated", {2, 7, 4, 9});
  EXPECT_TRUE(refused("x.lse", {2, 7, 4}).ends_with(hint)) << refused("x.lse", {2, 7, 4});
  EXPECT_TRUE(refused("x.truncated", {2, 7, 3, 9}).ends_with("which needs [2, 4, 7, d]"))
      << refused("x.truncated", {2, 7, 3, 9});
}

TEST(AttentionGroup, RefusesToShareAnyOtherAxis) {
  for (const Shape& shape : {Shape{1, 4, 5, 9}, {1, 1, 5, 9}, {2, 5, 9}, {4, 5, 9}, {5, 9}, {2, 4, 1, 9}})
    EXPECT_NE(error({scores, tensor("x.values", shape)}).find("which needs [2, h, 5, d]"), std::string::npos);
  EXPECT_NE(
      error({scores, tensor("x.indices", {2, 4, 1, 3}, input::DType::I64)}).find("which needs [2, h, 7, k]"),
      std::string::npos);
  EXPECT_NE(error({tensor("x.scores", {1, 7, 5}), tensor("x.values", {2, 5, 9})}).find("needs [1, 5, d]"),
            std::string::npos);
  EXPECT_NE(error({tensor("x.scores", {7, 5}), tensor("x.values", {1, 5, 9})}).find("needs [5, d]"),
            std::string::npos);
}

TEST(AttentionGroup, RefusesToShareWhatEachQueryHeadHas) {
  EXPECT_NE(error({scores, tensor("x.queries", {2, 2, 7, 8})}).find("needs [2, 4, 7, c]"), std::string::npos);
  EXPECT_NE(error({scores, tensor("x.outputs", {2, 2, 7, 9})}).find("needs [2, 4, 7, d]"), std::string::npos);
  EXPECT_NE(error({scores, tensor("x.lse", {2, 1, 7})}).find("needs [2, 4, 7] or"), std::string::npos);
  EXPECT_NE(error({scores, tensor("x.truncated", {2, 1, 7, 9})}).find("needs [2, 4, 7, d]"),
            std::string::npos);
}

TEST(AttentionGroup, TakesALogSumExpAsAColumn) {
  EXPECT_EQ(group({scores, tensor("x.lse", {2, 4, 7, 1})}).size(), 1U);
  EXPECT_EQ(group({tensor("x.scores", {5}), tensor("x.lse", {1})}).size(), 1U);
}

TEST(AttentionGroup, FindsWhatAGroupOfHeadsShares) {
  for (const std::size_t heads : {1U, 2U, 4U}) {
    const AttentionGroup shared =
        group({scores, tensor("x.keys", {2, heads, 5, 8}), tensor("x.queries", {2, 4, 7, 8}),
               tensor("x.indices", {2, heads, 7, 3}, input::DType::I64)})
            .at(0);
    const Geometry& geometry = shared.geometry;
    ASSERT_EQ(geometry.rows(), 56U);
    for (std::size_t row = 0; row < geometry.rows(); ++row) {
      const std::size_t batch = row / 28, head = row / 7 % 4, query = row % 7;
      const std::size_t matrix = batch * heads + head / (4 / heads);
      const RowPlace place = geometry.place(row);
      EXPECT_EQ(geometry.name(place), input::row_index(scores, row));
      EXPECT_EQ(geometry.key_matrix(*shared.keys, place), matrix);
      EXPECT_EQ(geometry.key_rows(*shared.keys, place).of(3), matrix * 5 + 3);
      EXPECT_EQ(geometry.query_row(*shared.indices, place), matrix * 7 + query);
      EXPECT_EQ(geometry.scores_row(*shared.scores, place), row);
    }
    EXPECT_THROW((void)geometry.place(56), std::out_of_range);
  }
}

} // namespace
} // namespace tailmass::verify::attention
