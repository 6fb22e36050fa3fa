// Words that are declared where nothing reads them: each is one error; where something does, none.
#include "verify/attention/unread_words.hpp"

#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>

namespace tailmass::verify::attention {

namespace {

// Grouping reads no elements of these, so tensors without bytes will do.
input::Tensor tensor(const std::string& name, const std::vector<std::size_t>& shape,
                     input::DType dtype = input::DType::F32) {
  return {name, dtype, shape, {}};
}
const input::Tensor scores = tensor("x.scores", {2, 3, 5}), queries = tensor("x.queries", {2, 3, 6}),
                    keys = tensor("x.keys", {2, 5, 6}), values = tensor("x.values", {2, 5, 4}),
                    lse = tensor("x.lse", {2, 3}), outputs = tensor("x.outputs", {2, 3, 4}),
                    indices = tensor("x.indices", {2, 3, 2}, input::DType::I32);
const std::vector<float> two_sinks(2);
input::Tensor sinks() {
  return {"x.sinks", input::DType::F32, {2}, std::as_bytes(std::span(two_sinks))};
}

std::vector<AttentionGroup> group(const std::vector<input::Tensor>& tensors, const DeclaredTexts& metadata,
                                  const DeclaredTexts& given = {}) {
  const std::string file = "f";
  std::vector<AttentionGroup> groups =
      group_tensors(tensors, {.tensors = {}, .declared = given}, metadata, file);
  require_given_read(std::array{GroupsOfFile{file, groups}}, given);
  return groups;
}

/// The tensor that tells the rows of these.
std::string group_name(const std::vector<input::Tensor>& tensors) {
  return tensors.front().name;
}

/// A word with tensors of which none reads it, and some of which one does.
struct Case {
  DeclaredTexts declared; ///< the word's, and what else it needs
  std::string word, unread;
  std::vector<input::Tensor> without, with;
};

std::vector<Case> cases() {
  const std::vector<input::Tensor> of_lse{scores, lse}, of_head{scores, indices},
      of_products{queries, keys, lse};
  const std::string no_products = "it without X.queries and X.keys", no_indices = "it without X.indices",
                    no_lse = "it without X.lse", no_sums = "it without X.lse, X.outputs or X.truncated",
                    no_cap = "it without X.queries and X.keys, X.lse, X.outputs or X.truncated";
  return {
      {{{"scale", "0.5"}}, "scale", no_products, of_lse, of_products},
      {{{"soft_cap", "2"}}, "soft_cap", no_cap, {scores, queries, indices}, {scores, queries, keys}},
      {{{"soft_cap", "2"}}, "soft_cap", no_cap, of_head, of_lse},
      {{{"soft_cap", "2"}}, "soft_cap", no_cap, {scores, values}, {scores, values, outputs}},
      {{{"soft_cap", "2"}},
       "soft_cap",
       no_cap,
       of_head,
       {scores, indices, values, tensor("x.truncated", {2, 3, 4})}},
      {{{"layout", "bqhd"}},
       "layout",
       "it without an axis of heads",
       {scores},
       {scores, tensor("x.values", {5, 2, 4})}},
      {{{"layout", "bqhd"}},
       "layout",
       "it without an axis of heads",
       {tensor("x.scores", {3, 5}), tensor("x.lse", {3})},
       {scores, tensor("x.lse", {3, 2})}},
      {{{"page_size", "2"}}, "page_size", "it without X.block_table or indices of pages", of_head, {}},
      {{{"page_size", "2"}, {"index_space", "page"}}, "page_size", "", {}, of_head},
      {{{"index_space", "slot"}}, "index_space", no_indices, of_lse, of_head},
      {{{"head", "any"}}, "head", no_indices, of_lse, of_head},
      {{{"ties", "lowest"}}, "ties", "it without X.indices of a Top-k set", of_lse, of_head},
      {{{"ties", "highest"}, {"head", "any"}}, "ties", "it without X.indices of a Top-k set", of_head, {}},
      {{{"ties", "lowest"}, {"arithmetic", "scores=rounded"}},
       "ties",
       "it where scores were rounded when they were stored",
       of_head,
       {scores, indices, tensor("x.selection", {2, 3, 5})}},
      {{{"padding", "n"}}, "padding", no_indices, of_lse, of_head},
      {{{"empty", "nan"}}, "empty", no_lse, of_head, of_lse},
      {{{"lse_base", "2"}}, "lse_base", no_lse, of_head, of_lse},
      {{{"lse_sink", "out"}}, "lse_sink", "it without X.lse and X.sinks", of_lse, {scores, lse, sinks()}},
      {{{"lse_over", "head"}}, "lse_over", "it without X.lse and X.indices", of_lse, {scores, lse, indices}},
      {{{"arithmetic", "p=bf16"}},
       "arithmetic",
       "its p without X.outputs or X.truncated",
       of_lse,
       {scores, values, outputs}},
      {{{"arithmetic", "p=bf16,sum=p"}},
       "arithmetic",
       "its p without X.outputs or X.truncated",
       of_head,
       of_lse},
      {{{"arithmetic", "scores=rounded"}}, "arithmetic", "its scores without X.scores", of_products, of_head},
      {{{"arithmetic", "tf32"}},
       "arithmetic",
       "its tf32 without X.queries and X.keys, X.outputs or X.truncated",
       of_lse,
       of_products},
      {{{"arithmetic", "accumulate=f32"}},
       "arithmetic",
       "its accumulate without X.queries and X.keys, or results that sum",
       of_head,
       {queries, keys, indices}},
      {{{"arithmetic", "tile=2"}}, "arithmetic", no_sums, of_head, of_lse},
      {{{"arithmetic", "exp=2^-22"}},
       "arithmetic",
       no_sums,
       {queries, keys, indices},
       {scores, values, outputs}},
  };
}

} // namespace

TEST(UnreadWords, EachIsOneErrorWhereNothingReadsIt) {
  for (const Case& each : cases()) {
    if (!each.without.empty()) {
      const std::string end = each.word + " is declared, and nothing reads " + each.unread;
      EXPECT_EQ(samples::error_of([&] { group(each.without, each.declared); }),
                "f: tensor \"__metadata__\": " + end);
      EXPECT_EQ(samples::error_of([&] { group(each.without, {}, each.declared); }),
                "f: tensor \"" + group_name(each.without) + "\": " + end);
    }
    if (!each.with.empty()) {
      EXPECT_NO_THROW(group(each.with, each.declared)) << each.word << each.declared.begin()->second;
    }
  }
}

TEST(UnreadWords, EveryWordIsTriedThatSomeTensorsDoNotRead) {
  const std::vector<Case> all = cases();
  for (const Word& word : declaration_words()) {
    const bool always = word.name == "causal" || word.name == "window" || word.name == "value_columns";
    EXPECT_NE(std::ranges::find(all, word.name, &Case::word) != all.end(), always) << word.name;
  }
}

TEST(UnreadWords, WhatSaysNoMoreThanHoldsMayStandAnywhere) {
  EXPECT_NO_THROW(group({scores, lse}, {{"causal", "false"},
                                        {"window", "-1,-1"},
                                        {"layout", "bhqd"},
                                        {"index_space", "row"},
                                        {"head", "top-k"},
                                        {"ties", "any"},
                                        {"padding", "-1"},
                                        {"empty", "-inf"},
                                        {"lse_base", "e"},
                                        {"lse_sink", "in"},
                                        {"lse_over", "row"}}));
}

TEST(UnreadWords, AWordOfAllGroupsIsReadByOne) {
  const std::vector<input::Tensor> both{scores, lse, tensor("y.queries", {2, 3, 6}),
                                        tensor("y.keys", {2, 5, 6})};
  EXPECT_NO_THROW(group(both, {{"scale", "0.5"}}));
  EXPECT_NO_THROW(group(both, {{"y.scale", "0.5"}}));
  EXPECT_NO_THROW(group(both, {}, {{"scale", "0.5"}}));
  EXPECT_EQ(
      samples::error_of([&] {
        group(both, {{"x.scale", "0.5"}, {"y.scale", "0.5"}});
      }),
      "f: tensor \"__metadata__\": x.scale is declared, and nothing reads it without X.queries and X.keys");
}

TEST(UnreadWords, AWordOfAllGroupsIsReadByOneThatIsNotChosen) {
  const auto choose_x = [](const std::vector<input::Tensor>& tensors, const DeclaredTexts& metadata) {
    (void)group_tensors(tensors, {.tensors = {{"scores", "x.scores"}}, .declared = {}}, metadata, "f");
  };
  const std::vector<input::Tensor> both{scores, lse, tensor("y.queries", {2, 3, 6}),
                                        tensor("y.keys", {2, 5, 6})},
      neither{scores, lse, tensor("y.scores", {2, 3, 5})},
      unsound{scores, lse, tensor("y.queries", {2, 3, 6}), tensor("y.keys", {2, 5, 7})};
  EXPECT_NO_THROW(choose_x(both, {{"scale", "0.5"}}));
  EXPECT_NO_THROW(choose_x(unsound, {{"scale", "0.5"}}));
  const std::string end = "scale is declared, and nothing reads it without X.queries and X.keys",
                    start = "f: tensor \"__metadata__\": ";
  EXPECT_EQ(samples::error_of([&] { choose_x(neither, {{"scale", "0.5"}}); }), start + end);
  EXPECT_EQ(samples::error_of([&] {
              choose_x(both, {{"x.scale", "0.5"}, {"scale", "2"}});
            }),
            start + "x." + end);
  EXPECT_EQ(samples::error_of([&] { choose_x(both, {{"scale", "0.5"}, {"y.scale", "2"}}); }), start + end);
}

TEST(UnreadWords, SelectionScoresNeedIndices) {
  EXPECT_EQ(samples::error_of([&] {
              group({scores, lse, tensor("x.selection", {2, 3, 5})}, {});
            }),
            "f: tensor \"x.selection\": needs the indices of its head, and there are none");
  EXPECT_NO_THROW(group({scores, indices, tensor("x.selection", {2, 3, 5})}, {}));
}

TEST(UnreadTensors, SelectionScoresChooseATopKSet) {
  const std::vector<input::Tensor> selected{scores, indices, tensor("x.selection", {2, 3, 5})};
  const std::string error =
      "f: tensor \"x.selection\": nothing reads it where a head is any keys, not a Top-k set of its scores";
  EXPECT_EQ(samples::error_of([&] { group(selected, {{"head", "any"}}); }), error);
  EXPECT_EQ(samples::error_of([&] {
              group(selected, {{"index_space", "page"}, {"page_size", "2"}});
            }),
            error);
}

TEST(UnreadTensors, SinksAreTermsOfSums) {
  const std::string error = "f: tensor \"x.sinks\": nothing reads it without X.lse, X.outputs or X.truncated";
  EXPECT_EQ(samples::error_of([&] { group({scores, indices, values, sinks()}, {}); }), error);
  EXPECT_EQ(samples::error_of([&] { group({scores, queries, keys, sinks()}, {}); }), error);
  EXPECT_NO_THROW(group({scores, lse, sinks()}, {}));
  EXPECT_NO_THROW(group({scores, values, outputs, sinks()}, {}));
  EXPECT_NO_THROW(group({scores, indices, values, tensor("x.truncated", {2, 3, 4}), sinks()}, {}));
}

} // namespace tailmass::verify::attention
