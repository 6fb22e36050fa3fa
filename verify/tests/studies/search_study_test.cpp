// The study counts what searches score and read, and judges them; the same on any number of threads.
#include "verify/studies/search_study.hpp"

#include "theory/nouns/partitions.hpp"
#include "theory/numbers/random.hpp"
#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"
#include "theory/stable/search/tree_search.hpp"
#include "verify/studies/judged_head.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>

namespace tailmass::verify::studies {

namespace {

constexpr std::size_t n = 40, d = 3;

std::vector<StudiedSource> studied_with(cases::Dataset& dataset, std::uint64_t seed,
                                        std::vector<std::size_t> sizes, unsigned threads = 2) {
  SearchStudyOptions options;
  options.seed = seed;
  options.sizes = std::move(sizes);
  options.threads = threads;
  return study_search(dataset, options);
}

/// Two rows of one key matrix, the second with so many masked keys, and scores without keys that the study
/// leaves out.
samples::Bytes query_keys_file(std::size_t masks) {
  RandomStream random(4, {"study"});
  const auto numbers = [&](std::size_t count) {
    std::vector<float> floats(count);
    for (float& x : floats)
      x = static_cast<float>(2 * random.normal());
    return floats;
  };
  std::vector<float> scores(2 * n, 0.0F);
  for (std::size_t i = 0; i < masks; ++i)
    scores[n + 3 * i] = -__builtin_inff();
  return samples::safetensors_of({{"a.scores", {2, n}, scores},
                                  {"a.queries", {2, d}, numbers(2 * d)},
                                  {"a.keys", {n, d}, numbers(n * d)},
                                  {"b.scores", {1, 5}, numbers(5)}});
}

} // namespace

const StudiedSearch& search_of(const StudiedSource& source, std::string_view cells, std::string_view bound) {
  return *std::ranges::find_if(source.searches, [&](const StudiedSearch& search) {
    return search.cells == cells && search.bound == bound;
  });
}

TEST(SearchStudy, CountsWhatTheSearchesScoreAndRead) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("query_keys.safetensors", query_keys_file(0))}, {}, 1);
  const std::vector<StudiedSource> studied = studied_with(dataset, 1, {});
  ASSERT_EQ(studied.size(), 1U);
  EXPECT_EQ(studied[0].name, "query_keys.safetensors");
  EXPECT_EQ(studied[0].keys, n);
  EXPECT_EQ(studied[0].dimension, d);
  EXPECT_EQ(studied[0].rows, 2U);
  ASSERT_EQ(studied[0].searches.size(), studied_methods.size());
  double scored = 0, tree_scored = 0, tree_cost = 0, ratios = 0;
  for (std::size_t index = 0; index < 2; ++index) {
    const auto query_keys = cases::query_keys(dataset.row(index));
    const Cells cells =
        stable::bounded_cells(*query_keys, pages(query_keys->unmasked(), 16), stable::CellBound::smaller);
    scored += static_cast<double>(stable::mc_search(*query_keys, cells, 0.01).keys_scored) / 2;
    const stable::TreeSearchResult found =
        stable::tree_search(*query_keys, stable::KeyTree(query_keys->keys(), query_keys->unmasked()), 0.01);
    tree_scored += static_cast<double>(found.head.size()) / 2;
    tree_cost += found.cost / 2;
    ratios += static_cast<double>(n) / found.cost / 2;
  }
  const StudiedSearch& flat = search_of(studied[0], "pages of 16", "ball, box");
  EXPECT_DOUBLE_EQ(flat.mean_scored, scored);
  EXPECT_DOUBLE_EQ(flat.factor * flat.mean_scored, n);
  EXPECT_DOUBLE_EQ(flat.mean_cost, scored + 3 * (2 * d + 1.0) / d); // of three pages: 16, 16 and 8 keys
  const StudiedSearch& covariance = search_of(studied[0], "pages of 16", "covariance");
  EXPECT_DOUBLE_EQ(covariance.mean_cost, covariance.mean_scored + (3 * (2 * d + 1 + 6) + 6.0) / d);
  const StudiedSearch& tree = search_of(studied[0], "tree", "moments");
  EXPECT_DOUBLE_EQ(tree.mean_scored, tree_scored);
  EXPECT_DOUBLE_EQ(tree.mean_cost, tree_cost);
  EXPECT_DOUBLE_EQ(tree.cost_factor, n / tree_cost);
  EXPECT_DOUBLE_EQ(tree.mean_ratio, ratios);
  EXPECT_DOUBLE_EQ(tree.median_ratio, ratios); // of two rows
  const StudiedSearch& limit = search_of(studied[0], "k-means, n/8", "exact sum");
  EXPECT_EQ(limit.mean_cost, limit.mean_scored);
}

TEST(SearchStudy, ProvesEveryCertificate) {
  cases::Dataset none({}, {}, 1);
  for (const StudiedSource& source : studied_with(none, 1, {128})) {
    EXPECT_EQ(source.certificates.proved, source.rows * studied_methods.size());
    EXPECT_EQ(source.certificates.refuted, 0U);
    EXPECT_EQ(source.certificates.undecided, 0U);
  }
}

/// Eight keys in each of eight far clusters, which the query does not tell apart; the scores of each are
/// `height` for the last key and else 0.
QueryKeys towers(double height) {
  std::vector<double> entries;
  std::vector<Key> keys;
  for (std::size_t key = 0; key < 64; ++key) {
    entries.insert(entries.end(), {1000.0 * static_cast<double>(key / 8), key % 8 == 7 ? height : 0});
    keys.push_back(static_cast<Key>(key));
  }
  return {{0, 1}, std::make_shared<const Values>(64, 2, std::move(entries)), keys};
}

TEST(RowSearches, RefuteEveryControlWhereItIsFalse) {
  const double epsilon[] = {0.3};
  const auto level = search_row(towers(0), epsilon), high = search_row(towers(40), epsilon);
  ASSERT_EQ(std::string_view(studied_controls[0]), "count dropped");
  EXPECT_TRUE(level[0].refuted[0]);
  EXPECT_FALSE(level[0].refuted[1]);
  EXPECT_FALSE(level[0].refuted[2]); // all that came before it is like the last key
  EXPECT_TRUE(high[0].refuted[1]);
  EXPECT_TRUE(high[0].refuted[2]);
  for (const auto& row : {level, high})
    EXPECT_EQ(row[0].certificates.proved, studied_methods.size());
}

TEST(HeadJudge, TellsWhatIsDiscardedFromWhatIsGranted) {
  const std::vector<Key> keys = {0, 1, 2, 3};
  const QueryKeys row({1}, std::make_shared<const Values>(4, 1, std::vector<double>{0, 0, 0, -2000}), keys);
  const HeadJudge judge(row);
  const std::vector<Key> one = {1}, three = {0, 1, 2};
  EXPECT_EQ(judge.verdict(one, 0.67), HeadVerdict::proved);
  EXPECT_EQ(judge.verdict(one, 0.66), HeadVerdict::refuted);
  EXPECT_EQ(judge.verdict(one, 2.0 / 3), HeadVerdict::refuted); // rounded down, and e^-2000 more
  EXPECT_EQ(judge.verdict(three, 0), HeadVerdict::refuted);     // of e^-2000
  EXPECT_EQ(judge.verdict(three, 1e-300), HeadVerdict::proved);
  EXPECT_EQ(judge.verdict(keys, 0), HeadVerdict::proved);
}

TEST(SearchStudy, CountsUnmaskedKeysOnly) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("query_keys.safetensors", query_keys_file(6))}, {}, 1);
  const std::vector<StudiedSource> studied = studied_with(dataset, 1, {});
  EXPECT_EQ(studied.at(0).mean_unmasked, n - 3.0);
  EXPECT_EQ(studied[0].certificates.proved, 2 * studied_methods.size());
  for (const StudiedSearch& search : studied[0].searches)
    EXPECT_LE(search.mean_scored, n - 3.0);
}

TEST(SearchStudy, SmallerBoundsAndLargerEpsilonsScoreNoMoreOnAverage) {
  cases::Dataset none({}, {}, 1);
  SearchStudyOptions options;
  options.sizes = {96};
  options.epsilons = {0.1, 0.01};
  const std::vector<StudiedSource> studied = study_search(none, options);
  ASSERT_EQ(studied.size(), 2U);
  EXPECT_EQ(studied[0].name, "gaussian");
  EXPECT_EQ(studied[1].name, "clustered");
  for (const StudiedSource& source : studied)
    for (std::size_t i = 0; i < studied_methods.size(); ++i) {
      EXPECT_LE(source.searches[i].mean_scored, source.searches[i + studied_methods.size()].mean_scored);
      if (studied_methods.at(i).bound != "exact score") {
        EXPECT_GE(source.searches[i].mean_scored, source.searches[studied_methods.size() - 1].mean_scored);
      }
    }
}

TEST(SearchStudy, DoesNotDependOnTheThreads) {
  cases::Dataset none({}, {}, 1);
  const auto means = [&](unsigned threads) {
    std::vector<double> all;
    for (const StudiedSource& source : studied_with(none, 3, {64}, threads))
      for (const StudiedSearch& search : source.searches)
        all.insert(all.end(), {search.mean_scored, search.mean_cost, search.median_ratio});
    return all;
  };
  EXPECT_EQ(means(1), means(4));
}

} // namespace tailmass::verify::studies
