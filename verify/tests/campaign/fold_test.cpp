// Folding by one process and by shards comes to the same.
#include "verify/campaign/fold.hpp"

#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

namespace tailmass::verify::campaign {

namespace {

using Numbers = std::vector<std::size_t>;
using Json = nlohmann::ordered_json;
using Paths = std::vector<std::filesystem::path>;

constexpr std::size_t count = 1000;

/// Squares in their order; chunks begin at 0, 256, 512, 700 and 956. Sees each unit that is done, and the
/// first of each chunk that is read.
Numbers squares(const WorkOptions& options, const std::function<void(std::size_t)>& see = {}) {
  Numbers all;
  const auto join = [](Numbers& into, const Numbers& later) {
    into.insert(into.end(), later.begin(), later.end());
  };
  const Folded folded = fold_units<Numbers>({.count = count,
                                             .begins_chunk = [](std::size_t unit) { return unit == 700; },
                                             .make_worker =
                                                 [&] {
                                                   return [&](std::size_t unit) {
                                                     if (see)
                                                       see(unit);
                                                     return Numbers{unit * unit};
                                                   };
                                                 },
                                             .join = join,
                                             .fold = [&](const Numbers& found) { join(all, found); },
                                             .write = [](const Numbers& numbers) -> Json { return numbers; },
                                             .read =
                                                 [&](const record::Field& json) {
                                                   Numbers numbers;
                                                   for (const record::Field& each : json.items())
                                                     numbers.push_back(each.count());
                                                   if (see)
                                                     see(static_cast<std::size_t>(std::sqrt(numbers[0])));
                                                   return numbers;
                                                 }},
                                            options);
  EXPECT_EQ(folded.units, all.size());
  return all;
}

PartHeader header(std::size_t shard, std::size_t shards) {
  return {.tailmass = "1", .shard = shard, .shards = shards};
}

void run_shard(const std::filesystem::path& path, std::size_t shard, std::size_t shards,
               unsigned threads = 2) {
  Part part(path, header(shard, shards));
  WorkOptions options{.threads = threads};
  options.part = &part;
  EXPECT_TRUE(squares(options).empty());
  EXPECT_TRUE(part.unfinished(5).empty());
}

Numbers merged(const Paths& paths) {
  const Parts parts(paths);
  WorkOptions options;
  options.parts = &parts;
  return squares(options);
}

} // namespace

TEST(Fold, ChunksAreOfBoundedSizeAndBeginWhereTheyMust) {
  EXPECT_EQ(chunk_bounds(count, [](std::size_t unit) { return unit == 700; }),
            (Numbers{0, 256, 512, 700, 956, 1000}));
  EXPECT_EQ(chunk_bounds(256, {}), (Numbers{0, 256}));
  EXPECT_EQ(chunk_bounds(0, {}), (Numbers{0}));
}

TEST(Fold, ShardsInAnyOrderGiveWhatOneProcessGives) {
  const Numbers whole = squares({.threads = 3});
  ASSERT_EQ(whole.size(), count);
  for (const std::size_t shards : {1U, 2U, 7U}) { // of which two have no chunk at all
    const samples::Folder folder;
    Paths paths;
    for (std::size_t shard = shards; shard-- > 0;) {
      paths.push_back(folder.path() / std::to_string(shard));
      run_shard(paths.back(), shard, shards);
    }
    EXPECT_EQ(merged(paths), whole);
    std::ranges::reverse(paths);
    EXPECT_EQ(merged(paths), whole);
  }
}

TEST(Fold, AStoppedShardLeavesItsFinishedChunksAndIsTakenUp) {
  const samples::Folder folder;
  const auto path = folder.path() / "part";
  std::atomic<bool> stop = false;
  {
    Part part(path, header(0, 1));
    WorkOptions options{.threads = 1, .stop = &stop};
    options.part = &part;
    (void)squares(options, [&](std::size_t unit) { stop = stop || unit == 600; });
    EXPECT_EQ(part.unfinished(5), (Numbers{2, 3, 4}));
  }
  {
    const Parts parts(Paths{path});
    WorkOptions options;
    options.parts = &parts;
    EXPECT_THROW((void)squares(options), PartsError);
  }
  Numbers done;
  {
    Part part(path, header(0, 1));
    WorkOptions options{.threads = 1};
    options.part = &part;
    (void)squares(options, [&](std::size_t unit) { done.push_back(unit); });
  }
  EXPECT_EQ(done.front(), 512U) << "what is finished is not done again";
  EXPECT_EQ(done.size(), count - 512);
  EXPECT_EQ(merged({path}), squares({}));
}

TEST(Fold, AStoppedMergeFoldsItsFirstChunks) {
  const samples::Folder folder;
  const auto path = folder.path() / "part";
  run_shard(path, 0, 1);
  const Parts parts(Paths{path});
  std::atomic<bool> stop = false;
  WorkOptions options{.threads = 1, .stop = &stop};
  options.parts = &parts;
  EXPECT_EQ(squares(options, [&](std::size_t unit) { stop = unit == 256; }).size(), 512U);
}

} // namespace tailmass::verify::campaign
