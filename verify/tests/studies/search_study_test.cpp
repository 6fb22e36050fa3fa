// The study counts what the searches score, the same on any number of threads.
#include "verify/studies/search_study.hpp"

#include "theory/nouns/partitions.hpp"
#include "theory/numbers/random.hpp"
#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
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

TEST(SearchStudy, CountsWhatTheSearchesScore) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("query_keys.safetensors", query_keys_file(0))}, {}, 1);
  const std::vector<StudiedSource> studied = studied_with(dataset, 1, {});
  ASSERT_EQ(studied.size(), 1U);
  EXPECT_EQ(studied[0].name, "a.scores");
  EXPECT_EQ(studied[0].keys, n);
  EXPECT_EQ(studied[0].dimension, d);
  EXPECT_EQ(studied[0].rows, 2U);
  ASSERT_EQ(studied[0].searches.size(), 27U);
  std::size_t compared = 0;
  for (const StudiedSearch& search : studied[0].searches)
    if (search.cells == "pages of 16" && search.bound == "box") {
      std::size_t scored = 0;
      for (std::size_t index = 0; index < 2; ++index) {
        const auto query_keys = cases::query_keys(dataset.row(index));
        const Cells cells =
            stable::bounded_cells(*query_keys, pages(query_keys->unmasked(), 16), stable::CellBound::box);
        scored += stable::mc_search(*query_keys, cells, search.epsilon).keys_scored;
      }
      EXPECT_EQ(search.mean_scored, static_cast<double>(scored) / 2);
      EXPECT_DOUBLE_EQ(search.factor * search.mean_scored, n);
      ++compared;
    }
  EXPECT_EQ(compared, 3U);
}

TEST(SearchStudy, CountsUnmaskedKeysOnly) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("query_keys.safetensors", query_keys_file(6))}, {}, 1);
  const std::vector<StudiedSource> studied = studied_with(dataset, 1, {});
  EXPECT_EQ(studied.at(0).mean_unmasked, n - 3.0);
  for (const StudiedSearch& search : studied[0].searches)
    EXPECT_LE(search.mean_scored, n - 3.0);
}

TEST(SearchStudy, SmallerBoundsAndLargerEpsilonsScoreNoMoreOnAverage) {
  cases::Dataset none({}, {}, 1);
  const std::vector<StudiedSource> studied = studied_with(none, 2, {96});
  ASSERT_EQ(studied.size(), 2U);
  EXPECT_EQ(studied[0].name, "gaussian");
  EXPECT_EQ(studied[1].name, "clustered");
  for (const StudiedSource& source : studied)
    for (std::size_t i = 0; i + 1 < source.searches.size(); ++i)
      if (source.searches[i].epsilon > source.searches[i + 1].epsilon) {
        EXPECT_LE(source.searches[i].mean_scored, source.searches[i + 1].mean_scored);
      }
}

TEST(SearchStudy, DoesNotDependOnTheThreads) {
  cases::Dataset none({}, {}, 1);
  const auto means = [&](unsigned threads) {
    std::vector<double> all;
    for (const StudiedSource& source : studied_with(none, 3, {64}, threads))
      for (const StudiedSearch& search : source.searches)
        all.push_back(search.mean_scored);
    return all;
  };
  EXPECT_EQ(means(1), means(4));
}

} // namespace tailmass::verify::studies
